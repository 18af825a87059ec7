//! What is meant by a paste: the name in a line of a tracklist.

use std::borrow::Cow;

use super::address::{address, last_name};
use crate::track::{Name, is_neutral_version, reads_as_version};

/// Between artist and title.
const DASHES: [&str; 3] = [" - ", " – ", " — "];
/// Between the cells of a row.
const BAR: &str = " | ";
/// Ends of audio files' names.
const AUDIO: [&str; 6] = ["mp3", "flac", "wav", "aif", "aiff", "m4a"];
/// Neutral versions are cut where they end so; a title may be `The Original`.
const NEUTRAL_ENDS: [&str; 3] = ["mix", "edit", "version"];
/// The longest neutral version without brackets, in words.
const NEUTRAL_WORDS: usize = 4;

/// The words that a prompt's text is meant to look for: without cue, place in the list, label in brackets and neutral
/// version; of an address its names, which may be none.
pub(super) fn meant(text: &str) -> String {
    if let Some(words) = address(text.trim()) {
        return words;
    }
    // A row of a table.
    let text = text.replace('\t', DASHES[0]);
    let line = list_line(text.trim()).unwrap_or(&text);
    let cut = without_neutral_end(line);
    if !cut.contains(['(', '[', '-', '–', '—']) {
        return cut.to_owned();
    }
    let Name { artist, title, version } = Name::parse("", cut);
    let open = if text.ends_with(char::is_whitespace) { " " } else { "" };
    let version = version.map(|version| format!(" {version}")).unwrap_or_default();
    format!("{title} {artist}{version}").trim().to_owned() + open
}

/// The name in a paste as it is written there: `Artist - Title (Version)` of a line of a tracklist, the words of an address.
pub fn name_in(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.contains('\t') {
        let row = text.replace('\t', DASHES[0]);
        return Cow::Owned(list_line(&row).unwrap_or(&row).to_owned());
    }
    address(text).map_or_else(|| Cow::Borrowed(list_line(text).unwrap_or(text)), Cow::Owned)
}

/// The name in a paste read more boldly, for where nothing here holds every word: without a place that no sign marks (`A1`, `01`,
/// `Track 3:`), without a year in brackets or a label behind them; `Artist - Title` of `Title by Artist`; of an address its last name.
pub fn bolder(text: &str) -> Option<String> {
    let text = text.trim();
    if address(text).is_some() {
        let name = last_name(text).or_else(|| address(text))?;
        let bare = without_neutral_end(&name);
        let bare = bare.strip_suffix(" original").unwrap_or(bare);
        return (address(text).as_deref() != Some(bare)).then(|| bare.to_owned());
    }
    if !is_dashed(text) && text.contains(BAR) {
        let row = text.replace(BAR, DASHES[0]);
        return Some(list_line(&row).unwrap_or(&row).to_owned());
    }
    let line = list_line(text).unwrap_or(text);
    if !is_dashed(line) {
        let file = without_ending(line);
        if file.len() < line.len() {
            return Some(file.to_owned());
        }
        let (title, artist) = line.rsplit_once(" by ")?;
        return Some(format!("{artist} - {title}"));
    }
    let name = without_release(without_unmarked_place(without_heading(line)));
    (name.len() < line.len()).then(|| name.to_owned())
}

fn is_dashed(text: &str) -> bool {
    DASHES.iter().any(|dash| text.contains(dash))
}

/// Without `Premiere:`, `Now playing:` before a name.
fn without_heading(text: &str) -> &str {
    match text.split_once(": ") {
        Some((heading, name)) if is_dashed(name) && !is_dashed(heading) => name.trim_start(),
        _ => text,
    }
}

/// Without `A1`, `B2.`, `AA:`, `01`, `#3`, `03 |`, `1994`, `12'34` before a name.
fn without_unmarked_place(text: &str) -> &str {
    let Some((first, after)) = text.split_once(' ') else { return text };
    let bare = first.trim_start_matches(['#', '[', '(']).trim_end_matches(['.', ':', ')', ']', '-', '|']);
    let letters = bare.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (side, number) = bare.split_at(letters);
    let is_number = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let is_time = side.is_empty()
        && number.contains(['\'', '’', '.', ':'])
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '\'' | '’' | '.' | ':'));
    let is_side = number.is_empty() && !side.is_empty() && bare.len() < first.len();
    let after = after.trim_start().trim_start_matches(['-', '–', '—', '|']).trim_start();
    if (letters <= 2 && (is_number || is_side) || is_time) && is_dashed(after) { after } else { text }
}

/// Without `.mp3`, `(1994)`, `(Label, 1994)`, `[FREE DL]`, `128 BPM`, `8A` behind a name, and without what stands behind its version.
fn without_release(text: &str) -> &str {
    let mut name = text;
    loop {
        let shorter = without_tempo(without_year(without_free(without_ending(name))));
        let behind = DASHES.iter().find_map(|dash| shorter.rsplit_once(dash)).map(|(before, _)| before);
        let shorter = behind.filter(|before| before.ends_with(')') && is_dashed(before)).unwrap_or(shorter);
        if shorter.len() == name.len() {
            return name;
        }
        name = shorter;
    }
}

fn without_ending(text: &str) -> &str {
    let ending =
        text.rsplit_once('.').filter(|(_, end)| AUDIO.iter().any(|own| own.eq_ignore_ascii_case(end)));
    ending.map_or(text, |(name, _)| name)
}

fn without_free(text: &str) -> &str {
    let opened = text.trim_end().strip_suffix([']', ')']).and_then(|inside| inside.rsplit_once(['[', '(']));
    let is_free = |inside: &str| inside.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("free"));
    opened.filter(|(_, inside)| is_free(inside)).map_or(text, |(name, _)| name.trim_end())
}

/// Without a tempo or a key of a wheel behind a name.
fn without_tempo(text: &str) -> &str {
    let Some((name, last)) = text.trim_end().rsplit_once(' ') else { return text };
    let number = last.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &last[number.len()..];
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_wheel = is_number && number.len() <= 2 && matches!(unit, "A" | "B" | "m" | "d");
    let is_tempo = is_number && number.len() >= 2 && (unit.is_empty() || unit.eq_ignore_ascii_case("bpm"));
    let is_unit = last.eq_ignore_ascii_case("bpm");
    if (is_wheel || is_tempo || is_unit) && is_dashed(name) { name.trim_end() } else { text }
}

/// Without brackets that end in a year and say no version.
fn without_year(text: &str) -> &str {
    let inside = |close, open| {
        let (name, inside) = text.trim_end().strip_suffix(close)?.rsplit_once(open)?;
        let year = inside.get(inside.len().checked_sub(4)?..)?;
        let is_year = year.bytes().all(|b| b.is_ascii_digit()) && matches!(&year[..2], "19" | "20");
        (is_year && (inside.contains(", ") || !reads_as_version(inside))).then(|| name.trim_end())
    };
    inside(')', '(').or_else(|| inside(']', '[')).unwrap_or(text)
}

/// `Artist - Title` of `[12:34] 05. Artist - Title [Label - 001]`; `None` where nothing marks it as a line of a list.
fn list_line(text: &str) -> Option<&str> {
    let mut start = text;
    loop {
        let shorter = without_place(without_cue(without_layer(start)));
        if shorter.len() == start.len() {
            break;
        }
        start = shorter;
    }
    let line = without_end(start);
    (is_dashed(line) && line.len() < text.len()).then_some(line)
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
        Some((rest, _)) if is_dashed(rest) => rest.trim_end(),
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
        Some(after) if (1..=3).contains(&digits) && is_dashed(after) => after.trim_start(),
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{bolder, meant};

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
    #[case("1. 00:00 Burial – Archangel [HDB 1]", "Burial Archangel")]
    #[case("1:02:33\tBurial\tArchangel", "Burial Archangel")]
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
    #[case("A1 Burial - Archangel", Some("Burial - Archangel"))]
    #[case("B2. Burial – Archangel", Some("Burial – Archangel"))]
    #[case("AA: Burial - Archangel", Some("Burial - Archangel"))]
    #[case("01 Burial - Archangel.mp3", Some("Burial - Archangel"))]
    #[case("#3 Burial - Archangel", Some("Burial - Archangel"))]
    #[case("03 | Burial - Archangel", Some("Burial - Archangel"))]
    #[case("Track 3: Burial - Archangel", Some("Burial - Archangel"))]
    #[case("12'34 Burial - Archangel", Some("Burial - Archangel"))]
    #[case("1. 00:00 Burial – Archangel (Hyperdub, 2007) [HDB 1]", Some("Burial – Archangel"))]
    #[case("Burial - Archangel (2007)", Some("Burial - Archangel"))]
    #[case("Burial - Archangel (Original Mix) - Hyperdub", Some("Burial - Archangel (Original Mix)"))]
    #[case("Premiere: Burial - Archangel [FREE DL]", Some("Burial - Archangel"))]
    #[case("Burial - Archangel 128 BPM", Some("Burial - Archangel"))]
    #[case("Burial - Archangel 8A 127.5", Some("Burial - Archangel"))]
    #[case("12:34:56 | 05 | Burial | Archangel | Hyperdub", Some("Burial - Archangel - Hyperdub"))]
    #[case("Archangel by Burial", Some("Burial - Archangel"))]
    #[case("burial-archangel.flac", Some("burial-archangel"))]
    #[case("https://soundcloud.com/hyperdub/burial-archangel-1", Some("burial archangel"))]
    #[case("https://www.beatport.com/track/archangel-original-mix/1", Some("archangel"))]
    #[case("https://www.beatport.com/track/archangel/1", None)]
    #[case("B12 - Hall Of Mirrors", None)]
    #[case("808 State - Pacific (Live 1993 Mix)", Some("State - Pacific (Live 1993 Mix)"))]
    #[case("A Guy Called Gerald - Voodoo Ray", None)]
    #[case("burial archangel", None)]
    fn what_nothing_holds_is_read_more_boldly(#[case] text: &str, #[case] name: Option<&str>) {
        assert_eq!(bolder(text).as_deref(), name);
    }
}
