//! Where the spectrogram's cells stand, and how many levels one of them shows.

use ratatui::layout::Rect;

use crate::{
    app::answer::CellGlyphs,
    tui::{layout::Layout, look::Look, paint::Depth},
};

/// Cells of the frequencies and their rule.
pub const LABELS: u16 = 4;

/// Where the picture itself stands, without its labels.
#[must_use]
pub fn area(layout: &Layout) -> Rect {
    let area = layout.spectrogram;
    // A single line has no labels.
    let labels = if area.height > 1 { LABELS.min(area.width) } else { 0 };
    Rect { x: area.x + labels, width: area.width - labels, ..area }
}

/// What cells are drawn with: two levels a cell where colours tell them apart.
#[must_use]
pub fn glyphs(look: &Look) -> CellGlyphs {
    match (look.glyphs.ascii, look.paint.depth()) {
        (true, _) => CellGlyphs::Ascii,
        (_, Depth::None) => CellGlyphs::Blocks,
        _ => CellGlyphs::HalfBlocks,
    }
}
