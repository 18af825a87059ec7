//! The card that says how the sound comes to another machine.

use ratatui::layout::{Position, Rect};

use crate::{
    app::answer::OutputError,
    config::{actions::Action, theme::Role},
    plain::with_remedy,
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
    /// What to do, then the line to copy, which is never cut: where there is little room, words give way to it.
    fn lines(&self, state: &State, rows: u16) -> Vec<(String, Role)> {
        let columns = state.screen.size.0.saturating_sub(BORDERS).max(1);
        let mut rows = usize::from(rows);
        let line = broken(&self.line, columns);
        rows = rows.saturating_sub(line.len());
        let mut lines = words(state, columns);
        lines.truncate(rows);
        rows -= lines.len();
        lines.extend(line.into_iter().map(|line| (line, Role::Title)));
        let anyway = wrap("The spectrogram works anyway.", usize::from(columns));
        lines.extend(anyway.into_iter().take(rows).map(|line| (line, Role::Text)));
        lines
    }
}

/// What has failed, and what to do where one sits.
fn words(state: &State, columns: u16) -> Vec<(String, Role)> {
    let mut lines = Vec::new();
    let mut say = |text: &str, role: Role| {
        lines.extend(wrap(text, usize::from(columns)).into_iter().map(|line| (line, role)));
    };
    let trouble = state.audition.trouble.as_ref();
    if let Some(OutputError { title, hint, .. }) = trouble {
        say(&with_remedy(title, hint), Role::Warning);
    }
    if state.screen.between.ssh {
        say("On your laptop:", Role::Text);
        return lines;
    }
    if trouble.is_none() {
        let choose = state.keys.name(Action::Output);
        let here = format!(
            "Nothing here plays: start PipeWire or PulseAudio, or let your user open the sound card; {choose} then chooses it."
        );
        say(&here, Role::Text);
    }
    say("From another machine:", Role::Text);
    lines
}

impl Popup for Silence {
    fn name(&self) -> &'static str {
        "silence"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let lines = self.lines(state, state.screen.size.1.saturating_sub(2));
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
            // The card says its piece and gets out of the way of every other key.
            _ => PopupReply::Close(vec![Deed::Act(action)]),
        }
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        for ((line, role), y) in self.lines(state, body.height).iter().zip(body.top()..body.bottom()) {
            pen.put(body.x, y, body.right(), line, *role);
        }
        None
    }
}
