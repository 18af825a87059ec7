//! What the user has played, liked and queued: their taste, a second and weaker question beside the seeds.

use std::collections::HashMap;

use super::{Library, LibraryError};
use crate::{
    catalogue::{OwnPlay, Seen, User, WantedRecord},
    recommend::history::{FEWEST_SETS, Play, weights},
    track::{TrackId, TrackKey, day_number, sortable_date},
};

/// So many records are looked up before others may ask the catalogue.
const CHUNK: usize = 256;
const SECONDS_A_DAY: i64 = 86_400;
const DAYS_A_YEAR: f32 = 365.25;

/// What a DJ has played, and what it says of their taste.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnHistory {
    /// The records of their sets, ascending.
    pub played: Vec<TrackId>,
    /// How much each record counts, the heaviest first; empty with fewer than [`FEWEST_SETS`] sets.
    pub taste: Vec<(TrackId, f32)>,
}

impl OwnHistory {
    /// Whether the record is in one of their sets.
    pub fn has_played(&self, id: TrackId) -> bool {
        self.played.binary_search(&id).is_ok()
    }
}

impl Library {
    /// What this user's own sets, likes and queues say; `now` in UTC seconds.
    pub fn own_history(&self, user: &User, now: i64) -> Result<OwnHistory, LibraryError> {
        let plays = user.own_plays()?;
        let found = self.find_all(plays.iter().map(|play| &play.track))?;
        let mut history = OwnHistory { played: found.values().copied().collect(), ..OwnHistory::default() };
        history.played.sort_unstable();
        history.played.dedup();
        let mut sets: Vec<i64> = plays.iter().map(|play| play.set).collect();
        sets.dedup();
        if sets.len() < FEWEST_SETS {
            return Ok(history);
        }
        let wanted = user.wanted()?;
        let found_too = self.find_all(wanted.iter().map(|one| &one.track))?;
        let of_sets = plays.iter().filter_map(|play| {
            let record = *found.get(&play.track.key)?;
            Some(Play { record, years: years_before(now, day_of(play)), worth: 1.0 })
        });
        let of_wishes = wanted.iter().filter_map(|one| {
            let record = *found_too.get(&one.track.key)?;
            let day = Some(one.at.div_euclid(SECONDS_A_DAY));
            Some(Play { record, years: years_before(now, day), worth: worth(one) })
        });
        history.taste = weights(of_sets.chain(of_wishes));
        Ok(history)
    }

    /// The records of the catalogue's mixes among these.
    fn find_all<'a>(
        &self,
        seen: impl Iterator<Item = &'a Seen>,
    ) -> Result<HashMap<TrackKey, TrackId>, LibraryError> {
        let mut all: HashMap<&TrackKey, &Seen> = seen.map(|seen| (&seen.key, seen)).collect();
        let distinct: Vec<&Seen> = all.drain().map(|(_, seen)| seen).collect();
        let snapshot = self.snapshot();
        let mut found = HashMap::with_capacity(distinct.len());
        for chunk in distinct.chunks(CHUNK) {
            let catalogue = self.catalogue();
            for track in chunk {
                let id = catalogue.resolve(track)?.filter(|id| snapshot.tables.row_of(*id).is_some());
                found.extend(id.map(|id| (track.key.clone(), id)));
            }
        }
        Ok(found)
    }
}

/// A like says as much as a play; what waits in a queue may still be thrown out of it.
fn worth(one: &WantedRecord) -> f32 {
    if one.liked { 1.0 } else { 0.5 }
}

/// The day of a play since 1970, by its time or else by its set's date.
fn day_of(play: &OwnPlay) -> Option<i64> {
    let by_date = || day_number(sortable_date(play.date.as_deref()?)).map(i64::from);
    play.at.map(|at| at.div_euclid(SECONDS_A_DAY)).or_else(by_date)
}

fn years_before(now: i64, day: Option<i64>) -> f32 {
    day.map_or(0.0, |day| (now.div_euclid(SECONDS_A_DAY) - day).max(0) as f32 / DAYS_A_YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Change, DjSet, Mark, MixLine, MixOrigin, SetPlay, Subject},
        library::fixture,
        track::{Name, Seconds},
        wikitext::Entry,
    };

    const NOW: i64 = 1_750_000_000;

    fn played(id: &str, date: &str, titles: &[&str]) -> DjSet {
        let play = |title: &&str| SetPlay::new(Entry::named("A", title, Some(Seconds(60))));
        DjSet {
            program: "Serato".into(),
            foreign_id: Some(id.into()),
            date: Some(date.into()),
            plays: titles.iter().map(play).collect(),
            ..DjSet::default()
        }
    }

    fn library(dir: &std::path::Path) -> Library {
        let (paths, settings) = fixture::bare(dir);
        let library = Library::open(&paths, &settings).expect("opens");
        let tracklist = ["A - 1", "A - 2", "A - 3", "A - 4"].map(str::to_owned).to_vec();
        let mix = MixLine { title: "2001 - X - One".into(), tracklist, ..MixLine::default() };
        let change = Change::Upsert(mix.incoming(MixOrigin::Import));
        library.writer().expect("free").apply(&[change]).expect("applied");
        library.publish_names().expect("published");
        library
    }

    fn put(user: &mut User, sets: &[DjSet]) {
        let sets: Vec<_> = sets.iter().map(|set| (None, set)).collect();
        user.put_sets(&sets, false, NOW).expect("kept");
    }

    #[test]
    fn three_own_sets_make_a_taste_of_plays_likes_and_queues() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let library = library(dir.path());
        let id = |title: &str| {
            let seen = Seen::new(Name::parse("A", title));
            library.catalogue().resolve(&seen).expect("read").expect("there")
        };
        let mut user = User::open_in_memory().expect("opens");
        put(
            &mut user,
            &[
                played("1", "2015-06-01", &["1", "in no mix"]),
                played("2", "2025-06-01", &["1", "2"]),
                DjSet { friend: true, dj: Some("Kora".into()), ..played("3", "2025-06-02", &["4"]) },
            ],
        );
        let two = library.own_history(&user, NOW).expect("read");
        assert_eq!((two.played.as_slice(), two.taste.len()), (&[id("1"), id("2")][..], 0));
        assert!(two.has_played(id("2")) && !two.has_played(id("4")), "a friend's are not their own");
        put(&mut user, &[played("4", "2005-06-01", &["2"])]);
        let like = Subject::Track(Seen::new(Name::parse("A", "3")));
        user.set_mark(&like, Mark::Like, Some(NOW)).expect("kept");
        let three = library.own_history(&user, NOW).expect("read");
        let order: Vec<TrackId> = three.taste.iter().map(|(id, _)| *id).collect();
        assert_eq!(order, [id("1"), id("2"), id("3")], "{:?}", three.taste);
        assert!(!three.has_played(id("3")), "a like is no play");
    }
}
