//! Wikitext: templates, footnotes, entities, typed numbers, lengths and times.

use segue::{
    track::Seconds,
    wikitext::{Mix, parse},
};

fn page(name: &str) -> Mix {
    let path = crate::case(name);
    let title = path.file_stem().expect("a name").to_string_lossy().into_owned();
    parse(&title, &std::fs::read_to_string(&path).expect("there"))
}

fn names(mix: &Mix) -> Vec<String> {
    let half = |half: &Option<String>| half.clone().unwrap_or_default();
    mix.entries.iter().map(|entry| format!("{} - {}", half(&entry.artist), half(&entry.title))).collect()
}

#[test]
fn templates_are_no_part_of_names_and_no_entries() {
    let mix = page("25-wikitext-templates/2024-04-01 - DJ Test - Templates.wikitext");
    assert_eq!(
        names(&mix),
        ["Lumen Vale - Slow Tide", "Oda Kern - Glass Ferry", "Nadja Roth - Kiesel", "Kora Mbeki - Night Bus"]
    );
    assert_eq!(mix.entries[1].cue, Some(Seconds(300)));
}

#[test]
fn footnotes_entities_and_links_are_no_part_of_names() {
    let mix = page("26-wikitext-refs-entities/2024-04-02 - DJ Test - Markup.wikitext");
    let names = names(&mix);
    assert_eq!(
        names[..8],
        [
            "Lumen Vale - Slow Tide",
            "Oda Kern - Glass Ferry",
            "Nadja Roth - Kiesel Stein",
            "Café Tunnel - Düne … ’97 – live",
            "A#1 - Bs",
            "Kora Mbeki - Night Bus",
            "Kora - Night Bus",
            "Tika Moss - Fern",
        ]
    );
    assert_eq!(names[8], "Tika Moss - Fern", "and no label: {:?}", mix.entries[8]);
}

#[test]
fn typed_numbers_lengths_and_times_are_no_part_of_names() {
    let mix = page("27-wikitext-numbers-lengths/2024-04-03 - DJ Test - Numbers.wikitext");
    assert_eq!(
        names(&mix)[..8],
        [
            "Lumen Vale - Slow Tide",
            "Oda Kern - Glass Ferry",
            "Nadja Roth - Kiesel",
            "808 Nord - 7 Inch",
            "99 - 100",
            "Lumen Vale - Slow Tide",
            "Oda Kern - Glass Ferry",
            "Kora Mbeki - Night Bus",
        ]
    );
    assert_eq!(mix.entries[6].cue, Some(Seconds(3800)));
}
