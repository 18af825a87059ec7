//! What is meant by a paste: the name in a line of a tracklist, or in an address of a shop or a wiki.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::track::{Name, is_neutral_version, reads_as_version};

/// Parts of addresses that say what a page is, not what it is called.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "release", "releases", "master", "artist", "artists", "label", "labels", "track", "tracks", "album", "albums",
    "chart", "charts", "playlist", "playlists", "watch", "embed", "shorts", "sell", "item", "w", "wiki", "db",
    "index.php", "sets", "music", "user", "products", "title",
];
/// Ends of hosts by which an address without `https://` is told from a name with a slash.
const ENDS: [&str; 7] = ["com", "net", "org", "be", "fm", "co", "io"];
/// Hosts whose addresses hold numbers alone.
const NAMELESS: [&str; 4] = ["youtube.com", "youtu.be", "open.spotify.com", "deezer.com"];
/// Neutral versions are cut where they end so; a title may be `The Original`.
const NEUTRAL_ENDS: [&str; 3] = ["mix", "edit", "version"];
/// The longest neutral version without brackets, in words.
const NEUTRAL_WORDS: usize = 4;

/// The words that a prompt's text is meant to look for: without cue, place in the list, label in brackets and neutral
/// version; of an address its names, which may be none.
pub(super) fn meant(text: &str) -> Cow<'_, str> {
    if let Some(words) = address(text.trim()) {
        return Cow::Owned(words);
    }
    let line = list_line(text.trim()).unwrap_or(text);
    let cut = without_neutral_end(line);
    if !cut.contains(['(', '[', '-', '–', '—']) {
        return Cow::Borrowed(cut);
    }
    let Name { artist, title, version } = Name::parse("", cut);
    let open = if text.ends_with(char::is_whitespace) { " " } else { "" };
    let version = version.map(|version| format!(" {version}")).unwrap_or_default();
    Cow::Owned(format!("{title} {artist}{version}").trim().to_owned() + open)
}

/// The name in a paste as it is written there: `Artist - Title (Version)` of a line of a tracklist, the words of an address.
#[must_use]
pub fn name_in(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    address(text).map_or_else(|| Cow::Borrowed(list_line(text).unwrap_or(text)), Cow::Owned)
}

/// `Artist - Title` of `[12:34] 05. Artist - Title [Label - 001]`; `None` where nothing marks it as a line of a list.
fn list_line(text: &str) -> Option<&str> {
    let start = without_place(without_cue(without_layer(text)));
    let line = without_end(start);
    let dashed = [" - ", " – ", " — "].iter().any(|dash| line.contains(dash));
    (dashed && line.len() < text.len()).then_some(line)
}

/// Without `w/`, `(w/)` before it, which says that it runs over the record above.
fn without_layer(text: &str) -> &str {
    ["w/ ", "W/ ", "(w/) ", "(w/)"]
        .iter()
        .find_map(|layer| text.strip_prefix(layer))
        .unwrap_or(text)
        .trim_start()
}

/// Without what stands behind the name: labels, a time, `| Label`.
fn without_end(text: &str) -> &str {
    let mut line = text;
    loop {
        let shorter = without_bar(without_time(without_label(line)));
        if shorter.len() == line.len() {
            return line;
        }
        line = shorter;
    }
}

/// Without `03:15`, `[03:15]`, `1:03:15` behind it.
fn without_time(text: &str) -> &str {
    let end = text.trim_end();
    let Some((rest, last)) = end.rsplit_once(' ') else { return end };
    let bare = last.trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let is_time = bare.contains(':')
        && bare
            .split(':')
            .all(|part| matches!(part.len(), 1..=2) && part.bytes().all(|b| b.is_ascii_digit()));
    if is_time { rest.trim_end() } else { end }
}

/// Without `| Label` behind a name with a dash.
fn without_bar(text: &str) -> &str {
    match text.rsplit_once(" | ") {
        Some((rest, _)) if [" - ", " – ", " — "].iter().any(|dash| rest.contains(dash)) => {
            rest.trim_end()
        }
        _ => text,
    }
}

/// Without `[12:34]`, `(1:02:33)`, `[012]`, `12:34`, `+`, `#` before it.
fn without_cue(text: &str) -> &str {
    let rest = text.trim_start_matches(['+', '#', '*', '•']).trim_start();
    let times = |c: char| c.is_ascii_digit() || matches!(c, ':' | '?');
    let (open, inside) = match rest.strip_prefix(['[', '(']) {
        Some(inside) => (true, inside),
        None => (false, rest),
    };
    let end = inside.find(|c| !times(c)).unwrap_or(inside.len());
    let (time, after) = inside.split_at(end);
    match after.strip_prefix([']', ')']) {
        Some(after) if open && !time.is_empty() => after.trim_start(),
        _ if !open && time.contains(':') && after.starts_with(' ') => {
            after.trim_start().trim_start_matches(['|', '-', '–', '—']).trim_start()
        }
        _ => rest,
    }
}

/// Without `05.`, `5)`, `05 -` before it; `808 State` keeps its number.
fn without_place(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = &text[digits..];
    let marked = after.strip_prefix(['.', ')', ':']).or_else(|| after.strip_prefix(" - "));
    match marked {
        Some(after) if (1..=3).contains(&digits) && after.contains(" - ") => after.trim_start(),
        _ => text,
    }
}

/// Without `[Label]`, `[Label - 001, 2007]` behind it.
fn without_label(text: &str) -> &str {
    let end = text.trim_end();
    let opened = end.strip_suffix(']').and_then(|inside| inside.rfind('['));
    match opened {
        Some(at) if at > 0 && !is_shop_version(&end[at + 1..end.len() - 1]) => end[..at].trim_end(),
        _ => end,
    }
}

/// `[X Remix]`, as shops write a version; a single word, as `Hyperdub`, is a label.
fn is_shop_version(text: &str) -> bool {
    text.contains(' ') && reads_as_version(text)
}

/// Without `original mix` behind a name, as shops write it.
fn without_neutral_end(text: &str) -> &str {
    let end = text.trim_end();
    let starts: Vec<usize> = end.match_indices(' ').map(|(at, _)| at).rev().take(NEUTRAL_WORDS).collect();
    let last = starts.first().map_or("", |at| &end[at + 1..]);
    if !NEUTRAL_ENDS.iter().any(|word| word.eq_ignore_ascii_case(last)) {
        return text;
    }
    let neutral = |at: &&usize| is_neutral_version(&end[**at + 1..]);
    match starts.iter().skip(1).rfind(neutral) {
        Some(&at) => end[..at].trim_end_matches([' ', '-', '–', '—']),
        None => text,
    }
}

/// The names in an address; empty where it holds only numbers. `None` where the text is no address.
fn address(text: &str) -> Option<String> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let rest = bare.unwrap_or(text);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_prefix("www.").unwrap_or(host).to_lowercase();
    let end = host.rsplit_once('.').map_or("", |(_, end)| end);
    if bare.is_none() && (path.is_empty() || !ENDS.contains(&end)) {
        return None;
    }
    if NAMELESS.iter().any(|nameless| host == *nameless || host.ends_with(&format!(".{nameless}"))) {
        return Some(String::new());
    }
    let (path, parameters) = path.split_once(['?', '#']).unwrap_or((path, ""));
    let titled = parameters.split('&').find_map(|parameter| parameter.strip_prefix("title="));
    let shop = host.strip_suffix(".bandcamp.com");
    let numbered = host.ends_with("discogs.com");
    let parts = path.split('/').chain(titled).filter_map(|part| named(part, numbered));
    Some(shop.map(str::to_owned).into_iter().chain(parts).collect::<Vec<_>>().join(" "))
}

/// A part of an address as words; `None` of one that names nothing. Where pages are `numbered`, the number stands before
/// the name.
fn named(part: &str, numbered: bool) -> Option<String> {
    let plain = percent_decode_str(part).decode_utf8_lossy();
    let plain = plain.strip_prefix("Category:").unwrap_or(&plain);
    let after_number = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    let plain = after_number.strip_prefix('-').filter(|_| numbered).unwrap_or(plain);
    let language = plain.len() == 2 && plain.bytes().all(|b| b.is_ascii_lowercase());
    let kind = KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(plain));
    (plain.contains(char::is_alphabetic) && !language && !kind).then(|| plain.replace(['_', '-', '+'], " "))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::meant;

    fn words(text: &str) -> String {
        meant(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[rstest]
    #[case("[12:34] 05. Burial - Archangel [Hyperdub]", "Burial Archangel")]
    #[case("[05] Code 61 - Drop The Deal [Limited Club Edition - LCE 003]", "Code 61 Drop The Deal")]
    #[case("1:02:33 Burial – Archangel", "Burial Archangel")]
    #[case("5) 808 State - Pacific (707 Mix) [ZTT]", "808 State Pacific 707 Mix")]
    #[case("+ Burial - Archangel", "Burial Archangel")]
    #[case("w/ Burial - Archangel [31 Records 001] [03:15]", "Burial Archangel")]
    #[case("Burial - Archangel 03:15", "Burial Archangel")]
    #[case("07:45 | Burial — Archangel | Hyperdub", "Burial Archangel")]
    #[case("Burial - Archangel | Hyperdub HDB 1", "Burial Archangel")]
    #[case("03 - Burial - Archangel", "Burial Archangel")]
    #[case("Burial - Archangel (Original Mix)", "Burial Archangel")]
    #[case("Burial - Archangel - Extended Mix", "Burial Archangel")]
    #[case("Burial Archangel Original Mix", "Burial Archangel")]
    #[case("Burial - Archangel (feat. Zoë) [Boreal Remix]", "Archangel Burial feat Zoë Boreal Remix")]
    fn a_line_of_a_tracklist_is_its_record(#[case] line: &str, #[case] record: &str) {
        let sorted = |text: &str| {
            let mut words: Vec<String> = text.split(' ').map(str::to_lowercase).collect();
            words.retain(|word| word != "feat");
            words.sort();
            words
        };
        assert_eq!(sorted(&words(line)), sorted(record));
    }

    #[rstest]
    #[case("808 State - Pacific")]
    #[case("2 Bad Mice")]
    #[case("[Hyperdub]")]
    #[case("12:34")]
    #[case("The Original")]
    #[case("AC/DC")]
    #[case("S.P.Y/Total Science")]
    #[case("aphex twin windowl ")]
    #[case("Burial - Archangel (Orig")]
    #[case("Untitled (A1)")]
    fn what_is_typed_stays_as_it_is(#[case] text: &str) {
        let plain = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>();
        assert_eq!(words(text), plain.join(" "));
        assert_eq!(meant(text).ends_with(' '), text.ends_with(' '), "a blank ends the last word");
    }

    #[rstest]
    #[case("https://www.discogs.com/release/1147829-Burial-Untrue", "Burial Untrue")]
    #[case("https://www.discogs.com/de/master/12345-Aphex-Twin-Windowlicker?x=1", "Aphex Twin Windowlicker")]
    #[case("discogs.com/Burial-Untrue/release/1147829", "Burial Untrue")]
    #[case("https://www.discogs.com/label/2391-Drumcode", "Drumcode")]
    #[case("https://www.beatport.com/track/archangel-original/12345678", "archangel original")]
    #[case("https://www.beatport.com/de/artist/richie-hawtin/1234", "richie hawtin")]
    #[case("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "")]
    #[case("https://youtu.be/dQw4w9WgXcQ?t=12", "")]
    #[case(
        "https://www.mixesdb.com/w/2001-01-31_-_Richie_Hawtin_-_Essential_Mix",
        "2001 01 31 Richie Hawtin Essential Mix"
    )]
    #[case("https://www.mixesdb.com/db/index.php?title=2001_-_Bj%C3%B6rk_-_X", "2001 Björk X")]
    #[case("https://www.mixesdb.com/w/Category:Richie_Hawtin", "Richie Hawtin")]
    #[case("https://soundcloud.com/plastikman/spastik", "plastikman spastik")]
    #[case("https://burial.bandcamp.com/track/archangel", "burial archangel")]
    #[case("https://", "")]
    fn an_address_is_its_words(#[case] address: &str, #[case] names: &str) {
        assert_eq!(words(address), names);
    }
}
