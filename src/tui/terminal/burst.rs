//! Pasted text told from keys where a terminal does not mark its pastes.
//!
//! What comes in one read, or in reads that follow each other faster than a hand, is one burst. A burst with a line break in
//! it is text; so is one line that reads like words. Everything else is keys, typed ahead over a slow line.

use std::{collections::BTreeSet, mem, time::Duration};

use super::decode::{self, Input, PASTE_HELD};

/// A hand is not so quick: what follows sooner belongs to the same burst.
const PAUSE: Duration = Duration::from_millis(30);
/// How long the next piece is waited for of what may be a paste over a slow line.
const PIECES: Duration = Duration::from_millis(60);
/// A single byte joins what is held only where it follows as fast as this.
const JOINS: Duration = Duration::from_millis(10);
/// From so many bytes on a burst may be a piece of a paste.
const PIECE: usize = 8;
/// Characters of a line that reads like words, and how many of them differ.
const WORDS: (usize, usize) = (12, 6);

/// What a burst is.
#[derive(Debug, PartialEq, Eq)]
pub enum Burst {
    /// Keys, in order.
    Keys(Vec<u8>),
    /// Pasted text, whole or cut.
    Paste(Input),
}

/// Where keys go when a burst comes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target {
    /// A text box takes them.
    pub typing: bool,
    /// Keys that lead to a text box.
    pub opens: [Option<char>; 2],
}

/// What came so far of a burst.
#[derive(Debug, Default)]
pub struct Bursts {
    held: Vec<u8>,
    /// The burst before was a paste.
    pasted: bool,
    /// The byte before, where it was let go.
    last: Option<u8>,
}

impl Bursts {
    /// Takes what was read, `since` so long after the read before: the bursts that are complete, in order.
    pub fn take(&mut self, bytes: &[u8], since: Duration, target: Target) -> Vec<Burst> {
        let mut out = Vec::new();
        let alone = bytes.len() == 1 && self.held.len() < PIECE;
        let joins = since < if alone { JOINS } else { PIECES };
        if bytes.contains(&0x1b) || (!self.held.is_empty() && !joins) {
            out.extend(self.flush(target));
        }
        if bytes.contains(&0x1b) {
            (self.pasted, self.last) = (false, None);
            out.push(Burst::Keys(bytes.to_vec()));
            return out;
        }
        self.pasted &= joins;
        let room = PASTE_HELD.saturating_sub(self.held.len());
        self.held.extend(&bytes[..bytes.len().min(room)]);
        if !self.pasted && !self.waits(since, target) {
            out.extend(self.flush(target));
        }
        out
    }

    /// How long to wait for more before [`Bursts::flush`]; `None` where nothing is held.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        let piece = self.held.len() >= PIECE || self.pasted || self.held.contains(&b'\n');
        (!self.held.is_empty()).then_some(if piece { PIECES } else { PAUSE })
    }

    /// Nothing more came in time.
    pub fn flush(&mut self, target: Target) -> Option<Burst> {
        let held = mem::take(&mut self.held);
        self.last = held.last().copied().or(self.last);
        if held.is_empty() {
            return None;
        }
        let text = String::from_utf8_lossy(&held);
        self.pasted = self.pasted || is_pasted(&text, target);
        Some(if self.pasted { Burst::Paste(decode::pasted(&held)) } else { Burst::Keys(held) })
    }

    /// Whether more may follow that changes what the held bytes mean.
    fn waits(&self, since: Duration, target: Target) -> bool {
        let breaks = self.held.iter().any(|byte| is_break(char::from(*byte), target));
        let characters = String::from_utf8_lossy(&self.held).chars().count();
        if characters == 1 {
            // Enter right behind text may be the end of a pasted line.
            return breaks && since < PAUSE && self.last.is_some_and(|last| last > b' ');
        }
        let repeated = self.held.iter().all(|byte| *byte == self.held[0]);
        !repeated && (!target.typing || breaks || self.held.len() >= PIECE)
    }
}

/// Whether the character ends a line; in a text box a tab leaves it as Enter does.
fn is_break(c: char, target: Target) -> bool {
    matches!(c, '\r' | '\n') || (target.typing && c == '\t')
}

/// Whether a burst is text. A terminal sends Enter as a carriage return, so a line feed was never a key.
fn is_pasted(text: &str, target: Target) -> bool {
    let breaks = |c| is_break(c, target);
    let line = text.trim_matches(breaks);
    if line.is_empty() {
        return false;
    }
    if line.contains(breaks) || text.starts_with('\n') {
        return true;
    }
    if target.typing {
        return false;
    }
    let opens = line.chars().next().is_some_and(|first| target.opens.contains(&Some(first)));
    text.contains('\n') || (!opens && reads_like_words(line))
}

/// Keys typed ahead repeat themselves, and no three words of two letters stand among them.
fn reads_like_words(line: &str) -> bool {
    if line.contains(|c: char| c.is_control() && c != '\t') {
        return false;
    }
    let letters: BTreeSet<char> = line.chars().collect();
    let words = line.split_whitespace().filter(|word| word.chars().count() > 1).count();
    (line.chars().count() >= WORDS.0 && letters.len() > WORDS.1) || words > 2
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const LIST: Target = Target { typing: false, opens: [Some('/'), Some(':')] };
    const PROMPT: Target = Target { typing: true, ..LIST };

    /// The bursts of reads that follow each other by so many milliseconds.
    fn bursts(reads: &[(u64, &str)], target: Target) -> Vec<Burst> {
        let (mut bursts, mut out) = (Bursts::default(), Vec::new());
        for (since, bytes) in reads {
            let since = Duration::from_millis(*since);
            if bursts.wait().is_some_and(|wait| wait <= since) {
                out.extend(bursts.flush(target));
            }
            out.extend(bursts.take(bytes.as_bytes(), since, target));
        }
        out.extend(bursts.flush(target));
        out
    }

    fn paste(text: &str) -> Burst {
        Burst::Paste(Input::Paste(text.to_owned()))
    }

    fn keys(text: &str) -> Burst {
        Burst::Keys(text.as_bytes().to_vec())
    }

    #[rstest]
    #[case::two_lines("okland sorby mol\nqqq xxx aaa bbb\n")]
    #[case::carriage_returns("okland sorby mol\rqqq xxx aaa bbb\r")]
    #[case::windows("a\r\nq\r\n")]
    #[case::a_blank_line_first("\nqqq xxx")]
    #[case::unicode("Isolée\n砂の女\n")]
    #[case::a_bell("foo\nqqq\u{7}\n")]
    fn lines_are_text_everywhere(#[case] text: &str) {
        for target in [LIST, PROMPT] {
            assert_eq!(bursts(&[(500, text)], target), [paste(text)]);
            let bytes = text.as_bytes();
            for size in [3, 8] {
                let pieces: Vec<_> = bytes.chunks(size).map(String::from_utf8_lossy).collect();
                if pieces.iter().any(|piece| piece.contains('\u{fffd}')) {
                    continue;
                }
                let mut reads: Vec<_> = pieces.iter().map(|piece| (8, piece.as_ref())).collect();
                reads[0].0 = 500;
                let out = bursts(&reads, target);
                let typed = out.iter().filter(|burst| matches!(burst, Burst::Keys(_))).count();
                assert!(typed == 0 || (target.typing && size == 3), "{size}: {out:?}");
            }
        }
    }

    #[rstest]
    #[case::one_line("Ricardo Villalobos - Dexter\r")]
    #[case::one_line("Ricardo Villalobos - Dexter")]
    #[case::short_words("qqq xxx aaa bbb")]
    #[case::a_line_feed("qq\n")]
    #[case::a_command(":quit\n")]
    fn a_line_over_a_list_is_text(#[case] text: &str) {
        assert_eq!(bursts(&[(500, text)], LIST), [paste(text)]);
    }

    #[rstest]
    #[case("jjjjjjjjjjjjjjjjjjjjjj")]
    #[case("/ricardo villalobos\r")]
    #[case(":undo\r")]
    #[case("jjfjjxa")]
    #[case("jjfjajjxkkkk")]
    #[case("jj\r")]
    #[case("\raja")]
    #[case("\r")]
    #[case("\u{1b}[A\u{1b}[B\u{1b}[A\u{1b}[B")]
    fn keys_typed_ahead_are_keys(#[case] text: &str) {
        assert_eq!(bursts(&[(500, text)], LIST), [keys(text)]);
    }

    #[rstest]
    #[case("phantom force\r")]
    #[case("phantom\t")]
    #[case("\u{15}phantom\r")]
    #[case("phantom\n")]
    fn what_is_typed_with_its_enter_is_typed(#[case] text: &str) {
        assert_eq!(bursts(&[(500, text)], PROMPT), [keys(text)]);
    }

    #[test]
    fn a_table_pasted_into_the_prompt_is_text() {
        let row = "Burial\tArchangel";
        assert_eq!(bursts(&[(500, row)], PROMPT), [paste(row)]);
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_and_says_so() {
        let text = "Burial - Archangel\n".repeat(decode::PASTE_LIMIT / 19 + 1);
        let reads: Vec<_> =
            text.as_bytes().chunks(16 * 1024).map(|read| str::from_utf8(read).unwrap()).collect();
        let reads: Vec<_> = reads.into_iter().map(|read| (1, read)).collect();
        let cut = text[..decode::PASTE_LIMIT].to_owned();
        assert_eq!(bursts(&reads, LIST), [Burst::Paste(Input::CutPaste(cut))]);
    }

    #[test]
    fn a_hand_is_never_waited_for_nor_taken_for_a_paste() {
        let mut bursts = Bursts::default();
        for (since, key) in [(90, "p"), (35, "h"), (40, "\r"), (200, "q"), (33, "j"), (33, "j")] {
            let out = bursts.take(key.as_bytes(), Duration::from_millis(since), LIST);
            assert_eq!((out, bursts.wait()), (vec![keys(key)], None), "{key}");
        }
        // Enter almost with the letter before it is held for a moment, and what follows at leisure is a key again.
        assert_eq!(bursts.take(b"\r", Duration::from_millis(20), LIST), []);
        assert_eq!(bursts.take(b"q", Duration::from_millis(25), LIST), [keys("\r"), keys("q")]);
    }

    #[test]
    fn pieces_that_follow_a_paste_are_of_it() {
        let reads = [(500, "okland s"), (50, "orby mol"), (50, "\n"), (5, "qqq xxx "), (50, "aaa bbb\n")];
        let out = bursts(&reads, PROMPT);
        assert!(out.iter().all(|burst| matches!(burst, Burst::Paste(_))), "{out:?}");
        assert_eq!(bursts(&[(500, "a line\nand more\n"), (500, "q")], LIST)[1], keys("q"));
    }

    #[test]
    fn a_key_held_down_over_a_slow_line_moves_meanwhile() {
        let mut bursts = Bursts::default();
        for _ in 0..5 {
            assert_eq!(bursts.take(b"jjj", Duration::from_millis(20), LIST), [keys("jjj")]);
        }
    }
}
