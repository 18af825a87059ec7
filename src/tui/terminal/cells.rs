//! Changed cells to bytes, as few as every terminal understands: what the pen has is not told it again, and a short way along
//! a line is written over rather than jumped.

use std::io::Write as _;

use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};

use crate::tui::text::width;

/// Modifiers, each with what turns it on and off. Bold and dim go off together.
const MODIFIERS: [(Modifier, &str, &str); 5] = [
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::REVERSED, "7", "27"),
];
/// Modifiers that are seen on a blank.
const ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);
/// So many blanks up to a line's end are cheaper erased than written.
const ERASED: usize = 6;
/// A jump along a line costs so many bytes or more.
const JUMP: usize = 4;

/// How the terminal writes now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ink {
    fg: Color,
    bg: Color,
    modifiers: Modifier,
}

/// As it is after a reset.
const PLAIN: Ink = Ink { fg: Color::Reset, bg: Color::Reset, modifiers: Modifier::empty() };

impl Ink {
    fn of(cell: &Cell) -> Self {
        let known = MODIFIERS.iter().fold(Modifier::empty(), |all, (one, ..)| all.union(*one));
        Self { fg: cell.fg, bg: cell.bg, modifiers: cell.modifier.intersection(known) }
    }

    /// Whether a cell looks the same written with this.
    fn shows(self, cell: &Cell) -> bool {
        let of = Self::of(cell);
        let blank = cell.symbol() == " "
            && self.bg == of.bg
            && !self.modifiers.union(of.modifiers).intersects(ON_BLANKS);
        blank || self == of
    }

    /// What turns it into another: what differs, or everything after a reset, whichever is shorter.
    fn change(self, to: Self) -> String {
        let differs = self.steps(to).join(";");
        let mut whole = vec!["0".to_owned()];
        whole.extend(PLAIN.steps(to));
        let whole = if to == PLAIN { String::new() } else { whole.join(";") };
        if whole.len() < differs.len() { whole } else { differs }
    }

    fn steps(self, to: Self) -> Vec<String> {
        let gone = self.modifiers.difference(to.modifiers);
        let weights = Modifier::BOLD.union(Modifier::DIM);
        // What is turned off beside another of the same switch comes on again.
        let lost = if gone.intersects(weights) { weights } else { Modifier::empty() };
        let kept = self.modifiers.difference(gone).difference(lost);
        let mut steps: Vec<String> = Vec::new();
        for (modifier, _, off) in MODIFIERS {
            if gone.contains(modifier) && steps.last().is_none_or(|last| last != off) {
                steps.push(off.to_owned());
            }
        }
        for (modifier, on, _) in MODIFIERS {
            if to.modifiers.difference(kept).contains(modifier) {
                steps.push(on.to_owned());
            }
        }
        steps.extend(Some(colour(to.fg, 30)).filter(|_| self.fg != to.fg));
        steps.extend(Some(colour(to.bg, 40)).filter(|_| self.bg != to.bg));
        steps
    }
}

/// A colour as a parameter; `base` is 30 for letters, 40 for what is behind them.
fn colour(colour: Color, base: u8) -> String {
    let sixteen = |n: u8| if n < 8 { base + n } else { base + 52 + n };
    match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
        named => sixteen(number(named)).to_string(),
    }
}

/// The place of a named colour among a terminal's own sixteen.
fn number(colour: Color) -> u8 {
    use Color as C;
    let all = [
        C::Black,
        C::Red,
        C::Green,
        C::Yellow,
        C::Blue,
        C::Magenta,
        C::Cyan,
        C::Gray,
        C::DarkGray,
        C::LightRed,
        C::LightGreen,
        C::LightYellow,
        C::LightBlue,
        C::LightMagenta,
        C::LightCyan,
        C::White,
    ];
    all.iter().position(|one| *one == colour).unwrap_or(7) as u8
}

/// A cell that changed, with its column and row.
pub(super) type CellChange<'c> = (u16, u16, &'c Cell);

/// Whether terminals disagree on how many cells it takes: scripts whose letters join, emoji, and letters with marks beside them.
pub(super) fn unsure(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    let first = letters.next().map_or(0, u32::from);
    let joins = matches!(first, 0x0590..=0x11FF | 0x1780..=0x18AF | 0xFF9E..=0xFF9F | 0x1F000..=0x1FAFF);
    // Of the signs those that stand for pictures.
    let picture = matches!(first, 0x2300..=0x27BF) && width(symbol) > 1;
    joins || picture || letters.any(|c| !matches!(u32::from(c), 0x0300..=0x036F))
}

/// Writes cells from left to right and from top to bottom.
pub(super) struct CellWriter<'b> {
    /// The whole screen as it is to be.
    screen: &'b Buffer,
    out: &'b mut Vec<u8>,
    /// Where the terminal's cursor is, where that is sure.
    at: Option<(u16, u16)>,
    ink: Ink,
}

impl<'b> CellWriter<'b> {
    /// With a plain pen that may be anywhere.
    pub(super) fn new(screen: &'b Buffer, out: &'b mut Vec<u8>) -> Self {
        Self { screen, out, at: None, ink: PLAIN }
    }

    /// Writes changes of one row, from left to right.
    pub(super) fn row(&mut self, changes: &[CellChange<'_>]) {
        for (i, &(x, y, cell)) in changes.iter().enumerate() {
            self.go(x, y);
            if changes.len() - i >= ERASED && self.is_blank_from(x, y) {
                self.dip(PLAIN);
                self.out.extend_from_slice(b"\x1b[K");
                return;
            }
            self.put(cell);
        }
    }

    /// Empties a row.
    pub(super) fn empty(&mut self, y: u16) {
        self.dip(PLAIN);
        let _ = write!(self.out, "\x1b[{};1H\x1b[2K", y + 1);
        self.at = Some((0, y));
    }

    /// Leaves the pen plain.
    pub(super) fn end(&mut self) {
        self.dip(PLAIN);
    }

    /// Brings the cursor to a cell.
    fn go(&mut self, x: u16, y: u16) {
        let from = self.at.filter(|at| at.1 == y && at.0 <= x).map(|at| at.0);
        self.at = Some((x, y));
        let Some(from) = from else {
            let _ = write!(self.out, "\x1b[{};{}H", y + 1, x + 1);
            return;
        };
        let between: Vec<&Cell> = (from..x).map(|x| &self.screen[(x, y)]).collect();
        let bytes: usize = between.iter().map(|cell| cell.symbol().len()).sum();
        if bytes <= JUMP && between.iter().all(|cell| self.ink.shows(cell) && is_narrow(cell.symbol())) {
            for cell in between {
                self.out.extend_from_slice(cell.symbol().as_bytes());
            }
        } else {
            let _ = write!(self.out, "\x1b[{}C", x - from);
        }
    }

    fn put(&mut self, cell: &Cell) {
        if !self.ink.shows(cell) {
            self.dip(Ink::of(cell));
        }
        self.out.extend_from_slice(cell.symbol().as_bytes());
        // Behind the last column the cursor hangs, and behind a wide letter terminals may disagree.
        let next = self.at.map(|(x, y)| (x + 1, y));
        self.at = next.filter(|at| is_narrow(cell.symbol()) && at.0 < self.screen.area.width);
    }

    /// Writes like this from now on.
    fn dip(&mut self, ink: Ink) {
        if self.ink != ink {
            let _ = write!(self.out, "\x1b[{}m", self.ink.change(ink));
            self.ink = ink;
        }
    }

    /// Whether a row holds nothing from a column on, nor a colour behind it.
    fn is_blank_from(&self, x: u16, y: u16) -> bool {
        (x..self.screen.area.width)
            .map(|x| &self.screen[(x, y)])
            .all(|cell| cell.symbol() == " " && PLAIN.shows(cell))
    }
}

/// Whether every terminal has its cursor one cell further behind it.
fn is_narrow(symbol: &str) -> bool {
    width(symbol) == 1 && !unsure(symbol)
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};
    use rstest::rstest;

    use super::*;

    #[test]
    fn what_terminals_measure_differently_is_known() {
        for sure in ["a", "é", "e\u{301}", "今", "♥", "●", "✎", "▀", "あ", "한", "ｶ", "Ж"] {
            assert!(!unsure(sure), "{sure}");
        }
        for doubtful in ["ｶ\u{ff9e}", "👍🏽", "👍", "நி", "கு", "ส\u{e35}", "⚡", "ש"] {
            assert!(unsure(doubtful), "{doubtful}");
        }
    }

    /// What brings a screen from one line to another.
    fn written(before: &[(&str, Style)], after: &[(&str, Style)]) -> String {
        let area = Rect::new(0, 0, 20, 1);
        let [shown, next] = [before, after].map(|line| {
            let mut buffer = Buffer::empty(area);
            let mut x = 0;
            for (text, style) in line {
                (x, _) = buffer.set_stringn(x, 0, text, 20, *style);
            }
            buffer
        });
        let mut out = Vec::new();
        let mut writer = CellWriter::new(&next, &mut out);
        writer.row(&shown.diff(&next));
        writer.end();
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn a_short_way_is_written_over_a_long_one_is_jumped_and_the_end_of_a_row_erased() {
        let plain = Style::new();
        assert_eq!(written(&[("abcdef", plain)], &[("XbcdeX", plain)]), "^[1;1HXbcdeX");
        assert_eq!(written(&[("abcdefgh", plain)], &[("XbcdefgX", plain)]), "^[1;1HX^[6CX");
        assert_eq!(written(&[("abcdefgh", plain)], &[("X", plain)]), "^[1;1HX^[K");
        assert_eq!(written(&[("abcd", plain)], &[("X", plain)]), "^[1;1HX   ");
        assert_eq!(written(&[("今日ab", plain)], &[("今日aX", plain)]), "^[1;6HX");
    }

    #[test]
    fn the_pen_is_told_what_differs_and_blanks_need_no_colour() {
        let red = Style::new().fg(Color::Indexed(9));
        let bold = red.add_modifier(Modifier::BOLD);
        assert_eq!(written(&[], &[("a", bold), (" ", red), ("b", bold)]), "^[1;1H^[1;38;5;9ma b^[m");
        assert_eq!(written(&[], &[("a", bold), ("b", red)]), "^[1;1H^[1;38;5;9ma^[22mb^[m");
        assert_eq!(written(&[], &[("a", bold), ("b", Style::new())]), "^[1;1H^[1;38;5;9ma^[mb");
        let marked = Style::new().bg(Color::Rgb(1, 2, 3));
        assert_eq!(written(&[], &[("a", red), (" ", marked)]), "^[1;1H^[38;5;9ma^[0;48;2;1;2;3m ^[m");
    }

    #[rstest]
    #[case(Modifier::BOLD | Modifier::DIM, Modifier::DIM, "22;2")]
    #[case(Modifier::BOLD, Modifier::UNDERLINED, "22;4")]
    #[case(Modifier::REVERSED | Modifier::ITALIC | Modifier::BOLD, Modifier::BOLD, "23;27")]
    fn what_goes_off_takes_nothing_else_with_it(
        #[case] from: Modifier,
        #[case] to: Modifier,
        #[case] expected: &str,
    ) {
        let with = |modifiers| Ink { fg: Color::Indexed(100), bg: Color::Indexed(200), modifiers };
        assert_eq!(with(from).change(with(to)), expected);
    }

    #[test]
    fn named_colours_are_the_terminals_own() {
        let all = [
            (Color::Red, 30),
            (Color::Gray, 30),
            (Color::DarkGray, 40),
            (Color::White, 30),
            (Color::Reset, 40),
        ];
        assert_eq!(all.map(|(one, base)| colour(one, base)), ["31", "37", "100", "97", "49"]);
    }
}
