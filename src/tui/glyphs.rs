//! The two glyph sets: Unicode, and ASCII for terminals and locales without it.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The signs the screen is drawn with.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Glyphs {
    pub ascii: bool,
    pub cursor: &'static str,
    pub liked: &'static str,
    pub rejected: &'static str,
    pub queued: &'static str,
    pub heard: &'static str,
    pub mine: &'static str,
    /// The user has played it in a set.
    pub played: &'static str,
    pub seed: &'static str,
    pub here: &'static str,
    pub play: &'static str,
    pub paused: &'static str,
    /// Below the picture, where it plays.
    pub playhead: &'static str,
    pub note: &'static str,
    /// Two records that the user says work.
    pub pair: &'static str,
    /// Between artist and title, spaces included.
    pub dash: &'static str,
    /// Between two years.
    pub range: &'static str,
    /// Between facts of a line, spaces included.
    pub dot: &'static str,
    /// Between stops of the trail, spaces included.
    pub step: &'static str,
    pub ellipsis: &'static str,
    pub horizontal: &'static str,
    pub vertical: &'static str,
    pub under: &'static str,
    pub spark: [&'static str; 8],
    pub bar: [&'static str; 2],
    pub both: &'static str,
    /// Behind a tempo or key that fits.
    pub fits: &'static str,
    pub corners: [&'static str; 4],
    pub up: &'static str,
    pub down: &'static str,
}

/// For UTF-8 terminals.
pub static UNICODE: Glyphs = Glyphs {
    ascii: false,
    cursor: "›",
    liked: "♥",
    rejected: "×",
    queued: "●",
    heard: "·",
    mine: "◆",
    played: "◇",
    seed: "◎",
    here: "▸",
    play: "▶",
    paused: "‖",
    playhead: "▲",
    note: "✎",
    pair: "=",
    dash: " – ",
    range: "–",
    dot: " · ",
    step: " › ",
    ellipsis: "…",
    horizontal: "─",
    vertical: "│",
    under: "└ ",
    spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    bar: ["━", "─"],
    both: "≈",
    fits: "✓",
    corners: ["╭", "╮", "╰", "╯"],
    up: "↑",
    down: "↓",
};

/// For all others.
pub static ASCII: Glyphs = Glyphs {
    ascii: true,
    cursor: ">",
    liked: "*",
    rejected: "x",
    queued: "q",
    heard: ".",
    mine: "m",
    played: "p",
    seed: "o",
    here: ">",
    play: ">",
    paused: "=",
    playhead: "^",
    note: "n",
    pair: "&",
    dash: " - ",
    range: "-",
    dot: ", ",
    step: " > ",
    ellipsis: "~",
    horizontal: "-",
    vertical: "|",
    under: "` ",
    spark: [".", ":", "-", "=", "+", "*", "#", "@"],
    bar: ["=", "-"],
    both: "+",
    fits: "=",
    corners: ["+", "+", "+", "+"],
    up: "^",
    down: "v",
};

/// What stands for a cell's symbol where only ASCII can be shown; as many cells as before.
#[must_use]
pub fn ascii(symbol: &str, width: usize) -> Cow<'_, str> {
    if symbol.is_ascii() {
        return Cow::Borrowed(symbol);
    }
    let mut out = String::new();
    for c in symbol.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            c if c.is_ascii() => out.push(c),
            '–' | '—' | '‐' | '‑' | '−' | '─' => out.push('-'),
            '‘' | '’' | '´' => out.push('\''),
            '“' | '”' | '„' => out.push('"'),
            'ø' => out.push('o'),
            'Ø' => out.push('O'),
            'ł' => out.push('l'),
            'Ł' => out.push('L'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'æ' => out.push('a'),
            'ß' => out.push('s'),
            '│' => out.push('|'),
            '·' | '•' => out.push('.'),
            '×' => out.push('x'),
            '…' => out.push('~'),
            _ => out.push('?'),
        }
    }
    out.truncate(width.max(1));
    while out.len() < width {
        out.push(' ');
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_takes_the_same_room_in_both_sets_or_stands_in_a_line_of_text() {
        use crate::tui::text::width;
        for (a, b) in [
            (UNICODE.cursor, ASCII.cursor),
            (UNICODE.liked, ASCII.liked),
            (UNICODE.queued, ASCII.queued),
            (UNICODE.heard, ASCII.heard),
            (UNICODE.mine, ASCII.mine),
            (UNICODE.ellipsis, ASCII.ellipsis),
            (UNICODE.dash, ASCII.dash),
            (UNICODE.step, ASCII.step),
        ] {
            assert_eq!(width(a), width(b));
        }
    }

    #[test]
    fn foreign_letters_become_their_nearest_or_a_question_mark() {
        assert_eq!(ascii("é", 1), "e");
        assert_eq!(ascii("ø", 1), "o");
        assert_eq!(ascii("今", 2), "? ");
        assert_eq!(ascii("–", 1), "-");
    }
}
