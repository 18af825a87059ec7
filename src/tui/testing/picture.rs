//! A screen as text one can read in a review: the cells, then the styles by row.

use std::fmt::Write as _;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};
use unicode_width::UnicodeWidthStr;

/// A part of a screen as a screen of its own.
pub fn part(buffer: &Buffer, area: Rect) -> Buffer {
    let area = area.intersection(buffer.area);
    let mut out = Buffer::empty(Rect::new(0, 0, area.width, area.height));
    for (x, y) in (0..area.height).flat_map(|y| (0..area.width).map(move |x| (x, y))) {
        out[(x, y)] = buffer[(area.x + x, area.y + y)].clone();
    }
    out
}

/// The text alone.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = symbol.width().saturating_sub(1);
            line.push_str(symbol);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The styles: each has a letter, each row its runs of letters.
pub fn styles(buffer: &Buffer) -> String {
    let mut out = String::new();
    let mut styles: Vec<Style> = Vec::new();
    let mut runs = String::new();
    for y in 0..buffer.area.height {
        let mut last: Option<usize> = None;
        let _ = write!(runs, "\n{y:>2}");
        for x in 0..buffer.area.width {
            let style = buffer[(x, y)].style();
            let place = styles.iter().position(|s| *s == style).unwrap_or_else(|| {
                styles.push(style);
                styles.len() - 1
            });
            if last != Some(place) {
                let _ = write!(runs, " {x}{}", letter(place));
                last = Some(place);
            }
        }
    }
    for (place, style) in styles.iter().enumerate() {
        let _ = writeln!(out, "{} {}", letter(place), describe(*style));
    }
    out.push_str(&runs);
    out
}

fn letter(place: usize) -> char {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".chars().nth(place).unwrap_or('?')
}

fn describe(style: Style) -> String {
    let color = |color: Option<Color>| match color {
        Some(Color::Rgb(r, g, b)) => format!("#{r:02x}{g:02x}{b:02x}"),
        Some(Color::Reset) | None => "-".to_owned(),
        Some(other) => other.to_string(),
    };
    let mut text = format!("{} on {}", color(style.fg), color(style.bg));
    for (weight, name) in [
        (Modifier::BOLD, " bold"),
        (Modifier::DIM, " dim"),
        (Modifier::ITALIC, " italic"),
        (Modifier::UNDERLINED, " underlined"),
        (Modifier::REVERSED, " reversed"),
    ] {
        if style.add_modifier.contains(weight) {
            text.push_str(name);
        }
    }
    text
}
