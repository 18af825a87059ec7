//! The two halves of an entry: where artist ends and title begins, and which of them is known.

/// Splits an entry at its first dash: `A - B`, then its typos (`A -B`, `A- B`, `A_-_B`, `Two Words-Two Words`). A dash in
/// brackets or in a hyphenated name parts nothing.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let dashes = Dashes::of(text);
    let (start, end) = dashes
        .spaced
        .or_else(|| dashes.bracketed.filter(|_| dashes.depth > 0))
        .or(dashes.half_spaced)
        .or_else(|| dashes.tight.filter(|&(start, end)| parts_names(&text[..start], &text[end..])))?;
    Some((text[..start].trim_matches(is_blank), text[end..].trim_matches(is_blank)))
}

/// Where the first dash of each sort stands, brackets apart.
#[derive(Default)]
struct Dashes {
    spaced: Option<(usize, usize)>,
    /// A spaced one inside brackets.
    bracketed: Option<(usize, usize)>,
    half_spaced: Option<(usize, usize)>,
    tight: Option<(usize, usize)>,
    /// Brackets left open at the end.
    depth: usize,
}

impl Dashes {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        let mut before = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '(' | '[' => found.depth += 1,
                ')' | ']' => found.depth = found.depth.saturating_sub(1),
                '-' | '–' | '—' | '‐' | '‑' | '−' => {
                    let mut end = at + c.len_utf8();
                    // `--` is one dash.
                    while let Some((next, dash)) = chars.next_if(|(_, next)| c == '-' && *next == '-') {
                        end = next + dash.len_utf8();
                    }
                    let after = chars.peek().map(|(_, c)| *c);
                    let slot = match (before.is_none_or(is_blank), after.is_none_or(is_blank), found.depth) {
                        (true, true, 0) => &mut found.spaced,
                        (true, true, _) => &mut found.bracketed,
                        (false, false, 0) => &mut found.tight,
                        (_, _, 0) => &mut found.half_spaced,
                        _ => &mut None,
                    };
                    slot.get_or_insert((at, end));
                }
                _ => {}
            }
            before = Some(c);
        }
        found
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '_'
}

/// Parts of words that stand before a hyphen in many names.
#[rustfmt::skip]
const HYPHENATED: &[&str] = &[
    "non", "anti", "pre", "post", "sub", "mid", "self", "neo", "sci", "pro", "ultra", "uno", "trans", "inter", "multi",
];

/// Whether a dash without spaces stands between two names rather than inside one: both sides have several words, the
/// second begins like a name, and it is the only such dash.
fn parts_names(artist: &str, title: &str) -> bool {
    let last = artist.rsplit(' ').next().unwrap_or_default();
    let title = title.split(['(', '[']).next().unwrap_or_default().trim();
    let first = title.split(' ').next().unwrap_or_default();
    artist.trim().contains(' ')
        && title.contains(' ')
        && title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && last.len() > 2
        && first.len() > 2
        && !HYPHENATED.iter().any(|part| part.eq_ignore_ascii_case(last))
        && !title.contains('-')
}

/// Whether a half says that nobody knows: `?`, `ID`, `ID 2`, `ID (X Remix)`, `N/A`.
pub(super) fn is_unknown(half: &str) -> bool {
    let bare = match half.find(['(', '[']) {
        Some(at) if at > 0 => half[..at].trim_end(),
        _ => half,
    };
    let bare = bare.trim_end_matches(|c: char| c == '?' || c == '#' || c.is_ascii_digit()).trim_end();
    let marks = bare.is_empty() && half.starts_with('?');
    marks
        || bare == "ID"
        || ["N/A", "Unknown Track", "Unknown Title", "Track ID", "TBA"]
            .iter()
            .any(|id| bare.eq_ignore_ascii_case(id))
}

/// As [`is_unknown`], with what only an artist's half says.
pub(super) fn is_unknown_artist(half: &str) -> bool {
    is_unknown(half)
        || ["Unknown", "Unknown Artist", "Unknown Artists", "Artist Unknown"]
            .iter()
            .any(|none| half.eq_ignore_ascii_case(none))
}

/// Words that name a part of a mix.
#[rustfmt::skip]
const SEGMENTS: &[&str] = &[
    "intro", "outro", "interview", "interlude", "introduction", "skit", "jingle", "jingles", "speech", "talk", "talking", "news",
    "announcement", "interruption", "ident", "commercial", "advert", "adverts", "applause", "excerpt", "recording", "silence",
    "guestmix", "welcome", "chat", "shoutouts",
];

/// Whether a text without a dash names a part of a mix that is no record.
pub(super) fn is_segment(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| SEGMENTS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{is_segment, is_unknown, is_unknown_artist, split};

    #[rstest]
    #[case("A - B", Some(("A", "B")))]
    #[case("A - B - C", Some(("A", "B - C")))]
    #[case("A – B", Some(("A", "B")))]
    #[case("A — B", Some(("A", "B")))]
    #[case("A\u{a0}- B", Some(("A", "B")))]
    #[case("Sterac -Liteon", Some(("Sterac", "Liteon")))]
    #[case("Noncompliant- More Than Surviving", Some(("Noncompliant", "More Than Surviving")))]
    #[case("Joy Orbison-Hyph Mngo", Some(("Joy Orbison", "Hyph Mngo")))]
    #[case("UCast_-_Ternary_", Some(("UCast", "Ternary")))]
    #[case("Cv313 - Infinit-1", Some(("Cv313", "Infinit-1")))]
    #[case("S-File - Further", Some(("S-File", "Further")))]
    #[case("TR-909", None)]
    #[case("Lost In Hi-Fi Sound", None)]
    #[case("Sub-Bass Rhythm", None)]
    #[case("No Self-Control At All", None)]
    #[case("Jay-Z", None)]
    #[case("Night Shift (A - B Mix)", None)]
    #[case("A (Feat. C - B", Some(("A (Feat. C", "B")))]
    #[case("A -", Some(("A", "")))]
    fn an_entry_splits_at_its_dash(#[case] text: &str, #[case] halves: Option<(&str, &str)>) {
        assert_eq!(split(text), halves);
    }

    #[rstest]
    #[case("?", true)]
    #[case("??", true)]
    #[case("ID", true)]
    #[case("ID?", true)]
    #[case("ID 17", true)]
    #[case("ID (David Granha Remix)", true)]
    #[case("? (Acapella)", true)]
    #[case("N/A", true)]
    #[case("Untitled", false)]
    #[case("Unknown (Dixon Remix)", false)]
    #[case("IDentity", false)]
    #[case("Id", false)]
    #[case("99", false)]
    #[case("?uestlove", false)]
    fn a_half_may_be_unknown(#[case] half: &str, #[case] unknown: bool) {
        assert_eq!(is_unknown(half), unknown);
    }

    #[test]
    fn an_artist_may_be_unknown_by_name() {
        assert!(is_unknown_artist("Unknown Artist") && !is_unknown("Unknown Artist"));
    }

    #[test]
    fn a_segment_is_told_by_a_word() {
        assert!(is_segment("The Anjunadeep Edition Intro") && is_segment("Interview with Surgeon"));
        assert!(!is_segment("Exoplanet"));
    }
}
