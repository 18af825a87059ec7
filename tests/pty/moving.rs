//! A run of the program as one picture that moves: an SVG that plays by itself wherever pictures are shown.

use std::{collections::HashMap, fmt::Write as _};

/// A cell in the emulator's pictures, in pixels.
const CELL: (usize, usize) = (9, 18);
/// A row of more bytes, such as a spectrogram's, is kept in pieces: a playhead changes few of them.
const LONG: usize = 2_000;
/// Columns of such a piece.
const PIECE: usize = 10;

/// Pictures of screens of one size, one after another. What stands in several of them is kept once.
#[derive(Default)]
pub struct Film {
    head: String,
    width: usize,
    pieces: HashMap<String, usize>,
    defs: String,
    /// Each with when it begins, in milliseconds.
    frames: Vec<(u32, String)>,
    length: u32,
}

impl Film {
    /// Adds a picture, which is shown for so many milliseconds.
    pub fn add(&mut self, picture: &str, millis: u32) {
        if self.head.is_empty() {
            picture.lines().next().unwrap_or_default().clone_into(&mut self.head);
            self.width = attribute(&self.head, "width").expect("a width");
        }
        let mut rows: Vec<Vec<(usize, String)>> = Vec::new();
        for (row, column, element) in picture.lines().filter_map(element) {
            rows.resize_with(rows.len().max(row + 1), Vec::new);
            rows[row].push((column, element));
        }
        let mut uses = String::new();
        for (row, elements) in rows.iter().enumerate() {
            let whole: usize = elements.iter().map(|(_, element)| element.len()).sum();
            let piece = |column: usize| if whole > LONG { column / PIECE } else { 0 };
            for piece in elements.chunk_by(|a, b| piece(a.0) == piece(b.0)) {
                let id = self.piece(&piece.iter().map(|(_, element)| element.as_str()).collect::<String>());
                let _ = write!(uses, "<use href=\"#{id}\" y=\"{}\"/>", row * CELL.1);
            }
        }
        if self.frames.last().is_none_or(|(_, last)| *last != uses) {
            self.frames.push((self.length, uses));
        }
        self.length += millis;
    }

    fn piece(&mut self, elements: &str) -> String {
        let next = self.pieces.len();
        let id = *self.pieces.entry(elements.to_owned()).or_insert(next);
        if id == next {
            let _ = write!(self.defs, "<g id=\"p{id}\">{elements}</g>");
        }
        format!("p{id}")
    }

    /// All of them as a strip that jumps from picture to picture, for ever; for who wants no motion it stands still.
    pub fn svg(&self, title: &str, ground: &str) -> String {
        let (mut steps, mut strip) = (String::new(), String::new());
        for (i, (at, uses)) in self.frames.iter().enumerate() {
            let x = i * self.width;
            let percent = f64::from(*at) * 100.0 / f64::from(self.length);
            let _ = write!(steps, "{percent:.2}%{{transform:translateX(-{x}px)}}");
            let _ = writeln!(strip, "<g transform=\"translate({x})\">{uses}</g>");
        }
        let seconds = f64::from(self.length) / 1000.0;
        format!(
            "{head}\n<title>{title}</title>\n<style>text{{white-space:pre}}\
             #film{{animation:film {seconds}s steps(1) infinite}}@keyframes film{{{steps}}}\
             @media(prefers-reduced-motion:reduce){{#film{{animation:none}}}}</style>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"{ground}\"/>\n<defs>{defs}</defs>\n<g id=\"film\">\n{strip}</g>\n</svg>\n",
            head = self.head,
            defs = self.defs,
        )
    }
}

/// A line of a picture that draws cells: its row, its first column, and what it draws within the row.
fn element(line: &str) -> Option<(usize, usize, String)> {
    let (x, y) = (attribute(line, "x")?, attribute(line, "y")?);
    let inside = line.replacen(&format!(" y=\"{y}\""), &format!(" y=\"{}\"", y % CELL.1), 1);
    Some((y / CELL.1, x / CELL.0, inside.replacen(" xml:space=\"preserve\"", "", 1)))
}

fn attribute(line: &str, name: &str) -> Option<usize> {
    let tag = line.split('>').next()?;
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?.parse().ok()
}

#[test]
fn what_two_pictures_share_is_kept_once_and_each_is_shown_for_its_time() {
    let picture = |title: &str| {
        format!(
            "<svg width=\"720\" height=\"36\">\n<rect width=\"720\" height=\"36\" fill=\"#000\"/>\n\
             <text x=\"0\" y=\"14\" fill=\"#fff\" xml:space=\"preserve\">same</text>\n\
             <text x=\"9\" y=\"32\" fill=\"#fff\" xml:space=\"preserve\">{title}</text>\n</svg>\n"
        )
    };
    let mut film = Film::default();
    for (title, millis) in [("one", 1_000), ("one", 500), ("two", 500)] {
        film.add(&picture(title), millis);
    }
    let svg = film.svg("a run", "#000");
    assert_eq!(svg.matches("same").count(), 1, "{svg}");
    assert!(svg.contains("animation:film 2s steps(1) infinite"), "{svg}");
    assert!(svg.contains("0.00%{transform:translateX(-0px)}75.00%{transform:translateX(-720px)}}"), "{svg}");
    assert!(
        svg.contains("<use href=\"#p1\" y=\"18\"/>") && svg.contains("y=\"14\" fill=\"#fff\">two"),
        "{svg}"
    );
}
