//! The spectrogram on the screen: which view of which part of the spectrum, in which colours.

use crate::app::{
    answer::{Grid, Map, Range, Sweep},
    audition::{Canvas, PlaybackTime},
};

/// Which view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The whole clip at once, with the playhead.
    #[default]
    Overview,
    /// The moment, column by column.
    Sweep,
    /// None.
    Off,
}

impl View {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Overview => Self::Sweep,
            Self::Sweep => Self::Off,
            Self::Off => Self::Overview,
        }
    }
}

/// The pane.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Something was auditioned: the pane is there.
    pub open: bool,
    /// Which view.
    pub view: View,
    /// Which colours.
    pub map: Map,
    /// Which part of the spectrum.
    pub range: Range,
    /// The picture of the clip.
    pub whole: Option<(Canvas, Grid)>,
    /// The picture last asked for.
    pub asked: Option<Canvas>,
    /// The live view, and what it shows.
    pub sweep: Option<(Canvas, Sweep)>,
    /// The live view's columns as last ordered.
    pub live: Option<(usize, Range)>,
}

impl Picture {
    /// Whether the pane has a place on the screen.
    #[must_use]
    pub fn shown(&self) -> bool {
        self.open && self.view != View::Off
    }

    /// Takes the column of a moment.
    pub fn advance(&mut self, clock: &PlaybackTime) {
        let (Some((canvas, sweep)), Some((range, levels))) = (&mut self.sweep, &clock.column) else { return };
        if canvas.token == clock.token && canvas.range == *range && canvas.rows == levels.len() {
            sweep.advance(clock.position, |_| levels.clone());
        }
    }
}
