//! The card that says how the sound comes to another machine.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{
        actions::{Action, Group, entry},
        theme::Role,
    },
    tui::{
        pen::{Pen, wrap},
        state::{
            Popup, State,
            popup::{BORDERS, Deed, PopupArea, PopupReply, hint},
        },
        text::{broken, width},
    },
};

/// There is no sound here, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The line that brings it to another machine.
    pub line: String,
}

impl Silence {
    fn lines(&self, state: &State) -> Vec<(String, Role)> {
        let room = state.screen.size.0.saturating_sub(BORDERS);
        let words = |text: &str| wrap(text, usize::from(room.max(1)));
        let with = |role: Role| move |line: String| (line, role);
        let mut lines: Vec<(String, Role)> = Vec::new();
        if state.screen.between.ssh {
            lines.extend(words("On your laptop:").into_iter().map(with(Role::Text)));
        } else {
            let choose = state.keys.name(Action::Output);
            let here = format!(
                "Nothing here plays: start PipeWire or PulseAudio, or let your user open the sound card; {choose} then chooses it."
            );
            lines.extend(words(&here).into_iter().map(with(Role::Text)));
            lines.extend(words("From another machine:").into_iter().map(with(Role::Text)));
        }
        // What is to be copied is never cut.
        lines.extend(broken(&self.line, room).into_iter().map(with(Role::Title)));
        lines.extend(words("The spectrogram works anyway.").into_iter().map(with(Role::Text)));
        lines
    }
}

impl Popup for Silence {
    fn name(&self) -> &'static str {
        "silence"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let lines = self.lines(state);
        PopupArea {
            title: "No sound on this host".to_owned(),
            wide: lines.iter().map(|(text, _)| width(text)).max().unwrap_or(0).max(30) as u16,
            high: lines.len() as u16,
            hints: vec![
                hint(&[Action::Copy, Action::Dig], "copy"),
                hint(&[Action::Play], "pause"),
                hint(&[Action::Escape], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, _: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Copy | Action::Dig => PopupReply::Close(vec![Deed::Copy(self.line.clone())]),
            // The card says its piece and gets out of the way of a key that listens.
            _ if entry(action).is_some_and(|entry| entry.group == Group::Audition) => {
                PopupReply::Close(vec![Deed::Act(action)])
            }
            _ => PopupReply::Stay(Vec::new()),
        }
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        for ((line, role), y) in self.lines(state).iter().zip(body.top()..body.bottom()) {
            pen.put(body.x, y, body.right(), line, *role);
        }
        None
    }
}
