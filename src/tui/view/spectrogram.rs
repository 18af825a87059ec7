//! The spectrogram, its frequencies beside it and its times below.

use std::ops::Range;

use ratatui::{
    layout::Rect,
    style::{Color, Style},
};

use crate::{
    app::{
        answer::{Colour, ColourDepth, Grid, hertz_labels, render, swept_labels, time_labels},
        audition::{Canvas, FilePart},
    },
    config::theme::Role,
    tui::{
        layout::{Layout, picture},
        look::Look,
        paint::Depth,
        pen::Pen,
        state::{State, audition::DropPoint, screen::Focus, spectrogram::View},
        text::width,
        view::points,
    },
};

fn colours(look: &Look) -> ColourDepth {
    match look.paint.depth() {
        Depth::None => ColourDepth::None,
        Depth::Sixteen => ColourDepth::Sixteen,
        Depth::Palette => ColourDepth::Palette,
        Depth::True => ColourDepth::True,
    }
}

/// Draws the pane.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let area = picture::area(layout);
    if area.area() == 0 {
        return;
    }
    let picture = &state.audition.picture;
    labels(state, layout.spectrogram, pen);
    let Some((on, playing)) = state.audition.on.as_ref().and_then(|on| Some((on, on.playing()?))) else {
        return empty(state, area, pen);
    };
    match (picture.view, &picture.whole, &picture.sweep) {
        (View::Overview, whole, _) => {
            let drawn = whole.as_ref().filter(|(canvas, _)| canvas.token == on.token);
            if let Some((canvas, grid)) = drawn {
                cells(state, area, canvas, grid, pen);
            }
            let head = column(playing.share(), area);
            playhead(area, head, pen);
            if drawn.is_none() && on.part == FilePart::Whole {
                words(area, "its picture comes once all of it has been read", pen);
            }
            let drop = match playing.drop {
                DropPoint::At(drop) if !playing.length.is_zero() => {
                    Some(column(drop.div_duration_f64(playing.length), area))
                }
                _ => None,
            };
            let (start, length) = (playing.start.as_secs_f64(), playing.length.as_secs_f64());
            let times = time_labels(usize::from(area.width), start, length);
            let letters = points::over(on, area.width);
            axis(layout.axis, area, times, head, (drop, &letters), pen);
        }
        (View::Sweep, _, Some((canvas, sweep))) => {
            cells(state, area, canvas, sweep.grid(), pen);
            let head = sweep.head().map_or(0, |head| (head + 1) % usize::from(area.width.max(1))) as u16;
            playhead(area, head, pen);
            let letters = points::swept(on, sweep);
            axis(layout.axis, area, swept_labels(sweep, playing.start), head, (None, &letters), pen);
        }
        _ => {}
    }
}

fn empty(state: &State, area: Rect, pen: &mut Pen<'_>) {
    words(area, if state.audition.on.is_some() { "looking for it" } else { "nothing plays" }, pen);
}

fn words(area: Rect, text: &str, pen: &mut Pen<'_>) {
    pen.put_cut(area.x + 1, area.y + area.height / 2, area.right(), text, Role::Dim);
}

fn labels(state: &State, area: Rect, pen: &mut Pen<'_>) {
    if area.height < 2 {
        return;
    }
    let labels = hertz_labels(usize::from(area.height), state.audition.picture.range);
    let rule = if state.screen.focus == Focus::Picture { Role::Accent } else { Role::Faint };
    for (label, y) in labels.iter().zip(area.top()..area.bottom()) {
        pen.put_right(area.x, y, area.x + picture::LABELS - 1, label, Role::Dim);
        pen.put(area.x + picture::LABELS - 1, y, area.right(), pen.glyphs().vertical, rule);
    }
}

fn cells(state: &State, area: Rect, canvas: &Canvas, grid: &Grid, pen: &mut Pen<'_>) {
    let look = &state.screen.look;
    let cells = render(grid, picture::glyphs(look), colours(look), state.audition.picture.map);
    for (row, y) in cells.chunks(canvas.width.max(1)).zip(area.top()..area.bottom()) {
        for (cell, x) in row.iter().zip(area.left()..area.right()) {
            let style = Style { fg: cell.fg.map(color), bg: cell.bg.map(color), ..Style::new() };
            pen.buffer[(x, y)].set_char(cell.glyph).set_style(style);
        }
    }
}

fn color(colour: Colour) -> Color {
    match colour {
        Colour::Indexed(index) => Color::Indexed(index),
        Colour::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

/// The column of a share of the width.
fn column(share: f64, area: Rect) -> u16 {
    ((share * f64::from(area.width)) as u16).min(area.width.saturating_sub(1))
}

fn playhead(area: Rect, column: u16, pen: &mut Pen<'_>) {
    let x = area.x + column;
    for y in area.top()..area.bottom() {
        sign(x, y, pen.glyphs().vertical, Role::Accent, pen);
    }
}

/// A sign in the picture, on the theme's ground: on the picture's colours, which are the same in every theme, it would be lost.
fn sign(x: u16, y: u16, text: &str, role: Role, pen: &mut Pen<'_>) {
    pen.ground(Rect::new(x, y, 1, 1), Role::Text);
    pen.put(x, y, x + 1, text, role);
}

/// The times below the picture, the drop, the letters of places to mix at, and the playhead below them. Where there is no line for them, the letters
/// stand in the picture.
fn axis(
    area: Rect,
    picture: Rect,
    times: Vec<(usize, String)>,
    head: u16,
    (drop, letters): (Option<u16>, &[(u16, char)]),
    pen: &mut Pen<'_>,
) {
    let letter = |(at, letter): &(u16, char), y: u16, pen: &mut Pen<'_>| {
        sign(picture.x + at, y, letter.encode_utf8(&mut [0; 4]), Role::Number, pen);
    };
    if area.area() == 0 {
        return letters.iter().for_each(|place| letter(place, picture.y, pen));
    }
    // A letter takes its place from the word of the drop, and both theirs from times.
    let marked = drop.map(|at| {
        let at = at + u16::from(letters.iter().any(|(letter, _)| *letter == at));
        let cut = letters.iter().map(|(letter, _)| *letter).filter(|letter| *letter > at).min();
        (at, format!("{}drop", pen.glyphs().up), cut.unwrap_or(picture.width))
    });
    let of_drop = marked.iter().map(|(at, text, cut)| *at..(*at + width(text) as u16).min(*cut));
    let taken: Vec<Range<u16>> = of_drop.chain(letters.iter().map(|(at, _)| *at..*at + 1)).collect();
    for (at, text) in times {
        let at = at as u16;
        let end = at + text.len() as u16;
        if taken.iter().all(|taken| end < taken.start || at > taken.end) {
            pen.put(picture.x + at, area.y, picture.right(), &text, Role::Dim);
        }
    }
    if let Some((at, text, cut)) = marked {
        pen.put(picture.x + at, area.y, picture.x + cut, &text, Role::Number);
    }
    for place in letters {
        letter(place, area.y, pen);
    }
    // Its line stands in the picture above; a word is not broken for its sign.
    if pen.buffer.cell((picture.x + head, area.y)).is_some_and(|cell| cell.symbol() == " ") {
        pen.put(picture.x + head, area.y, picture.right(), pen.glyphs().playhead, Role::Accent);
    }
}
