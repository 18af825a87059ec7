//! The why-pane: its words, broken into lines, and where its mixes stand.

use ratatui::layout::Rect;

use crate::tui::{
    pen::wrap,
    state::{State, list::scrolled},
    text::width,
    view::mixing,
    words,
};

/// Cells of a year and the space behind it.
pub const YEAR: u16 = 5;
/// A pane of no more lines says what it can beside its title.
const LOW: u16 = 4;

/// What a line above the mixes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyPart {
    /// The record.
    Title,
    /// Why, in words.
    Summary,
    /// The user's note.
    Note,
    /// The records that the user says work with it.
    Pairs,
    /// Tempo and key.
    Facts,
}

/// A line of a mix: its first one has year and distance, the others go on with who played it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceLine {
    /// Which mix.
    pub mix: usize,
    /// It is its first line.
    pub first: bool,
    /// Who played it, as far as it fits here.
    pub who: String,
}

/// The pane's lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyLines {
    /// Above the mixes.
    pub head: Vec<(String, WhyPart)>,
    /// A summary that stands beside the title.
    pub beside: Option<String>,
    /// Where the mixes stand.
    pub area: Rect,
    /// The lines of mixes that are shown, from the top of that area.
    pub mixes: Vec<EvidenceLine>,
}

/// What is inside of the pane.
#[must_use]
pub fn inside(pane: Rect) -> Rect {
    Rect { x: pane.x + 1, width: pane.width.saturating_sub(2), ..pane }
}

/// The pane's lines in an area; it has more than one line.
#[must_use]
pub fn lines(state: &State, area: Rect) -> WhyLines {
    let Some(row) = &state.why.row else { return WhyLines::default() };
    let room = usize::from(area.width);
    let dot = state.screen.look.glyphs.dot;
    let title = format!("why{dot}{}", row.title);
    let summary = words::summary(state, row);
    let mut out = WhyLines::default();
    let low = area.height <= LOW;
    let beside = leading(&summary, dot, room.saturating_sub(width(&title) + 3));
    // Mixes say more than the rest of the summary.
    let enough = beside == summary.len() || !state.why.mixes.is_empty();
    if low && beside > 0 && enough {
        out.beside = Some(summary[..beside].join(dot));
        out.head.push((title, WhyPart::Title));
    } else {
        out.head.extend(
            wrap(&title, room).into_iter().take(if low { 1 } else { 2 }).map(|line| (line, WhyPart::Title)),
        );
        out.head.extend(wrap(&summary.join(dot), room).into_iter().map(|line| (line, WhyPart::Summary)));
    }
    let mut more = |text: Option<String>, part| {
        let lines = text.into_iter().flat_map(|text| wrap(&text, room));
        out.head.extend(lines.map(|line| (line, part)));
    };
    let note = state.user.mine.notes.get(&row.id);
    more(note.map(|note| format!("{} {note}", state.screen.look.glyphs.note)), WhyPart::Note);
    more(words::partners(state, row), WhyPart::Pairs);
    if !low {
        more(mixing::line(state, &state.refine.facts.of(row)), WhyPart::Facts);
    }
    // Where there are mixes, one of them is always seen.
    let least = u16::from(!state.why.mixes.is_empty());
    out.head.truncate(usize::from(area.height.saturating_sub(least)));
    let taken = (out.head.len() as u16).min(area.height);
    out.area = Rect { y: area.y + taken, height: area.height - taken, ..area };
    out.mixes = shown(state, out.area);
    out
}

/// How many of the first parts fit a line of so many cells.
fn leading(parts: &[String], dot: &str, room: usize) -> usize {
    let fits = |count: &usize| width(&parts[..*count].join(dot)) <= room;
    (1..=parts.len()).take_while(fits).count()
}

/// The lines of mixes around the highlighted one.
fn shown(state: &State, area: Rect) -> Vec<EvidenceLine> {
    let mut all: Vec<EvidenceLine> = Vec::new();
    for (mix, one) in state.why.mixes.iter().enumerate() {
        let taken = YEAR + width(&words::distance(one)) as u16 + 1;
        let who = wrap(&words::who(one), usize::from(area.width.saturating_sub(taken)));
        let who = if who.is_empty() { vec![String::new()] } else { who };
        all.extend(who.into_iter().enumerate().map(|(line, who)| EvidenceLine {
            mix,
            first: line == 0,
            who,
        }));
    }
    let height = usize::from(area.height);
    let last = all.iter().rposition(|line| line.mix == state.why.cursor).unwrap_or(0);
    let first = all.iter().position(|line| line.mix == state.why.cursor).unwrap_or(0);
    // Of a mix with more lines than there is room the first one is seen.
    let from = scrolled(0, last, all.len(), height).min(first);
    all.into_iter().skip(from).take(height).collect()
}
