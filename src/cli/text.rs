//! Plain text for people: one row a line, columns aligned in terminal cells, nothing that steers a terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::app::answer::TrackRow;

pub use crate::plain::one_line as clean;

/// `Artist – Title (Version)`.
pub fn record(row: &TrackRow) -> String {
    clean(&row.full_name())
}

/// What is said behind a list of another DJ.
pub const OF_ANOTHER: &str = ", another DJ's, counted like any mix";

/// How a column stands.
#[derive(Clone, Copy)]
pub enum ColumnAlign {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A cell is padded to at most so many: one endless name shall not push all others' columns off the screen.
const WIDEST: usize = 100;

/// Writes rows as aligned columns; the last column is not padded. A cell that is wider than any column is written whole, and what
/// follows it stands further right.
pub fn table(out: &mut dyn Write, columns: &[(&str, ColumnAlign)], rows: &[Vec<String>]) -> io::Result<()> {
    let head: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let widths: Vec<usize> = (0..columns.len())
        .map(|c| {
            rows.iter()
                .chain([&head])
                .map(|r| r[c].width())
                .filter(|width| *width <= WIDEST)
                .max()
                .unwrap_or_default()
        })
        .collect();
    for row in std::iter::once(&head).chain(rows) {
        let mut line = String::new();
        for (i, (cell, (_, side))) in row.iter().zip(columns).enumerate() {
            let space = " ".repeat(widths[i].saturating_sub(cell.width()));
            match side {
                ColumnAlign::Left => line.extend([cell.as_str(), &space]),
                ColumnAlign::Right => line.extend([&space, cell.as_str()]),
            }
            line.push_str("  ");
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The columns of a plain list of tracks.
pub const TRACK_COLUMNS: [(&str, ColumnAlign); 6] = [
    ("id", ColumnAlign::Left),
    ("artist – title", ColumnAlign::Left),
    ("label", ColumnAlign::Left),
    ("year", ColumnAlign::Right),
    ("DJs", ColumnAlign::Right),
    ("mixes", ColumnAlign::Right),
];

/// A track's cells for [`TRACK_COLUMNS`].
pub fn track_cells(row: &TrackRow) -> Vec<String> {
    vec![
        row.id.to_string(),
        record(row),
        clean(row.label.as_deref().unwrap_or_default()),
        row.year.map(|y| y.to_string()).unwrap_or_default(),
        row.djs.to_string(),
        row.mixes.to_string(),
    ]
}

/// A number with its noun: `1 mix`, `4 mixes`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_cells_and_escapes_are_defused() {
        let mut out = Vec::new();
        let rows = vec![
            vec!["東京".to_owned(), "7".to_owned(), "a".to_owned()],
            vec![clean("x\u{1b}[2J"), "12".to_owned(), String::new()],
        ];
        table(
            &mut out,
            &[("name", ColumnAlign::Left), ("n", ColumnAlign::Right), ("end", ColumnAlign::Left)],
            &rows,
        )
        .expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "name    n  end\n東京    7  a\nx\u{fffd}[2J  12\n");
    }

    #[test]
    fn one_endless_name_widens_no_other_row() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["b".repeat(5_000), "2".to_owned()]];
        let mut out = Vec::new();
        table(&mut out, &[("name", ColumnAlign::Left), ("n", ColumnAlign::Right)], &rows).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text.lines().map(str::len).collect::<Vec<_>>(), [7, 7, 5_003]);
    }
}
