//! What signs and columns mean, then every key, from the table.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{
        actions::{Action, Group},
        theme::Role,
    },
    tui::{
        pen::Pen,
        popup::listbox::scroll,
        state::{
            Popup, State,
            popup::{PopupArea, PopupReply, Stand, hint},
        },
        text::width,
    },
};

/// From so many cells inside on, the keys stand in two columns.
const TWO: u16 = 130;

/// The page, scrolled by so many lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Help {
    from: usize,
}

impl Help {
    /// The last line that can stand at the top.
    fn most(self, state: &State) -> usize {
        let body = state.body(&self);
        per_column(lines(state).len(), body).saturating_sub(usize::from(body.height))
    }
}

#[derive(Clone)]
enum Line {
    Heading(&'static str),
    Key(String, &'static str),
    Gap,
}

/// What stands before and behind names.
fn signs(state: &State) -> Vec<Line> {
    let glyphs = state.screen.look.glyphs;
    let signs = [
        (glyphs.play, "plays now"),
        (glyphs.seed, "a seed: the list is about it"),
        (glyphs.liked, "liked"),
        (glyphs.rejected, "rejected, or its artist is"),
        (glyphs.queued, "in the queue"),
        (glyphs.mine, "yours: in your files or collection"),
        (glyphs.played, "played in a set of yours"),
        (glyphs.pair, "you say it works with the seed"),
        (glyphs.note, "with a note of yours"),
        (glyphs.heard, "auditioned here before"),
        (glyphs.fits, "tempo or key fits the seed"),
        (glyphs.up, "a key that lifts"),
        ("!", "what is written and what was analysed differ"),
        ("?", "analysed, and not sure"),
        (glyphs.both, "found by sound and by what DJs play"),
    ];
    let columns = [
        ("BPM, key", "tempo and key; keys as on the Camelot wheel, unless the settings say otherwise"),
        ("drive", "energy, in five steps"),
        ("way", "how many records apart DJs play the two"),
        ("near", "how alike they sound"),
        ("DJ", "how many DJs play it, with the seed where there is one"),
        ("mx", "in how many mixes"),
        ("last", "when last"),
        ("plays", "how often this DJ has played it"),
    ];
    let line = |(sign, does): (&str, &'static str)| Line::Key(sign.to_owned(), does);
    let headed = |title, lines: Vec<Line>| [vec![Line::Heading(title)], lines, vec![Line::Gap]].concat();
    let all = [
        headed("Signs", signs.into_iter().map(line).collect()),
        headed("Columns", columns.into_iter().map(line).collect()),
    ];
    all.concat()
}

fn lines(state: &State) -> Vec<Line> {
    let mut lines = signs(state);
    for group in Group::ALL {
        if !matches!(lines.last(), Some(Line::Gap)) {
            lines.push(Line::Gap);
        }
        lines.push(Line::Heading(group.title()));
        for (entry, keys) in state.keys.map.entries().filter(|(e, _)| e.group == group) {
            let keys = keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            lines.push(Line::Key(if keys.is_empty() { ":".to_owned() } else { keys }, entry.does));
        }
    }
    lines
}

/// Lines of a column.
fn per_column(lines: usize, body: Rect) -> usize {
    lines.div_ceil(if body.width >= TWO { 2 } else { 1 }).max(1)
}

impl Popup for Help {
    fn name(&self) -> &'static str {
        "help"
    }

    fn shape(&self, _: &State) -> PopupArea {
        PopupArea {
            title: "signs and keys".to_owned(),
            stand: Stand::Whole,
            hints: vec![hint(&[Action::Down, Action::Up], "scroll"), hint(&[Action::Escape], "close")],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        if action == Action::Help {
            return PopupReply::Close(Vec::new());
        }
        self.from = scroll(self.from, action, state.screen.half(), self.most(state));
        PopupReply::Stay(Vec::new())
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.from = self.from.saturating_add_signed(by).min(self.most(state));
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let lines = lines(state);
        let per = per_column(lines.len(), body);
        let columns = lines.len().div_ceil(per) as u16;
        let from = self.from.min(per.saturating_sub(body.height as usize));
        let column = body.width / columns.max(1);
        let keys =
            lines.iter().map(|l| if let Line::Key(k, _) = l { width(k) } else { 0 }).max().unwrap_or(0);
        let keys = (keys as u16).min(column / 3);
        for (c, chunk) in lines.chunks(per).enumerate() {
            let x = body.x + c as u16 * column;
            let end = x + column - u16::from(columns > 1) * 2;
            for (line, y) in chunk.iter().skip(from).zip(body.top()..body.bottom()) {
                match line {
                    Line::Gap => {}
                    Line::Heading(text) => {
                        pen.put_cut(x, y, end, text, Role::Accent);
                    }
                    Line::Key(key, does) => {
                        pen.put_cut(x, y, x + keys, key, Role::Key);
                        pen.put_cut(x + keys + 2, y, end, does, Role::Text);
                    }
                }
            }
        }
        None
    }
}
