//! Whole pages, as MixesDB lays them out: one made up for the purpose, and three real ones of `../shared`.

use std::{fs, path::Path};

use segue::{
    track::{Name, Seconds, label_key},
    wikitext::{Entry, EntryKind, Mix, parse},
};

fn page(folder: &Path, title: &str) -> Option<Mix> {
    let text = fs::read_to_string(folder.join(format!("{title}.wikitext"))).ok()?;
    Some(parse(title, &text))
}

fn made_up() -> Mix {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    page(&folder, "2024-05-0X - Nordlys & Kaja Wren, DJ Plume - Harbour Radio 012")
        .expect("the fixture is part of the package")
}

fn real(title: &str) -> Mix {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/wiki/pages");
    page(&folder, title).unwrap_or_else(|| panic!("no {title} in {}", folder.display()))
}

fn kinds(mix: &Mix) -> Vec<EntryKind> {
    mix.entries.iter().map(|entry| entry.kind).collect()
}

fn cues(mix: &Mix) -> Vec<Option<u32>> {
    mix.entries.iter().map(|entry| entry.cue.map(|Seconds(seconds)| seconds)).collect()
}

fn count(mix: &Mix, kind: EntryKind) -> usize {
    mix.entries.iter().filter(|entry| entry.kind == kind).count()
}

fn names(entry: &Entry) -> (Option<&str>, Option<&str>) {
    (entry.artist.as_deref(), entry.title.as_deref())
}

#[test]
fn a_page_s_head_is_read() {
    let mix = made_up();
    assert_eq!(mix.date.as_deref(), Some("2024-05-0X"));
    assert_eq!(mix.artists, ["Nordlys", "Kaja Wren", "DJ Plume"]);
    assert_eq!(mix.categories.len(), 7);
    assert_eq!(mix.categories.last().map(String::as_str), Some("Tracklist: incomplete"));
    assert_eq!(mix.redirect, None);
    assert_eq!(mix.audio, ["https://example.org/harbour-radio/012"]);
}

#[test]
fn a_page_s_lines_are_of_their_kinds() {
    use EntryKind::{Gap, Partial, Segment, Track, Unknown};
    let first = [Segment, Track, Track, Gap, Track, Track, Partial, Unknown];
    let second = [Track, Partial, Segment, Gap, Track];
    assert_eq!(kinds(&made_up()), [&first[..], &second[..]].concat());
}

#[test]
fn a_page_s_cues_are_seconds_of_their_chapter() {
    let first = [Some(0), Some(120), Some(540), None, None, Some(1860), Some(3720), Some(3900)];
    let second = [Some(0), None, Some(720), None, Some(2400)];
    assert_eq!(cues(&made_up()), [&first[..], &second[..]].concat());
}

#[test]
fn a_page_s_entries_are_whole() {
    let mix = made_up();
    let halden = &mix.entries[1];
    assert_eq!(names(halden), (Some("Halden"), Some("Fjære (Øst Remix)")));
    assert_eq!(
        (halden.label.as_deref(), halden.catalogue_number.as_deref(), halden.year),
        (Some("Kystlinje"), Some("KYST 04"), Some(2019))
    );
    assert_eq!(names(&mix.entries[2]), (Some("Mist/Relay.Unit. Feat. Ada"), Some("Slow Water")));
    assert!(mix.entries[4].layered);
    assert_eq!(names(&mix.entries[4]), (Some("Ada Lorne"), Some("Untitled")));
    assert_eq!(mix.entries[5].label.as_deref().and_then(label_key), None);
    assert_eq!(names(&mix.entries[8]), (Some("Kesta"), Some("Paper Boats (Original Mix)")));
    assert_eq!(mix.entries[8].label.as_deref(), Some("Deep Harbour"));
    assert_eq!(mix.entries[8].chapter.as_deref(), Some("DJ Plume"));
    assert_eq!(mix.entries[8].raw, "# [00:00] Kesta – Paper Boats (Original Mix) (Deep Harbour]");
}

#[test]
#[ignore = "needs ../shared/wiki/pages"]
fn chapters_of_a_real_page_are_its_djs() {
    let mix = real("2025-10-05 - dESUS, Apjok Csaba - Thee pHactory 042, Radio Buena Vida");
    assert_eq!(mix.artists, ["dESUS", "Apjok Csaba"]);
    assert_eq!((mix.entries.len(), count(&mix, EntryKind::Track)), (8, 6));
    assert_eq!((mix.entries[0].kind, mix.entries[7].kind), (EntryKind::Segment, EntryKind::Gap));
    assert_eq!(mix.entries[7].chapter.as_deref(), Some("Apjok Csaba"));
    let name = Name::parse("Toki Fuko", mix.entries[1].title.as_deref().unwrap_or_default());
    assert_eq!(
        (name.title.as_str(), name.version.as_deref()),
        ("Dub Tales", Some("Retouched Mix Digital Bonus"))
    );
}

#[test]
#[ignore = "needs ../shared/wiki/pages"]
fn a_real_list_with_gaps_is_read() {
    let mix = real("2025-10-16 - Hitam - Monument Podcast 490");
    let counts =
        [EntryKind::Track, EntryKind::Unknown, EntryKind::Gap, EntryKind::Partial, EntryKind::Segment]
            .map(|kind| count(&mix, kind));
    assert_eq!(counts, [17, 8, 11, 0, 0]);
    assert_eq!(cues(&mix).last().copied().flatten(), Some(143 * 60));
    let natural = mix
        .entries
        .iter()
        .find(|entry| entry.title.as_deref() == Some("Terrae Nullius"))
        .expect("it is on the page");
    assert_eq!(
        segue::track::artists(natural.artist.as_deref().unwrap_or_default()),
        ["Natural/Electronic.System."]
    );
}

#[test]
#[ignore = "needs ../shared/wiki/pages"]
fn a_real_numbered_list_with_an_unbalanced_label_is_read() {
    let mix = real("2025-12-21 - Charis - The Sphère Chair");
    assert_eq!((mix.entries.len(), count(&mix, EntryKind::Track)), (17, 17));
    assert_eq!(names(&mix.entries[2]), (Some("Frank & Tony Feat. Eliana Glass"), Some("Cecile")));
    assert_eq!(mix.entries[2].label.as_deref(), Some("Scissor And Thread"));
    assert_eq!(names(&mix.entries[6]), (Some("Cv313"), Some("Infinit-1")));
    assert_eq!(cues(&mix).into_iter().flatten().count(), 11);
}
