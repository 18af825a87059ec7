//! What a record that shares no mix with the seeds has in common with them.

use crate::library::{
    evidence::SharedMix,
    query::Kinship,
    snapshot::tables::{NONE, Tables},
};

/// The nearest there is: an artist, else a label, else a style of their mixes.
pub fn of(tables: &Tables, shared: &SharedMix, seeds: &[u32], row: u32) -> Option<Kinship> {
    let own = tables.artists_of.get(row);
    let artist =
        seeds.iter().flat_map(|&seed| tables.artists_of.get(seed)).find(|artist| own.contains(artist));
    if let Some(&artist) = artist {
        return Some(Kinship::Artist(tables.artists.get(artist).to_owned()));
    }
    let label = Tables::at(&tables.label, row);
    if label != NONE && seeds.iter().any(|&seed| Tables::at(&tables.label, seed) == label) {
        return tables.labels.some(label).map(|name| Kinship::Label(name.to_owned()));
    }
    style(tables, shared, row).map(|style| Kinship::Style(tables.styles.get(style).to_owned()))
}

/// Of the styles that mixes of a seed are filed under, the one of most mixes of the row.
fn style(tables: &Tables, shared: &SharedMix, row: u32) -> Option<u32> {
    let mut counts: Vec<(u32, u32)> = Vec::new();
    for mix in tables.mixes_of(row) {
        for &style in tables.styles_of.get(mix).iter().filter(|style| shared.styles.contains(style)) {
            match counts.iter_mut().find(|(known, _)| *known == style) {
                Some((_, mixes)) => *mixes += 1,
                None => counts.push((style, 1)),
            }
        }
    }
    counts.into_iter().max_by_key(|&(style, mixes)| (mixes, std::cmp::Reverse(style))).map(|(style, _)| style)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{OwnSets, evidence::shared, fixture::tables};

    #[test]
    fn an_artist_comes_before_a_label_and_that_before_a_style() {
        let tables = tables(&[
            ("2001-01-01 - One - Set", &["A & B - One [Tresor]", "C - Two", "[[Category:Techno]]"]),
            ("2002-01-01 - Two - Set", &["B - Three [Tresor]", "D - Four [Tresor]", "[[Category:House]]"]),
            ("2003-01-01 - Three - Set", &["E - Five", "F - Six [Other]", "[[Category:Techno]]"]),
            ("2004-01-01 - Four - Set", &["G - Seven", "H - Eight"]),
        ]);
        let row = |title: &str| {
            (0..tables.n_tracks() as u32).find(|&row| tables.track_row(row).title == title).unwrap()
        };
        let seeds = [row("One")];
        let shared = shared(&tables, &seeds, OwnSets::With);
        let of = |title: &str| of(&tables, &shared, &seeds, row(title));
        assert_eq!(of("Three"), Some(Kinship::Artist("B".into())));
        assert_eq!(of("Four"), Some(Kinship::Label("Tresor".into())));
        assert_eq!(of("Six"), Some(Kinship::Style("Techno".into())));
        assert_eq!(of("Seven"), None);
    }
}
