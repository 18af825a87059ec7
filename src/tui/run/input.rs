//! What the terminal sends, as bytes, and what comes of it: keys, pastes, and times that bytes wait for.

#[cfg(not(windows))]
use std::io::Read as _;
use std::{
    io,
    sync::mpsc,
    time::{Duration, Instant},
};

use super::{Event, Loop};
#[cfg(windows)]
use crate::tui::terminal::{console, signals::Signal};
use crate::{
    config::actions::Action,
    tui::{
        keymap::KeyPlace,
        message::Message,
        terminal::{
            burst::{Burst, Target},
            decode::Input,
        },
    },
};

impl Loop {
    pub(super) fn times(&mut self) {
        let now = Instant::now();
        let due = |wait: Option<Duration>| wait.is_some_and(|wait| self.read + wait <= now);
        if due(self.decoder.wait()) {
            let mut inputs = Vec::new();
            self.decoder.flush(&mut inputs);
            self.inputs(inputs);
        } else if due(self.bursts.wait()) {
            let burst = self.bursts.flush(self.target());
            self.burst(burst);
        }
        if self.state.next_wake().is_some_and(|wake| self.start + wake <= now) {
            self.message(Message::Wake);
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let since = self.read.elapsed();
        self.read = Instant::now();
        if self.decoder.wait().is_some() {
            // In the middle of a sequence or of a marked paste.
            return self.burst(Some(Burst::Keys(bytes.to_vec())));
        }
        for burst in self.bursts.take(bytes, since, self.target()) {
            self.burst(Some(burst));
        }
    }

    /// Where keys go now.
    fn target(&self) -> Target {
        let first =
            |action| self.state.keys.map.keys(action).first().and_then(|keys| keys.0.first()?.typed());
        Target {
            typing: self.state.key_place() == KeyPlace::Text,
            opens: [first(Action::Prompt), first(Action::Palette)],
        }
    }

    fn burst(&mut self, burst: Option<Burst>) {
        match burst {
            None => {}
            Some(Burst::Paste(paste)) => self.message(Message::Input(paste)),
            Some(Burst::Keys(bytes)) => {
                let mut inputs = Vec::new();
                self.decoder.feed(&bytes, &mut inputs);
                self.inputs(inputs);
            }
        }
    }

    /// Keys that came in one piece do what they would do one by one, but none of them ends the program.
    fn inputs(&mut self, inputs: Vec<Input>) {
        let letters = |input: &&Input| matches!(input, Input::Key(chord) if chord.typed().is_some());
        self.state.keys.at_once = inputs.iter().filter(letters).count() > 1;
        for input in inputs {
            self.message(Message::Input(input));
        }
        self.state.keys.at_once = false;
    }
}

#[cfg(not(windows))]
pub(super) fn read(post: &mpsc::Sender<Event>) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        match io::stdin().lock().read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                if post.send(Event::Bytes(buffer[..count].to_vec())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = post.send(Event::Closed);
}

/// A console's events as bytes, all that are there at once: so a paste comes in one piece.
#[cfg(windows)]
pub(super) fn read(post: &mpsc::Sender<Event>) {
    use ratatui::crossterm::event;
    loop {
        let mut bytes = Vec::new();
        let mut more = true;
        while more {
            match event::read() {
                Ok(event::Event::Resize(..)) if post.send(Event::Signal(Signal::Resized)).is_err() => return,
                Ok(event) => console::encode(&event, &mut bytes),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    let _ = post.send(Event::Closed);
                    return;
                }
            }
            more = event::poll(Duration::ZERO).unwrap_or(false);
        }
        if !bytes.is_empty() && post.send(Event::Bytes(bytes)).is_err() {
            return;
        }
    }
}
