//! What a list says beside its records.

use rstest::rstest;

use super::{Found, Known, read};
use crate::{import::sets::Read, track::Name, wikitext::EntryKind};

/// A catalogue without artists and records.
pub(super) const NOTHING: Known<'_> = Known { is_artist: &|_| false, record: &|_| None };

fn list(text: &str) -> Read {
    let Found { mut sets, .. } = read(text, "x", NOTHING, None);
    assert_eq!(sets.len(), 1);
    sets.remove(0)
}

fn titles(read: &Read) -> Vec<&str> {
    read.set.plays.iter().filter_map(|play| play.entry.title.as_deref()).collect()
}

#[test]
fn titles_that_stand_first_are_told_by_the_catalogues_artists() {
    let text = "1. Magneze - Surgeon\n2. Minus - Robert Hood\n3. The Bells - Jeff Mills\n4. X - Y\n";
    let known = ["Surgeon", "Robert Hood", "Jeff Mills", "X"];
    let found = read(text, "x", Known { is_artist: &|name| known.contains(&name), ..NOTHING }, None);
    let read = &found.sets[0];
    assert_eq!(titles(read), ["Magneze", "Minus", "The Bells", "X"]);
    assert!(read.note.is_some());
    assert!(list(text).note.is_none(), "without a catalogue nothing is known");
}

#[test]
fn lines_that_nothing_parts_are_told_by_the_catalogues_records() {
    let known = [("Plastikman Spastik", "Plastikman", "Spastik"), ("Surgeon Magneze", "Surgeon", "Magneze")];
    let record = |line: &str| {
        let (_, artist, title) = known.iter().find(|(words, ..)| *words == line)?;
        Some(Name::parse(artist, title))
    };
    let known = Known { record: &record, ..NOTHING };
    let text = "Kora @ Cellar\n\n12:30 Plastikman Spastik\n16:10 Nobody Nothing\n20:00 Surgeon\tMagneze\n\
                24:30 Surgeon Magneze\n28:00 Robert Hood | Minus\n31:00 Jeff Mills    The Bells\n35:00 ID\n";
    let Found { sets, .. } = read(text, "x", known, None);
    let read = &sets[0];
    assert_eq!(
        titles(read).iter().filter(|title| **title != "Nobody Nothing").collect::<Vec<_>>(),
        [&"Spastik", &"Magneze", &"Magneze", &"Minus", &"The Bells"]
    );
    let missed: Vec<_> = read.left_out.iter().map(|left| (left.row, left.is_not_found())).collect();
    assert_eq!(missed, [(4, true)], "what is not found is named, and what nobody knows is not looked for");
    // A bare list, and talk around it.
    let text = "plastikman and friends\nPlastikman Spastik\nSurgeon Magneze\nSurgeon Magneze\n";
    let read = &super::read(text, "x", known, None).sets[0];
    assert_eq!(titles(read), ["Spastik", "Magneze", "Magneze"]);
    assert_eq!(read.left_out[0].row, 1);
    let nothing = super::read("12:30 No Such\n16:00 Record Here\n", "x", known, None);
    assert!(
        nothing.sets.is_empty() && nothing.skipped[0].reason.starts_with("not found"),
        "nothing is made up"
    );
}

/// A catalogue that has a record for every two words.
const PAIRS: Known<'_> = Known {
    is_artist: &|_| false,
    record: &|line| match line.split(' ').collect::<Vec<_>>()[..] {
        [artist, title] if artist != "Nobody" => Some(Name::parse(artist, title)),
        _ => None,
    },
};

const BARE: &str = "Matrix Apache\nPhotek Ming\nDillinja Angels\nHidden Bad\nSource Hex\nOptical Slip\n";

/// The one list of a text, over a catalogue of [`PAIRS`].
fn pairs(text: &str) -> Read {
    read(text, "x", PAIRS, None).sets.remove(0)
}

#[rstest]
#[case("Kora @ Cellar 2024-05-11\n\n")]
#[case("Kora @ Cellar 2024-05-11\n")]
#[case("Kora - Live @ Cellar, 11 May 2024\n")]
#[case("A Friday with Kora\n\n")]
#[case("Kora @ Cellar\n11 May 2024\n\n")]
#[case("Kora @ Cellar 2024-05-11\n\nTracklist:\n")]
fn a_heading_says_the_same_over_lines_that_nothing_parts(#[case] heading: &str) {
    let about = |lines: &str| {
        let read = pairs(&[heading, lines].concat());
        assert_eq!((read.set.plays.len(), read.left_out.len()), (6, 0), "{:?}", read.left_out);
        (read.set.title, read.set.dj, read.set.date, read.set.show)
    };
    let bare = about(BARE);
    assert!(bare.0.is_some());
    assert_eq!(bare, about(&BARE.replace(' ', " - ")));
}

#[rstest]
#[case::without_one("Nobody Nothing\n", "")]
#[case::a_blank_line_between_all("Nobody Nothing\n\n", "\n")]
fn a_first_line_that_is_not_found_is_no_heading(#[case] first: &str, #[case] gap: &str) {
    let read = pairs(&[first, &BARE.replace('\n', &["\n", gap].concat())].concat());
    assert_eq!((read.set.plays.len(), read.set.title), (6, None));
    assert!(read.left_out[0].is_not_found());
}

#[rstest]
#[case::few(2)]
#[case::as_many(6)]
#[case::more(9)]
fn lines_with_a_dash_among_others_make_none_vanish(#[case] dashed: usize) {
    let dashed = (0..dashed).map(|n| format!("DJ Some {n} - Drop The Bear\n")).collect::<Vec<_>>().concat();
    for text in [[BARE, &dashed].concat(), [&dashed, BARE].concat()] {
        let read = pairs(&(text.clone() + "and thanks to all of you\n"));
        assert_eq!((read.set.plays.len(), read.left_out.len()), (text.lines().count(), 1), "{text}");
        assert_eq!(read.left_out[0].row, text.lines().count() as u64 + 1);
    }
}

#[test]
fn a_line_that_begins_otherwise_is_taken_where_it_is_sure() {
    let titles = |text: &str| titles(&pairs(text)).join(" ");
    let numbered = "1. A - One\n2. B - Two\n3. C - Three\n";
    assert_eq!(titles(&[numbered, "[12:30] D - Four\n14:00 E - Five\n"].concat()), "One Two Three Four Five");
    assert_eq!(
        titles(&[numbered, "[12:30] 808 State - Four\nMatrix Apache\n"].concat()),
        "One Two Three Four Apache"
    );
    let timed = "00:00 A - One\n03:00 B - Two\n06:00 C - Three\n";
    assert_eq!(titles(&[timed, "4. D - Four\n"].concat()), "One Two Three Four");
    assert_eq!(
        titles(&[BARE, "12:30 Krust Warhead\n9. Fierce Cha\n"].concat()),
        "Apache Ming Angels Bad Hex Slip Warhead Cha"
    );
    let read = pairs(&[numbered, "ID - ID\nThanks to all - see you soon\nand more talk of it\n"].concat());
    assert_eq!(read.set.plays[3].entry.kind, EntryKind::Unknown);
    let rows: Vec<u64> = read.left_out.iter().map(|left| left.row).collect();
    assert_eq!((read.set.plays.len(), rows), (4, vec![5, 6]));
}

#[test]
fn times_that_run_backwards_are_left_out_unless_a_part_begins() {
    let read = list(
        "00:00 A - One\n10:00 A - Two\n05:00 A - Three\n15:00 A - Four\n00:00 A - Five\n06:00 A - Six\n",
    );
    let cues: Vec<_> = read.set.plays.iter().map(|play| play.entry.cue.map(|cue| cue.0)).collect();
    assert_eq!(cues, [Some(0), Some(600), None, Some(900), Some(0), Some(360)]);
    assert_eq!((read.left_out.len(), read.left_out[0].row), (1, 3));
    let parts: Vec<_> = read.set.plays.iter().map(|play| play.entry.chapter.as_deref()).collect();
    assert_eq!(parts, [None, None, None, None, Some("Part 2"), Some("Part 2")]);
}

#[test]
fn lengths_behind_the_records_are_no_times() {
    let read = list("A - One (5:12)\nA - Two (4:31)\nA - Three (6:00)\nA - Four (3:59)\nA - Five (5:00)\n");
    assert_eq!(titles(&read), ["One", "Two", "Three", "Four", "Five"]);
    assert!(read.set.plays.iter().all(|play| play.entry.cue.is_none()));
}

#[test]
fn chapters_are_named_and_what_leads_to_links_is_no_record() {
    let text = "My Mix - Volume 3\nFollow me: https://x.example\nInsta - www.x.example\n\nPart One:\n00:00 A - One\n05:00 A - Two\n\n\
                Part Two:\n00:00 A - Three\n04:00 A - Four\n\nThanks for listening - see you\n";
    let read = list(text);
    let chapters: Vec<_> = read.set.plays.iter().map(|play| play.entry.chapter.as_deref()).collect();
    assert_eq!(chapters, [Some("Part One"), Some("Part One"), Some("Part Two"), Some("Part Two")]);
    assert_eq!(read.set.title.as_deref(), Some("My Mix - Volume 3"));
    assert_eq!(read.left_out.len(), 1, "{:?}", read.left_out);
}

#[test]
fn few_lines_are_doubtful_and_bare_ones_may_be_any_list() {
    let bare = |n: usize| (0..n).map(|i| format!("Artist {i} - Title {i}\n")).collect::<Vec<_>>().concat();
    assert!(list(&bare(4)).doubt.is_some());
    let read = list(&bare(5));
    assert!(read.doubt.is_none() && read.bare);
    assert!(list("1. A - One\n2. A - Two\n").doubt.is_some());
    assert!(list("1. A - One\n2. A - Two\n3. A - Three\n").doubt.is_none());
    assert!(!list(&format!("DJ Test - Live @ Club\n\n{}", bare(5))).bare);
}

#[test]
fn nothing_that_claims_to_be_a_list_makes_it_panic() {
    use proptest::prelude::*;
    let line = "[-–0-9:.\\[\\]()#w/+•* \tAé「」\\\\|~\"]{0,24}|.{0,20}";
    proptest!(|(lines in proptest::collection::vec(line, 0..12))| {
        let _ = read(&lines.join("\n"), "x", Known { is_artist: &|_| true, ..NOTHING }, None);
    });
}
