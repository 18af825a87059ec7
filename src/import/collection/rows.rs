//! Rows of a table as spreadsheets and DJ programs write them: quoted cells with blanks before the quote, quotes that nobody
//! closes, tabs that need no quotes.

use std::{collections::VecDeque, io};

use crate::import::input::Input;

/// Of a longer line only so much is read.
const LONGEST: usize = 1 << 20;
/// A quoted cell ends within so many lines and bytes, or its quote is a plain sign.
const MOST_LINES: usize = 200;
const LONGEST_CELL: usize = 1 << 14;
/// After so many quotes without an end nobody looks over line ends any more.
const PATIENCE: usize = 64;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// Where it begins.
    pub(super) line: u64,
    /// A quote opens a cell and is never closed; it is taken for a plain sign.
    pub(super) unclosed: bool,
}

/// Reads row after row.
pub(super) struct Rows<'i> {
    input: &'i mut Input,
    delimiter: char,
    /// Cells of the head.
    width: usize,
    /// Lines that were looked at in vain for the end of a quoted cell.
    ahead: VecDeque<(u64, String)>,
    in_vain: usize,
}

impl<'i> Rows<'i> {
    pub(super) fn new(input: &'i mut Input, delimiter: char, width: usize) -> Self {
        Self { input, delimiter, width, ahead: VecDeque::new(), in_vain: 0 }
    }

    /// The line that is being read.
    pub(super) fn line(&self) -> u64 {
        self.input.line()
    }

    /// The next row that is not empty.
    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        while let Some((line, text)) = self.next_line()? {
            if !text.trim().is_empty() {
                return self.row(line, text).map(Some);
            }
        }
        Ok(None)
    }

    fn row(&mut self, line: u64, mut text: String) -> io::Result<Row> {
        let alone = split(&text, self.delimiter);
        if alone.open == Open::No {
            return Ok(Row { cells: alone.cells, line, unclosed: false });
        }
        let needed = alone.cells.len().min(self.width);
        let mut looked_at = Vec::new();
        while self.in_vain < PATIENCE && looked_at.len() < MOST_LINES && text.len() < LONGEST_CELL {
            let Some((number, next)) = self.next_line()? else { break };
            text.push('\n');
            text.push_str(&next);
            looked_at.push((number, next));
            let together = split(&text, self.delimiter);
            match together.open {
                Open::No if together.cells.len() >= needed => {
                    return Ok(Row { cells: together.cells, line, unclosed: false });
                }
                Open::Yes => {}
                Open::No | Open::Wrong => break,
            }
        }
        self.in_vain += 1;
        for back in looked_at.into_iter().rev() {
            self.ahead.push_front(back);
        }
        Ok(Row { cells: alone.cells, line, unclosed: true })
    }

    fn next_line(&mut self) -> io::Result<Option<(u64, String)>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let number = self.input.line();
        let mut text = String::new();
        Ok(self.input.next_line(&mut text, LONGEST)?.then_some((number, text)))
    }
}

/// The cells of one line, as [`Rows`] reads them.
pub(super) fn cells(line: &str, delimiter: char) -> Vec<String> {
    split(line, delimiter).cells
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    No,
    /// A quote waits for its end.
    Yes,
    /// As well, and it cannot be in a later line: another quote opened a cell there.
    Wrong,
}

struct Split {
    cells: Vec<String>,
    open: Open,
}

fn split(text: &str, delimiter: char) -> Split {
    let mut cells = Vec::new();
    let mut open = Open::No;
    let mut rest = text;
    loop {
        let quoted = rest.trim_start_matches(' ').strip_prefix('"').filter(|_| delimiter != '\t');
        let (cell, after) = match quoted.map(|inside| quoted_cell(inside, delimiter)) {
            Some(Ok(taken)) => taken,
            other => {
                if let Some(Err(unclosed)) = other {
                    open = unclosed;
                }
                plain_cell(rest, delimiter)
            }
        };
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return Split { cells, open },
        }
    }
}

/// A cell without quotes around it, and what stands behind the next delimiter.
fn plain_cell(text: &str, delimiter: char) -> (String, Option<&str>) {
    let (cell, after) = text.split_once(delimiter).map_or((text, None), |(cell, after)| (cell, Some(after)));
    let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
    let cell = match inside {
        // Some spreadsheets quote between tabs as well; a title in quotes keeps them.
        Some(inside) if inside.contains("\"\"") || inside.contains(',') => inside.replace("\"\"", "\""),
        _ => cell.to_owned(),
    };
    (cell, after)
}

/// What stands behind an opening quote, up to the one that closes it. In the line where it opens a quote may stand inside; in later ones
/// it either closes or shows that there was nothing to close.
fn quoted_cell(inside: &str, delimiter: char) -> Result<(String, Option<&str>), Open> {
    let mut cell = String::new();
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once('"') {
        cell.push_str(before);
        if let Some(after) = after.strip_prefix('"') {
            cell.push('"');
            rest = after;
            continue;
        }
        let behind = after.trim_start_matches(' ');
        match behind.chars().next() {
            None | Some('\n') => return Ok((cell, None)),
            Some(c) if c == delimiter => return Ok((cell, Some(&behind[c.len_utf8()..]))),
            Some(_) if cell.contains('\n') => return Err(Open::Wrong),
            Some(_) => cell.push('"'),
        }
        rest = after;
    }
    Err(Open::Yes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn read(text: &str, delimiter: char, width: usize) -> Vec<Row> {
        let bytes = std::io::Cursor::new(text.as_bytes().to_vec());
        let mut input = Input::new(Box::new(bytes), None).unwrap();
        let mut rows = Rows::new(&mut input, delimiter, width);
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            all.push(row);
        }
        all
    }

    #[rstest]
    #[case("a,b,c", &["a", "b", "c"])]
    #[case("\"a, b\",\"c \"\"d\"\"\"", &["a, b", "c \"d\""])]
    #[case("x,  \"a, b\" ,c", &["x", "a, b", "c"])]
    #[case("Third 12\" Mix,b", &["Third 12\" Mix", "b"])]
    #[case("\"He said \"hi\", twice\",b", &["He said \"hi", " twice\"", "b"])]
    #[case("\"45\" Dub\",b", &["45\" Dub", "b"])]
    #[case("a,,", &["a", "", ""])]
    #[case("", &[""])]
    fn a_line_has_cells(#[case] line: &str, #[case] expected: &[&str]) {
        assert_eq!(cells(line, ','), expected);
    }

    #[test]
    fn between_tabs_a_quote_is_a_sign() {
        assert_eq!(
            cells("\"45 RPM Dub\tAct A\t\"Heroes\"\t\"12\"\" Mix\"", '\t'),
            ["\"45 RPM Dub", "Act A", "\"Heroes\"", "12\" Mix"]
        );
    }

    #[test]
    fn a_quoted_cell_may_hold_line_ends() {
        let rows = read("a,\"one\ntwo, \"\"three\"\"\",c\n\nd,e,\"last\r\n\"\nf,g,h\n", ',', 3);
        let cells: Vec<_> = rows.iter().map(|row| (row.line, row.cells.join("|"))).collect();
        let expected = [(1, "a|one\ntwo, \"three\"|c"), (4, "d|e|last\n"), (6, "f|g|h")];
        assert_eq!(cells, expected.map(|(line, text)| (line, text.to_owned())));
    }

    #[rstest]
    #[case::to_the_end("First,A\n\"Unclosed,B\nThird,C\nFourth,D\n")]
    #[case::another_quote("First,A\n\"Unclosed,B\nThird,\"C\"\nFourth,D\n")]
    #[case::a_quote_at_a_line_end("First,A\n\"Unclosed,B\nThird,C 12\"\nFourth,D\n")]
    #[case::a_quote_at_a_line_start("First,A\n\"Unclosed,B\n\"Third\",C\nFourth,D\n")]
    fn a_quote_that_nobody_closes_swallows_no_row(#[case] text: &str) {
        let rows = read(text, ',', 2);
        assert_eq!(rows.len(), 4, "{rows:?}");
        assert_eq!((rows[1].line, rows[1].unclosed, rows[1].cells[1].as_str()), (2, true, "B"));
        assert!(rows[2].cells[0].starts_with("Third") && rows[3].cells == ["Fourth", "D"], "{rows:?}");
    }

    #[test]
    fn a_file_of_open_quotes_takes_no_longer_than_another() {
        let rows = read(&",\"\"x\n".repeat(200_000), ',', 2);
        assert_eq!(rows.len(), 200_000);
    }

    proptest! {
        #[test]
        fn what_the_writer_of_tables_writes_is_read(rows in proptest::collection::vec(proptest::collection::vec("[a-z\",; \n]{0,6}", 3), 1..6)) {
            let mut writer = ::csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<_> = read(&text, ',', 3).into_iter().map(|row| row.cells).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
