//! What signs and columns mean, then every key, from the table; narrowed to what holds the words one writes.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{
        actions::{Action, Group},
        theme::Role,
    },
    tui::{
        pen::{Pen, wrap},
        popup::listbox::{below, is_move, scroll},
        state::{
            Popup, State,
            popup::{Lines, PopupArea, PopupReply, Stand, hint},
            textbox::TextBox,
        },
        text::width,
    },
};

/// From so many cells inside on, the keys stand in two columns.
const TWO: u16 = 130;

/// The page, scrolled by so many lines.
#[derive(Clone, Debug, Default)]
pub struct Help {
    from: usize,
    /// The words that narrow it, once one looks for some.
    words: Option<TextBox>,
    /// They are being written; else keys scroll what they leave.
    writing: bool,
}

impl Help {
    /// The last line that can stand at the top.
    fn most(&self, state: &State) -> usize {
        let area = self.page(state.body(self));
        self.columns(state, area).most(area)
    }

    /// Where the page stands: below the words, where one writes some.
    fn page(&self, body: Rect) -> Rect {
        if self.words.is_some() { below(body) } else { body }
    }

    /// Ends the writing; without a word the whole page is there again.
    fn written(&mut self) {
        self.writing = false;
        self.words.take_if(|words| words.text().trim().is_empty());
        if let Some(words) = &mut self.words {
            words.deselect();
        }
    }

    fn columns(&self, state: &State, area: Rect) -> Columns {
        let words = self.words.as_ref().map(TextBox::text).unwrap_or_default();
        Columns::new(narrowed(lines(state), words), area)
    }
}

/// First the lines of the very key that is written, then those that hold every word; single letters, which most lines hold,
/// look for a key alone where there is such a one.
fn narrowed(lines: Vec<Line>, written: &str) -> Vec<Line> {
    let words: Vec<String> = written.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return lines;
    }
    let key = written.split_whitespace().collect::<String>();
    let is_key = |keys: &[String]| keys.iter().any(|other| other.replace(' ', "") == key);
    let holds = |keys: &[String], does: &str| {
        let text = format!("{} {does}", keys.join(" ")).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut kept = picked(&lines, |keys, _| is_key(keys));
    if kept.is_empty() || words.iter().any(|word| word.chars().count() > 1) {
        let others = picked(&lines, |keys, does| holds(keys, does) && !is_key(keys));
        kept.extend((!kept.is_empty() && !others.is_empty()).then_some(Line::Gap));
        kept.extend(others);
    }
    kept
}

/// Lines by their keys and what they do, below the headings of their groups.
fn picked(lines: &[Line], picks: impl Fn(&[String], &str) -> bool) -> Vec<Line> {
    let (mut kept, mut heading) = (Vec::new(), None);
    for line in lines {
        match line {
            Line::Heading(_) => heading = Some(line),
            Line::Key(keys, does) if picks(keys, does) => {
                if let Some(heading) = heading.take() {
                    kept.extend((!kept.is_empty()).then_some(Line::Gap));
                    kept.push(heading.clone());
                }
                kept.push(line.clone());
            }
            Line::Gap | Line::Key(..) => {}
        }
    }
    kept
}

#[derive(Clone)]
enum Line {
    Heading(&'static str),
    /// Keys of which each does the same, or a sign.
    Key(Vec<String>, String),
    Gap,
}

/// Cells between a key and what it does.
const BETWEEN: u16 = 2;

/// How the lines stand in an area: in one column or two of the same width, keys on the left of each.
struct Columns {
    lines: Vec<Line>,
    count: u16,
    /// Cells of a column, and of its keys.
    wide: u16,
    keys: u16,
}

impl Columns {
    fn new(lines: Vec<Line>, body: Rect) -> Self {
        // What one column has room for needs no second one.
        let is_short = lines.len() <= usize::from(body.height);
        let count = if body.width >= TWO && !is_short { 2 } else { 1 };
        let wide = (body.width / count).saturating_sub((count - 1) * 2);
        let key = |line: &Line| if let Line::Key(keys, _) = line { width(&keys.join(" ")) as u16 } else { 0 };
        let keys = lines.iter().map(key).max().unwrap_or(0).min(wide / 3);
        let room = usize::from(wide.saturating_sub(keys + BETWEEN));
        let broken = |line: Line| match line {
            Line::Key(keys, does) => {
                let mut parts = wrap(&does, room).into_iter();
                let first = Line::Key(keys, parts.next().unwrap_or_default());
                [first].into_iter().chain(parts.map(|part| Line::Key(Vec::new(), part))).collect()
            }
            line => vec![line],
        };
        Self { lines: lines.into_iter().flat_map(broken).collect(), count, wide, keys }
    }

    /// Lines of one column.
    fn high(&self) -> usize {
        self.lines.len().div_ceil(usize::from(self.count)).max(1)
    }

    /// The last line that can stand at the top.
    fn most(&self, body: Rect) -> usize {
        self.high().saturating_sub(usize::from(body.height))
    }
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
        ("year", "when it came out, where a tracklist says so"),
        ("at", "when it begins in the mix"),
    ];
    let words = [
        ("thin", "all that is known comes from one mix"),
        ("bridged, via", "no mix holds both; this record is played with each of them"),
        ("straight", "played right after the seed"),
        ("2 before", "so many records away, before the seed; after it; around: on both sides"),
        ("taste", "near in what DJs play together, with nothing else to say"),
    ];
    let points = [
        ("b", "first strong beat"),
        ("i", "end of the intro"),
        ("o", "start of the outro"),
        ("A-H", "your own hot cues in rekordbox, instead of those"),
        ("m", "your own memory cues there"),
    ];
    let line = |(sign, does): (&str, &str)| Line::Key(vec![sign.to_owned()], does.to_owned());
    let headed = |title, lines: Vec<Line>| [vec![Line::Heading(title)], lines, vec![Line::Gap]].concat();
    let all = [
        headed("Signs", signs.into_iter().map(line).collect()),
        headed("Columns", columns.into_iter().map(line).collect()),
        headed("Words of a list", words.into_iter().map(line).collect()),
        headed("Below the spectrogram of a file", points.into_iter().map(line).collect()),
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
            let mut keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            if keys.is_empty() {
                keys.push(":".to_owned());
            }
            lines.push(Line::Key(keys, entry.does.to_owned()));
        }
    }
    lines
}

impl Popup for Help {
    fn name(&self) -> &'static str {
        "help"
    }

    fn shape(&self, _: &State) -> PopupArea {
        PopupArea {
            title: "signs and keys".to_owned(),
            stand: Stand::Whole,
            hints: if self.writing {
                vec![
                    hint(&[Action::HitDown, Action::HitUp], "scroll"),
                    hint(&[Action::Accept], "done"),
                    hint(&[Action::Leave], "all keys"),
                ]
            } else {
                vec![
                    hint(&[Action::Down, Action::Up], "scroll"),
                    hint(&[Action::Prompt], "find"),
                    hint(&[Action::Escape], if self.words.is_some() { "all keys" } else { "close" }),
                ]
            },
            ..PopupArea::default()
        }
    }

    fn writes(&self, _: &State) -> bool {
        self.writing
    }

    fn text_box<'b>(&'b mut self, _: &'b mut State) -> Option<&'b mut TextBox> {
        self.words.as_mut().filter(|_| self.writing)
    }

    fn typed(&mut self) {
        self.from = 0;
    }

    fn close(&mut self, _: &mut State) -> PopupReply {
        self.writing = false;
        match self.words.take() {
            Some(_) => PopupReply::Stay(Vec::new()),
            None => PopupReply::Close(Vec::new()),
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Help => return PopupReply::Close(Vec::new()),
            Action::Prompt => {
                self.words.get_or_insert_default().select();
                (self.writing, self.from) = (true, 0);
                return PopupReply::Stay(Vec::new());
            }
            Action::Accept | Action::ToHits if self.writing => {
                self.written();
                return PopupReply::Stay(Vec::new());
            }
            _ => {}
        }
        if self.writing && !is_move(action) && action != Action::Listen {
            return PopupReply::Pass;
        }
        self.from = scroll(self.from, action, state.screen.half(), self.most(state));
        PopupReply::Stay(Vec::new())
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        let area = self.page(body);
        Some(Lines::from(self.from, self.columns(state, area).high(), area))
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.from = self.from.saturating_add_signed(by).min(self.most(state));
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let cursor = self.words.as_ref().and_then(|words| {
            let x = pen.put(body.x, body.y, body.right(), "/ ", Role::Accent);
            let cursor = pen.text_box(words, (x, body.y, body.right()), self.writing);
            self.writing.then_some(cursor)
        });
        let body = self.page(body);
        let columns = self.columns(state, body);
        if columns.lines.is_empty() {
            pen.put_cut(body.x, body.y, body.right(), "No key or sign by these words.", Role::Dim);
        }
        let (from, keys) = (self.from.min(columns.most(body)), columns.keys);
        for (c, chunk) in columns.lines.chunks(columns.high()).enumerate() {
            let x = body.x + c as u16 * (body.width / columns.count);
            let end = x + columns.wide;
            for (line, y) in chunk.iter().skip(from).zip(body.top()..body.bottom()) {
                match line {
                    Line::Gap => {}
                    Line::Heading(text) => {
                        pen.put_cut(x, y, end, text, Role::Accent);
                    }
                    Line::Key(names, does) => {
                        pen.put_cut(x, y, x + keys, &names.join(" "), Role::Key);
                        pen.put_cut(x + keys + BETWEEN, y, end, does, Role::Text);
                    }
                }
            }
        }
        cursor
    }
}
