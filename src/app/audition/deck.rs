//! The player, started when it is first needed.

use std::{sync::Arc, time::Instant};

use crate::sound::{
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

    /// The deck with its player running.
    pub(super) fn start(&mut self) -> &Self {
        let Some(outlets) = self.outlets.take() else { return self };
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
                    player.send(command.clone());
                }
                self.player = Some(player);
            }
            Err(error) => {
                let trouble =
                    OutputError::new(format!("Nothing can be played: {error}"), "segue doctor says more.");
                (self.tell)(AudioEvent::Trouble(trouble));
            }
        }
        self
    }

    /// Tells the player, where there is one.
    pub(super) fn send(&self, command: PlayerCommand) {
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
