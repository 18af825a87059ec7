//! Keys in the notations of other programs.

use crate::{Mine, case};

#[test]
fn keys_of_a_collection_are_read_in_every_notation() {
    let (mine, _) = Mine::of(&case("19-rb-key-notations/keys.xml"));
    let all = mine.0.owned_tracks().expect("there");
    let tonics: Vec<(String, Option<u8>)> = all
        .iter()
        .map(|seen| (seen.name.title.clone(), mine.0.owned_by_key(&seen.key).expect("there")[0].1.tonic))
        .collect();
    let of = |title: &str| tonics.iter().find(|(name, _)| name.starts_with(title)).expect(title).1;
    let expected = [
        ("K01", Some(21)),
        ("K02", Some(5)),
        ("K03", Some(20)),
        ("K04", Some(22)),
        ("K05", Some(21)),
        ("K06", Some(21)),
        ("K07", Some(18)),
        ("K08", Some(20)),
        ("K09", Some(20)),
        ("K10", Some(5)),
        ("K11", Some(17)),
        ("K12", Some(6)),
        ("K13", None),
    ];
    for (title, tonic) in expected {
        assert_eq!(of(title), tonic, "{title}");
    }
}
