//! Tables of plain text.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// How a column stands.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
}

/// Writes rows as aligned columns in the form of a Markdown table, so that a document can take them as they are.
pub(super) fn write(out: &mut dyn Write, columns: &[(&str, Side)], rows: &[Vec<String>]) -> io::Result<()> {
    let head: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let width = |c: usize| rows.iter().chain([&head]).map(|row| row[c].width()).max().unwrap_or(0).max(3);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    line(out, &head, columns, &widths)?;
    for ((_, side), width) in columns.iter().zip(&widths) {
        match side {
            Side::Left => write!(out, "|{}", "-".repeat(width + 2))?,
            Side::Right => write!(out, "|{}:", "-".repeat(width + 1))?,
        }
    }
    writeln!(out, "|")?;
    rows.iter().try_for_each(|row| line(out, row, columns, &widths))
}

fn line(out: &mut dyn Write, cells: &[String], columns: &[(&str, Side)], widths: &[usize]) -> io::Result<()> {
    for ((cell, (_, side)), width) in cells.iter().zip(columns).zip(widths) {
        let space = " ".repeat(width - cell.width());
        match side {
            Side::Left => write!(out, "| {cell}{space} ")?,
            Side::Right => write!(out, "| {space}{cell} ")?,
        }
    }
    writeln!(out, "|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_cells() {
        let mut out = Vec::new();
        let rows = vec![vec!["東京".to_owned(), "7".to_owned()], vec!["x".to_owned(), "1200".to_owned()]];
        write(&mut out, &[("name", Side::Left), ("n", Side::Right)], &rows).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "| name |    n |\n|------|-----:|\n| 東京 |    7 |\n| x    | 1200 |\n");
    }
}
