//! Messages and errors so far.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        popup::listbox::scroll,
        state::{
            Popup, State,
            popup::{Lines, PopupArea, PopupReply, Stand, hint},
            toast::Tone,
        },
        text::short,
    },
};

/// The page, scrolled by so many lines; it begins with the newest.
#[derive(Clone, Copy, Debug)]
pub struct Messages {
    from: usize,
}

impl Default for Messages {
    fn default() -> Self {
        Self { from: usize::MAX }
    }
}

fn lines(state: &State, body: Rect) -> Vec<(String, Role)> {
    let mut lines = Vec::new();
    for toast in state.screen.toasts.past() {
        let role = if toast.tone == Tone::Error { Role::Error } else { Role::Text };
        lines.push((format!("{} after the start", short(toast.at)), Role::Dim));
        let text = wrap(&toast.text, body.width.saturating_sub(2) as usize);
        lines.extend(text.into_iter().map(|line| (format!("  {line}"), role)));
    }
    lines
}

fn most(lines: usize, body: Rect) -> usize {
    lines.saturating_sub(usize::from(body.height))
}

impl Popup for Messages {
    fn name(&self) -> &'static str {
        "messages"
    }

    fn shape(&self, _: &State) -> PopupArea {
        PopupArea {
            title: "messages".to_owned(),
            stand: Stand::Whole,
            hints: vec![hint(&[Action::Down, Action::Up], "scroll"), hint(&[Action::Escape], "close")],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        let body = state.body(self);
        let most = most(lines(state, body).len(), body);
        self.from = scroll(self.from.min(most), action, state.screen.half(), most);
        PopupReply::Stay(Vec::new())
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(Lines::from(self.from, lines(state, body).len(), body))
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        let body = state.body(self);
        let most = most(lines(state, body).len(), body);
        self.from = self.from.min(most).saturating_add_signed(by).min(most);
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let lines = lines(state, body);
        if lines.is_empty() {
            pen.put_cut(body.x, body.y, body.right(), "Nothing has gone wrong.", Role::Dim);
        }
        let from = self.from.min(most(lines.len(), body));
        for ((line, role), y) in lines.iter().skip(from).zip(body.top()..body.bottom()) {
            pen.put_cut(body.x, y, body.right(), line, *role);
        }
        None
    }
}
