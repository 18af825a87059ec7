//! A link on the screen, for terminals that open them.

use ratatui::layout::Rect;

use crate::tui::text::width;

/// A text on the screen that leads to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLink {
    /// Its first column.
    pub x: u16,
    /// Its row.
    pub y: u16,
    /// Its cells.
    pub width: u16,
    /// The address.
    pub url: String,
}

/// Lines from the top of an area that all lead to one address.
#[must_use]
pub fn links(lines: &[String], area: Rect, url: &str) -> Vec<TextLink> {
    let link =
        |(line, y): (&String, u16)| TextLink { x: area.x, y, width: width(line) as u16, url: url.to_owned() };
    lines.iter().zip(area.top()..area.bottom()).map(link).collect()
}
