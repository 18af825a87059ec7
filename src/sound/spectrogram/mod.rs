//! Pictures of sound: the whole clip at once, or one column at a time; and where its drop is.
//!
//! [`Spectra`] is computed once a clip; [`Spectra::grid`] pools it to any size; [`render`] turns a grid into terminal cells.

mod bands;
mod colour;
mod drop;
mod labels;
mod live;
mod render;
mod spectra;

pub use bands::Range;
pub use colour::{Colour, ColourDepth, Map};
pub use drop::find as find_drop;
pub use labels::{hertz_labels, swept_labels, time_labels};
pub use live::{Sweep, WINDOW as COLUMN_WINDOW, column};
pub use render::{Cell, CellGlyphs, render};
pub use spectra::{Spectra, SpectraBuilder};

/// Levels 0 (silent) to 255 (the loudest), row 0 on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `height` rows of `width`.
    pub levels: Vec<u8>,
}

impl Grid {
    /// A silent one.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, levels: vec![0; width * height] }
    }

    /// The level at a place; 0 outside.
    pub fn at(&self, column: usize, row: usize) -> u8 {
        if column >= self.width {
            return 0;
        }
        self.levels.get(row * self.width + column).copied().unwrap_or(0)
    }

    /// Writes one column, top first.
    pub fn set_column(&mut self, column: usize, levels: &[u8]) {
        if column >= self.width {
            return;
        }
        let cells = self.levels.iter_mut().skip(column).step_by(self.width);
        for (cell, level) in cells.zip(levels) {
            *cell = *level;
        }
    }
}

/// Decibels between the loudest and what counts as silent.
pub const DYNAMICS: f32 = 60.0;

/// `decibels` as a level, where `top` is the loudest.
fn level(decibels: f32, top: f32) -> u8 {
    (((decibels - top) / DYNAMICS + 1.0).clamp(0.0, 1.0) * 255.0).round() as u8
}
