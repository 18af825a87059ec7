//! The queue's arc: energy and tempo from record to record, and where tempo or key clash.

use ratatui::layout::Rect;

use crate::{
    app::answer::{Follows, KeyFit, MixingFacts},
    config::theme::Role,
    tui::{
        layout::queue::{self, ARC},
        pen::Pen,
        state::State,
        text::{plural, width},
    },
};

/// Before the records: the line's name.
const NAMES: u16 = 7;
/// Of no record it is known, or of no two that follow each other.
const NONE: &str = "not known";

/// One column a record; of a long queue those around the cursor.
pub(super) fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    if area.height < ARC {
        return unknown(state, area, pen);
    }
    let facts: Vec<MixingFacts> =
        state.user.mine.items.iter().map(|item| state.refine.facts.of(&item.row)).collect();
    let pitch = state.screen.look.mixing.pitch;
    let follows: Vec<Follows> = std::iter::once(Follows::default())
        .chain(facts.windows(2).map(|pair| pair[0].followed_by(&pair[1], pitch)))
        .collect();
    let clashes = follows.iter().filter(|f| f.clashes()).count();
    let x = area.x + 1 + NAMES;
    let compared = follows.iter().any(|follows| follows.tempo.is_some() || follows.key.is_some());
    let summary = match clashes {
        0 if !compared => NONE.to_owned(),
        0 => String::new(),
        many => plural(many as u64, "clash"),
    };
    let range = range(&facts);
    let shown =
        range.map_or(NONE.to_owned(), |(low, high)| format!("{low:.0}{}{high:.0}", pen.glyphs().range));
    let drive = if facts.iter().any(|facts| facts.energy.is_some()) { "" } else { NONE };
    let taken = [summary.as_str(), &shown, drive].map(width).into_iter().max().unwrap_or(0) as u16 + 2;
    let room = usize::from(area.right().saturating_sub(x + taken)).max(1);
    let first = state.user.cursor.saturating_sub(room / 2).min(facts.len().saturating_sub(room));
    for (line, name) in ["drive", "bpm", "mix"].iter().enumerate() {
        pen.put(area.x + 1, area.y + line as u16, x, name, Role::Heading);
    }
    for (i, at) in (first..facts.len().min(first + room)).enumerate() {
        let x = x + i as u16;
        let (here, follows) = (&facts[at], follows[at]);
        let plain = if at == state.user.cursor { Role::Accent } else { Role::Spark };
        let energy =
            here.energy.map(|e| pen.glyphs().spark[usize::from(e.step.min(5) * 2).saturating_sub(2).min(7)]);
        pen.put(x, area.y, area.right(), energy.unwrap_or(" "), plain);
        let tempo = here.sure_tempo().zip(range).map(|(bpm, range)| level(bpm, range));
        let role = if follows.tempo == Some(false) { Role::Clash } else { plain };
        pen.put(x, area.y + 1, area.right(), tempo.map_or(" ", |level| pen.glyphs().spark[level]), role);
        let (sign, role) = sign(follows, pen);
        pen.put(x, area.y + 2, area.right(), sign, role);
    }
    let end = area.right().saturating_sub(1);
    let said = [(drive, Role::Number), (&shown, Role::Number), (&summary, Role::Warning)];
    for ((text, role), y) in said.into_iter().zip(area.y..) {
        pen.put_right(x, y, end, text, if text == NONE { Role::Dim } else { role });
    }
}

/// Too little is known for an arc: of how many records anything is.
fn unknown(state: &State, area: Rect, pen: &mut Pen<'_>) {
    if area.height > 0 {
        let (known, all) = (queue::known(state), state.user.mine.items.len());
        let text = format!("tempo and key known for {known} of {all}");
        pen.put_cut(area.x + 1, area.y, area.right().saturating_sub(1), &text, Role::Dim);
    }
}

/// Slowest and fastest.
fn range(facts: &[MixingFacts]) -> Option<(f32, f32)> {
    let tempi = || facts.iter().filter_map(MixingFacts::sure_tempo);
    let (low, high) = (tempi().reduce(f32::min)?, tempi().reduce(f32::max)?);
    Some((low, high))
}

/// 0 to 7 within the range; in the middle where all are alike.
fn level(bpm: f32, (low, high): (f32, f32)) -> usize {
    if high - low < 0.5 { 3 } else { ((bpm - low) / (high - low) * 7.0).round() as usize }
}

/// How a record follows the one before: `×` where tempo or key clash, `↑` where the key lifts, `·` where it fits.
fn sign(follows: Follows, pen: &Pen<'_>) -> (&'static str, Role) {
    let glyphs = pen.glyphs();
    match (follows.clashes(), follows.key, follows.tempo) {
        (true, ..) => (glyphs.rejected, Role::Clash),
        (_, Some(Some(KeyFit::Boost)), _) => (glyphs.up, Role::Boost),
        (_, Some(Some(_)), _) | (_, None, Some(true)) => (glyphs.heard, Role::Fit),
        _ => (" ", Role::Faint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_spread_over_the_range() {
        assert_eq!([120.0, 124.0, 134.0].map(|bpm| level(bpm, (120.0, 134.0))), [0, 2, 7]);
        assert_eq!(level(120.0, (120.0, 120.2)), 3);
    }
}
