//! The player, started when it is first needed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::sound::{
    feed::Cued,
    outputs::{Outlets, OutputChoice, OutputError},
    player::{Event, Player, PlayerCommand, PlayerState},
};

use super::{
    command::{AudioEvent, OnAudio},
    watch::Watch,
};

pub(super) struct Deck {
    outlets: Option<Box<dyn Outlets>>,
    choice: OutputChoice,
    /// What the player is told first.
    first: [PlayerCommand; 2],
    tell: OnAudio,
    watch: Arc<Watch>,
    player: Option<Player>,
}

impl Deck {
    pub(super) fn new(
        outlets: Box<dyn Outlets>,
        choice: OutputChoice,
        first: [PlayerCommand; 2],
        tell: OnAudio,
        watch: Arc<Watch>,
    ) -> Self {
        Self { outlets: Some(outlets), choice, first, tell, watch, player: None }
    }

    /// Has the player running.
    fn start(&mut self) {
        let Some(outlets) = self.outlets.take() else { return };
        let (tell, watch) = (self.tell.clone(), self.watch.clone());
        let player = Player::start(outlets, self.choice, move |event| {
            match event {
                Event::Place(place) => tell(AudioEvent::Place(place)),
                Event::Trouble(error) => tell(AudioEvent::Trouble(error)),
                Event::Started(_) | Event::Ended(_) => {}
            }
            watch.kick();
        });
        match player {
            Ok(player) => {
                for command in &self.first {
                    player.send(*command);
                }
                self.player = Some(player);
            }
            Err(error) => {
                let trouble =
                    OutputError::new(format!("Nothing can be played: {error}"), "segue doctor says more.");
                (self.tell)(AudioEvent::Trouble(trouble));
            }
        }
    }

    /// Plays, see [`Player::play`].
    pub(super) fn play(&mut self, token: u64, clip: Cued, from: Duration) {
        self.start();
        if let Some(player) = &self.player {
            player.play(token, clip, from);
        }
    }

    /// Tells the player, which is started for what lasts, and not for what needs something that plays.
    pub(super) fn send(&mut self, command: PlayerCommand) {
        use PlayerCommand as P;
        if !matches!(command, P::Toggle | P::Seek(_) | P::Skip(_) | P::Stop) {
            self.start();
        }
        if let Some(player) = &self.player {
            player.send(command);
        }
    }

    /// The player now.
    pub(super) fn state(&self) -> Option<(PlayerState, Instant)> {
        self.player.as_ref().map(|player| (player.state(), Instant::now()))
    }

    /// Silence; nothing is played any more.
    pub(super) fn end(&mut self) {
        self.outlets = None;
        self.player = None;
    }
}
