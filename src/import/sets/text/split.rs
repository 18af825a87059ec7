//! Where a line's artist ends and its title begins: by one separator for the whole list.

use crate::track::split_at_dash;

/// What parts artist and title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// ` - ` and its longer kin.
    Dash,
    Tab,
    Pipe,
    Tilde,
    Slash,
    Dot,
    Colon,
    /// `Artist "Title"`, `Artist 「Title」`.
    Quotes,
    /// `Title by Artist`.
    By,
    /// Two columns, with two spaces or more between them.
    Columns,
}

/// In the order in which they win where they are as often.
pub(super) const ALL: [Separator; 10] = [
    Separator::Dash,
    Separator::Tab,
    Separator::By,
    Separator::Pipe,
    Separator::Tilde,
    Separator::Quotes,
    Separator::Slash,
    Separator::Dot,
    Separator::Colon,
    Separator::Columns,
];

/// Those that stand in no name: they part a line also where the list has another.
pub(super) const SURE: [Separator; 4] =
    [Separator::Tab, Separator::Pipe, Separator::Tilde, Separator::Columns];

impl Separator {
    /// Artist and title, as they stand.
    pub(super) fn split(self, text: &str) -> Option<(&str, &str)> {
        let (artist, title) = match self {
            Self::Dash => split_at_dash(text)?,
            // What stands in further cells is neither.
            Self::Tab => text
                .split_once('\t')
                .map(|(artist, rest)| (artist, rest.split('\t').next().unwrap_or(rest)))?,
            Self::Pipe => text
                .split_once(" | ")
                .map(|(artist, rest)| (artist, rest.split(" | ").next().unwrap_or(rest)))?,
            // Some write two spaces behind a sentence.
            Self::Columns => text
                .split_once("  ")
                .filter(|(artist, _)| !artist.ends_with(['.', '!', '?', ',', ':', ';']))
                .map(|(artist, rest)| (artist, rest.trim_start()))
                .map(|(artist, rest)| (artist, rest.split("  ").next().unwrap_or(rest)))?,
            Self::Tilde => text.split_once(" ~ ")?,
            Self::Slash => text.split_once(" / ")?,
            Self::Dot => text.split_once(" · ")?,
            Self::Colon => text.split_once(": ")?,
            Self::Quotes => quoted(text)?,
            Self::By => {
                let at = text.to_ascii_lowercase().rfind(" by ")?;
                (&text[at + 4..], &text[..at])
            }
        };
        let (artist, title) = (artist.trim(), title.trim());
        (!artist.is_empty() && !title.is_empty()).then_some((artist, title))
    }
}

/// An artist and behind it a title in quotation marks, and nothing but a bracket behind that.
fn quoted(text: &str) -> Option<(&str, &str)> {
    for (open, close) in [(" \"", '"'), (" “", '”'), ("「", '」'), ("『", '』')] {
        if let Some((artist, rest)) = text.split_once(open)
            && let Some((title, behind)) = rest.rsplit_once(close)
            && (behind.trim().is_empty() || behind.trim_start().starts_with(['[', '(']))
            && !artist.trim().is_empty()
        {
            return Some((artist, title));
        }
    }
    None
}

/// The time at a line's end, `4:31`, `(4:31)`, ` - 4:31`, `..... 4:31`: what stands before it, and its seconds.
pub(super) fn time_behind(text: &str) -> Option<(&str, u32)> {
    let text = text.trim_end();
    let closed = text.strip_suffix([']', ')']);
    let inner = closed.unwrap_or(text);
    let digits = inner.bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b':').count();
    let (before, written) = inner.split_at(inner.len() - digits);
    let (Some(seconds), "") = super::begin::clock(written)? else { return None };
    let before = if closed.is_some() { before.strip_suffix(['[', '('])? } else { before };
    if closed.is_none() && !before.ends_with([' ', '\t', '.', '…']) {
        return None;
    }
    let name = before
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '@' | '…'));
    // Leaders, as a table of contents has them.
    let name = name.strip_suffix("..").map_or(name, |name| name.trim_end_matches(['.', ' ']));
    (!name.is_empty()).then_some((name, seconds))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Separator::Dash, "A - B - C", Some(("A", "B - C")))]
    #[case(Separator::Dash, "A — B", Some(("A", "B")))]
    #[case(Separator::Dash, "A -- B", Some(("A", "B")))]
    #[case(Separator::Dash, "A (x - y) - B", Some(("A (x - y)", "B")))]
    #[case(Separator::Dash, "Jay-Z", None)]
    #[case(Separator::By, "Stand by Me by Ben E. King", Some(("Ben E. King", "Stand by Me")))]
    #[case(Separator::Tab, "A\tB\tLabel", Some(("A", "B")))]
    #[case(Separator::Quotes, "A \"B\" [Label]", Some(("A", "B")))]
    #[case(Separator::Quotes, "椎名林檎「丸の内サディスティック」", Some(("椎名林檎", "丸の内サディスティック")))]
    #[case(Separator::Colon, "Nu:Tone: B", Some(("Nu:Tone", "B")))]
    fn a_line_splits_at_its_lists_separator(
        #[case] separator: Separator,
        #[case] text: &str,
        #[case] halves: Option<(&str, &str)>,
    ) {
        assert_eq!(separator.split(text), halves);
    }

    #[rstest]
    #[case("A - B 4:31", Some(("A - B", 271)))]
    #[case("A - B (1:02:03)", Some(("A - B", 3723)))]
    #[case("A - B - [04:31]", Some(("A - B", 271)))]
    #[case("A - B ........ 04:31", Some(("A - B", 271)))]
    #[case("A - B 12:51x", None)]
    #[case("A - B:31", None)]
    fn a_time_may_stand_behind(#[case] text: &str, #[case] found: Option<(&str, u32)>) {
        assert_eq!(time_behind(text), found);
    }
}
