//! The catalogue's contents to the columns of a snapshot.

use std::ops::ControlFlow;

use super::snapshot::{
    build::{Builder, MixIn, PlayIn, TrackIn},
    kept::KeptRows,
    segment::Meta,
    tables::Tables,
};
use crate::{
    catalogue::{Catalogue, CatalogueError, Changes, Contents, TrackRecord, Tracklist},
    track::{MixId, RULES, TrackKey},
    wikitext::EntryKind,
};

/// Reads one consistent state of the catalogue. What has not changed since `earlier` was read is taken from there, where that can be
/// told; the answer is the same. Tracks that are in no mix any more are kept: the user may refer to them.
pub fn tables(catalogue: &Catalogue, earlier: Option<&Tables>) -> Result<Tables, CatalogueError> {
    let contents = catalogue.contents()?;
    let meta = Meta { generation: contents.generation(), rules: RULES, settings: 0 };
    let stamp = contents.stamp()?;
    let mut builder = earlier.map_or_else(Builder::default, Builder::like);
    match earlier.map(|earlier| followed(&contents, earlier)).transpose()?.flatten() {
        Some((kept, changes)) => follow(&contents, kept, &changes, &mut builder)?,
        None => read_all(&contents, &mut builder)?,
    }
    Ok(builder.finish(meta, stamp))
}

/// The earlier tables and what changed since, where following is possible and worth it.
fn followed<'t>(
    contents: &Contents,
    earlier: &'t Tables,
) -> Result<Option<(KeptRows<'t>, Changes)>, CatalogueError> {
    let stamp = earlier.roots.stamp.first().copied().unwrap_or(0);
    if earlier.meta.rules != RULES {
        return Ok(None);
    }
    let changes = contents.changes_since(earlier.meta.generation, stamp)?;
    let few = changes.filter(|changes| changes.tracks.len() < earlier.n_tracks() / WORTH_IT);
    Ok(few.and_then(|changes| Some((KeptRows::of(earlier)?, changes))))
}

/// A track read by itself costs about as much as this many read in a row.
const WORTH_IT: usize = 8;

fn read_all(contents: &Contents, builder: &mut Builder) -> Result<(), CatalogueError> {
    contents.tracks(|t| {
        builder.track(track(&t));
        ControlFlow::Continue(())
    })?;
    mixes(contents, builder)?;
    contents.tracklists(|mix, list| {
        plays(builder, mix, list);
        ControlFlow::Continue(())
    })
}

/// As [`read_all`], but reads only what changed: rows ascend with ids here and there.
fn follow(
    contents: &Contents,
    mut kept: KeptRows,
    changes: &Changes,
    builder: &mut Builder,
) -> Result<(), CatalogueError> {
    let old = kept.old;
    let mut changed = changes.tracks.iter().peekable();
    for (&id, row) in old.ids.iter().zip(0..) {
        while let Some(id) = changed.next_if(|changed| changed.0 < id) {
            contents.track(*id, |t| builder.track(track(&t)))?;
        }
        match changed.next_if(|changed| changed.0 == id) {
            Some(id) => contents.track(*id, |t| {
                kept.moved(row, builder.n_tracks());
                builder.track(track(&t));
            })?,
            None => builder.kept_track(&mut kept, row),
        }
    }
    for id in changed {
        contents.track(*id, |t| builder.track(track(&t)))?;
    }
    mixes(contents, builder)?;
    for id in builder.mix_ids().to_vec() {
        match old.mix_ids.binary_search(&id) {
            Ok(row) if changes.mixes.binary_search(&MixId(id)).is_err() => {
                builder.kept_plays(&kept, row as u32);
            }
            _ => contents.lines(MixId(id), |list| plays(builder, MixId(id), list))?,
        }
    }
    Ok(())
}

/// All of them: who the DJs of one are follows from all.
fn mixes(contents: &Contents, builder: &mut Builder) -> Result<(), CatalogueError> {
    contents.mixes(|m| {
        builder.mix(
            MixIn { id: m.id, origin: m.origin, title: m.title, url: m.url, date: m.date, styles: m.styles },
            m.djs.iter().map(String::as_str),
        );
        ControlFlow::Continue(())
    })
}

fn track<'a>(t: &TrackRecord<'a>) -> TrackIn<'a> {
    TrackIn {
        id: t.id,
        family: TrackKey::family_of(t.key),
        artist: t.artist,
        title: t.title,
        version: t.version,
        label: t.label,
        year: t.year,
    }
}

fn plays(builder: &mut Builder, mix: MixId, list: Tracklist) {
    let mut place = 0;
    for ((track, entry), line) in list.lines().zip(0..) {
        if let Some(track) = track {
            builder.play(PlayIn { mix, track, place, line, cue: entry.cue });
        }
        place += u32::from(matches!(entry.kind, EntryKind::Track | EntryKind::Partial | EntryKind::Unknown));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Change, MixLine, MixOrigin, Which, Writer},
        chance::Rng,
        library::{Snapshot, snapshot::roots::Roots},
        search::SearchIndex,
    };

    /// Numbers that look like chance, the same in every run.
    struct Dice(Rng);

    impl Dice {
        fn below(&mut self, n: usize) -> usize {
            self.0.below(n)
        }

        fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
            of[self.below(of.len())]
        }
    }

    fn line(dice: &mut Dice, records: usize) -> String {
        let record = dice.below(records);
        let spelling = dice.below(12);
        // A record keeps its artist, mostly as one writes it; many records share a label and some a base title.
        let artist = match (record % 5, spelling) {
            (0, 0) => "ann  ø".to_owned(),
            (0, _) => "Ann Ø & Bob".to_owned(),
            (1, 0) => format!("ARTIST {}", record % 40),
            (1, 1) => format!("Artist {0} & artist {0}", record % 40),
            _ => format!("Artist {}", record % 40),
        };
        let version = ["", "", "", " (Dub)", " (Bob Remix)"][record % 7 % 5];
        let label = dice.one(&["", "", " [Warp]", " [Warp]", " [WARP Records]", " [Tresor]", " [White]"]);
        let year = dice.one(&["", "", "", " (1994)"]);
        let cue = dice.one(&["", "[01:02] ", "[1:02:03] "]);
        format!("{cue}{artist} - Title {}{version}{year}{label}", record / 2)
    }

    fn upsert(dice: &mut Dice, title: &str, records: usize) -> Change {
        let tracklist = (0..3 + dice.below(9)).map(|_| line(dice, records)).chain(["?".into()]).collect();
        let mix = MixLine { title: title.into(), tracklist, ..MixLine::default() };
        Change::Upsert(mix.incoming(MixOrigin::Import))
    }

    fn title(dice: &mut Dice, n: usize) -> String {
        let djs = ["Ann", "Bob", "Ann & Bob", "Cyd & Dee", "Cyd", "ann", "Eve @ Club"][n % 7];
        format!("2001-02-{:02} - {djs} - Show {n}{}", n % 28 + 1, dice.one(&[""]))
    }

    fn change(dice: &mut Dice, mixes: &mut usize, records: &mut usize) -> Change {
        let at = dice.below(*mixes);
        let known = title(dice, at);
        match dice.below(9) {
            0 => {
                *mixes += 1;
                upsert(dice, &title(&mut Dice(Rng::new(0)), *mixes), *records)
            }
            1 | 2 => Change::Remove(Which::Title(known)),
            3 => {
                let to = known.replace("Show", dice.one(&["Party", "Cyd -", "Dee & Eve -"]));
                Change::Move { page_id: None, from: known, to, url: Some("https://w/1".into()) }
            }
            4 => {
                *records += 2;
                upsert(dice, &known, *records)
            }
            _ => upsert(dice, &known, *records),
        }
    }

    type Bytes = Vec<(&'static str, Vec<u8>)>;

    fn bytes(tables: &Tables, search: &SearchIndex) -> Bytes {
        let all = tables.sections().into_iter().chain(search.sections());
        all.map(|(name, bytes)| (name, bytes.to_vec())).collect()
    }

    fn compare(following: &Snapshot, catalogue: &Catalogue, round: usize) {
        let anew = tables(catalogue, None).expect("read");
        let here = bytes(&following.tables, &following.search);
        for (here, there) in here.iter().zip(bytes(&anew, &SearchIndex::build(&anew))) {
            assert!(*here == there, "{} differs in round {round}: {here:?} and {there:?}", here.0);
        }
        assert_eq!(following.tables.meta, anew.meta);
    }

    #[test]
    fn what_follows_is_what_is_read_anew_whatever_changed() {
        let mut dice = Dice(Rng::new(7));
        let mut writer = Writer::in_memory().expect("a catalogue");
        let (mut mixes, mut records) = (220, 1200);
        let all: Vec<Change> = (0..mixes)
            .map(|n| {
                let title = title(&mut dice, n);
                upsert(&mut dice, &title, records)
            })
            .collect();
        writer.apply(&all).expect("applied");
        let mut snapshot = Snapshot::new(tables(&writer, None).expect("read"));
        let (mut followed_rounds, mut gone) = (0, 0);
        for round in 0..60 {
            let before: Vec<u32> = snapshot.tables.ids.to_vec();
            let sets = 1 + dice.below(2);
            for _ in 0..sets {
                let n = 1 + dice.below(2);
                let changes: Vec<Change> =
                    (0..n).map(|_| change(&mut dice, &mut mixes, &mut records)).collect();
                writer.apply(&changes).expect("applied");
            }
            let contents = writer.contents().expect("contents");
            followed_rounds += usize::from(followed(&contents, &snapshot.tables).expect("known").is_some());
            drop(contents);
            let tables = tables(&writer, Some(&snapshot.tables)).expect("read");
            gone += before.iter().filter(|id| tables.ids.binary_search(id).is_err()).count();
            snapshot = Snapshot::following(tables, &snapshot);
            compare(&snapshot, &writer, round);
        }
        assert!(followed_rounds > 50, "followed {followed_rounds} times of 60");
        assert!(gone > 20, "{gone} tracks vanished");
    }

    #[test]
    fn other_histories_rules_and_files_without_roots_are_read_anew() {
        let mut dice = Dice(Rng::new(3));
        let mut writer = Writer::in_memory().expect("a catalogue");
        let all: Vec<Change> = (0..40)
            .map(|n| {
                let title = title(&mut dice, n);
                upsert(&mut dice, &title, 300)
            })
            .collect();
        writer.apply(&all).expect("applied");
        let good = tables(&writer, None).expect("read");
        let contents = writer.contents().expect("contents");
        let follows = |tables: &Tables| followed(&contents, tables).expect("known").is_some();
        assert!(follows(&good));
        let mut other = good.clone();
        other.meta.rules += 1;
        assert!(!follows(&other));
        let mut other = good.clone();
        other.roots.stamp = vec![good.roots.stamp[0] ^ 2].into();
        assert!(!follows(&other));
        let other = Tables { roots: Roots::default(), ..good.clone() };
        assert!(!follows(&other));
        assert!(!follows(&Tables::default()));
    }
}
