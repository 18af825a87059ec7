//! The two halves of an entry: where artist ends and title begins, and which of them is known.

/// Splits an entry at its first dash: `A - B`, then its typos (`A -B`, `A- B`, `A_-_B`, `Two Words-Two Words`). A dash in
/// brackets or in a hyphenated name parts nothing.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let dashes = Dash::all(text);
    let outer = |kind: Kind| dashes.iter().filter(move |dash| dash.kind == kind).find(|dash| dash.depth == 0);
    let any = |kind: Kind| dashes.iter().find(|dash| dash.kind == kind);
    let open_ended = text.matches(['(', '[']).count() != text.matches([')', ']']).count();
    let found = outer(Kind::Spaced)
        .or_else(|| any(Kind::Spaced).filter(|_| open_ended))
        .or_else(|| outer(Kind::HalfSpaced))
        .or_else(|| outer(Kind::Tight).filter(|dash| dash.parts_names(text)))?;
    let (artist, title) = (&text[..found.start], &text[found.end..]);
    let trim =
        |half: &'_ str| -> (usize, usize) { (half.len() - half.trim_start().len(), half.trim_end().len()) };
    let ((a0, a1), (b0, b1)) = (trim(artist), trim(title));
    Some((artist.get(a0..a1).unwrap_or(""), title.get(b0..b1).unwrap_or("")))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Spaced,
    HalfSpaced,
    Tight,
}

struct Dash {
    start: usize,
    end: usize,
    depth: usize,
    kind: Kind,
}

impl Dash {
    fn all(text: &str) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        let mut depth = 0_usize;
        let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−');
        for (at, c) in text.char_indices() {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                c if is_dash(c) => {
                    let end = at + c.len_utf8();
                    let (before, after) = (text[..at].chars().next_back(), text[end..].chars().next());
                    let open = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '_');
                    let kind = match (open(before), open(after)) {
                        (true, true) => Kind::Spaced,
                        (false, false) => Kind::Tight,
                        _ => Kind::HalfSpaced,
                    };
                    found.push(Self { start: at, end, depth, kind });
                }
                _ => {}
            }
        }
        found
    }

    /// Whether a dash without spaces stands between two names rather than inside one: both sides have several words,
    /// the second begins like a name, and it is the only such dash.
    fn parts_names(&self, text: &str) -> bool {
        let (artist, title) = (text[..self.start].trim(), text[self.end..].trim());
        let last = artist.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let first = title.split(' ').next().unwrap_or_default().to_lowercase();
        let title_only = title.split(['(', '[']).next().unwrap_or_default().trim();
        artist.contains(' ')
            && title_only.contains(' ')
            && title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && last.chars().count() > 2
            && first.chars().count() > 2
            && ![
                "non", "anti", "pre", "post", "sub", "mid", "self", "neo", "sci", "pro", "ultra", "uno",
                "trans", "inter", "multi",
            ]
            .contains(&last.as_str())
            && title_only.matches('-').count() == 0
    }
}

/// Whether a half says that nobody knows: `?`, `ID`, `ID (X Remix)`, `N/A`.
pub(super) fn is_unknown(half: &str) -> bool {
    let bare = match half.find(['(', '[']) {
        Some(at) if at > 0 => half[..at].trim_end(),
        _ => half,
    };
    let bare = bare.trim_end_matches(|c: char| c == '?' || c == '#' || c.is_ascii_digit()).trim_end();
    let marks = !half.is_empty() && bare.is_empty() && half.starts_with('?');
    marks
        || (!bare.is_empty()
            && ["ID", "N/A", "Unknown Track", "Unknown Title", "Track ID", "TBA"]
                .iter()
                .any(|id| bare.eq_ignore_ascii_case(id) && (bare.len() != 2 || bare == "ID")))
}

/// As [`is_unknown`], with what only an artist's half says.
pub(super) fn is_unknown_artist(half: &str) -> bool {
    is_unknown(half)
        || ["Unknown", "Unknown Artist", "Unknown Artists", "Artist Unknown"]
            .iter()
            .any(|none| half.eq_ignore_ascii_case(none))
}

/// Whether a text without a dash names a part of a mix that is no record.
pub(super) fn is_segment(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "intro",
        "outro",
        "interview",
        "interlude",
        "introduction",
        "skit",
        "jingle",
        "jingles",
        "speech",
        "talk",
        "talking",
        "news",
        "announcement",
        "interruption",
        "ident",
        "commercial",
        "advert",
        "adverts",
        "break",
        "applause",
        "excerpt",
        "recording",
        "silence",
        "guestmix",
        "hour",
        "end",
        "welcome",
        "mc",
        "chat",
        "shoutouts",
    ];
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}
