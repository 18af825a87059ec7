//! How to draw: signs, colours, and how tempo and key are written.

use crate::{
    config::Mixing,
    tui::{glyphs::Glyphs, paint::Paint},
};

/// How to draw.
#[derive(Clone, Debug)]
pub struct Look {
    /// Signs.
    pub glyphs: &'static Glyphs,
    /// Colours.
    pub paint: Paint,
    /// The mouse is used.
    pub mouse: bool,
    /// What counts as mixable, and how keys are written.
    pub mixing: Mixing,
}
