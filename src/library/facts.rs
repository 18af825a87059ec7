//! Tempo, key and energy of a record: what its sources write wins over what was heard, and what nobody is sure of stays unknown.

use std::collections::HashMap;

use super::{Library, LibraryError};
use crate::{
    catalogue::{Catalogue, Impression, Owned, OwnedSource, User},
    config::TempoRange,
    preview::stated,
    sound::{
        energy::Energy,
        genre::{self, Genre},
        key::{KeyEstimate, MusicalKey},
        mixable::{self, KeyFit, Settled, TempoWish},
        tempo::Tempo,
    },
    track::{self, TrackId},
};

/// What is known of how a record mixes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MixingFacts {
    /// Beats per minute.
    pub tempo: Option<Settled<f32>>,
    /// The key.
    pub key: Option<Settled<MusicalKey>>,
    /// The drive, as heard.
    pub energy: Option<Energy>,
    /// The main genre among the network's tags, as heard.
    pub genre: Option<Genre>,
    /// Somebody has listened or written: what is not known is `?` and not merely missing.
    pub asked: bool,
}

impl MixingFacts {
    /// What is known of the record with this key.
    pub fn of(
        catalogue: &Catalogue,
        user: &User,
        key: &track::TrackKey,
        range: Option<TempoRange>,
    ) -> Result<Self, LibraryError> {
        Self::with(catalogue, user, key, &user.owned_by_key(key)?, range)
    }

    /// The same of each of these, as it stands at one moment.
    pub fn of_all<'k>(
        catalogue: &Catalogue,
        user: &User,
        keys: impl IntoIterator<Item = &'k track::TrackKey>,
        range: Option<TempoRange>,
    ) -> Result<Vec<Self>, LibraryError> {
        let all = || keys.into_iter().map(|key| Self::of(catalogue, user, key, range)).collect();
        user.at_one_moment(|| catalogue.analysed_at_one_moment(all))??
    }

    /// The same, where what the collections have is at hand.
    pub fn with(
        catalogue: &Catalogue,
        user: &User,
        key: &track::TrackKey,
        owned: &[(OwnedSource, Owned)],
        range: Option<TempoRange>,
    ) -> Result<Self, LibraryError> {
        let stated = stated::bpm(user, key)?;
        let wish = TempoWish { range: range.map(TempoRange::tempi), chosen: user.tempo_choice(key)? };
        Ok(Self::settled(owned, stated, catalogue.impression(key)?.as_ref(), &wish))
    }

    /// From what the collections write, what a shop states, what was heard, and what the user wants.
    fn settled(
        owned: &[(OwnedSource, Owned)],
        stated: Option<f32>,
        heard: Option<&Impression>,
        wish: &TempoWish,
    ) -> Self {
        let second = heard.map(|h| h.second).unwrap_or_default();
        let tempo = heard.and_then(|h| h.tempo);
        let tempo = tempo.map(|(bpm, confidence)| Tempo { bpm, confidence, other: second.tempo });
        let tone = heard.and_then(|h| h.key).and_then(|(number, confidence)| {
            let other = second.key.and_then(MusicalKey::from_number);
            MusicalKey::from_number(number).map(|key| KeyEstimate { key, confidence, other, cents: 0.0 })
        });
        Self {
            tempo: mixable::settle_tempo(written(owned, |o| o.bpm).or(stated), tempo, wish),
            key: mixable::settle_key(written(owned, |o| o.tonic).and_then(MusicalKey::from_number), tone),
            energy: heard.and_then(|h| h.energy).map(Energy::new),
            genre: heard.and_then(|h| genre::of(&h.tags)),
            asked: heard.is_some() || stated.is_some() || !owned.is_empty(),
        }
    }
}

impl Library {
    /// What is known of each of these records; nothing of one that no mix has.
    pub fn facts_of(&self, user: &User, ids: &[TrackId]) -> Result<Vec<MixingFacts>, LibraryError> {
        let snapshot = self.snapshot();
        let catalogue = self.catalogue();
        let key = |id: &TrackId| snapshot.tables.row_of(*id).map(|row| snapshot.tables.name(row).key());
        ids.iter()
            .map(|id| {
                key(id).map_or(Ok(MixingFacts::default()), |key| {
                    MixingFacts::of(&catalogue, user, &key, self.tempo_range())
                })
            })
            .collect()
    }

    /// All records of mixes that somebody has listened to, that the user's collections have, or that were found where a tempo is
    /// stated, with what is known of them.
    pub fn known_facts(&self, user: &User) -> Result<Vec<(TrackId, MixingFacts)>, LibraryError> {
        let catalogue = self.catalogue();
        let mut known = HashMap::new();
        let told = user.owned_tracks()?.into_iter().chain(user.found_tracks(stated::SERVICE)?);
        for seen in catalogue.heard_tracks()?.into_iter().chain(told) {
            if let Some(id) = catalogue.resolve(&seen)?
                && !known.contains_key(&id)
            {
                known.insert(id, seen.key);
            }
        }
        let facts = MixingFacts::of_all(&catalogue, user, known.values(), self.tempo_range())?;
        Ok(known.keys().copied().zip(facts).collect())
    }
}

/// The first that says it: a DJ program has analysed the whole file, so it comes before the file's own tag.
fn written<T>(owned: &[(OwnedSource, Owned)], of: impl Fn(&Owned) -> Option<T>) -> Option<T> {
    let mut known: Vec<_> = owned.iter().filter_map(|(source, owned)| Some((source, of(owned)?))).collect();
    known.sort_by_key(|(source, _)| **source != OwnedSource::Rekordbox);
    known.into_iter().next().map(|(_, value)| value)
}

/// How the next record follows one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Follows {
    /// Whether its tempo is in reach; `None` where one of the two is not known.
    pub tempo: Option<bool>,
    /// How its key follows, or that it clashes; `None` where one of the two is not known.
    pub key: Option<Option<KeyFit>>,
}

impl Follows {
    /// Tempo or key are known not to mix.
    pub fn clashes(self) -> bool {
        self.tempo == Some(false) || self.key == Some(None)
    }
}

impl MixingFacts {
    /// The tempo, where it is more than a guess.
    pub fn sure_tempo(&self) -> Option<f32> {
        self.tempo.filter(|tempo| tempo.sure).map(|tempo| tempo.value)
    }

    /// How `next` follows, on decks that can be pitched by so many per cent.
    pub fn followed_by(&self, next: &Self, pitch: f32) -> Follows {
        let tempi = self.sure_tempo().zip(next.sure_tempo());
        let keys = self.key.zip(next.key);
        Follows {
            tempo: tempi.map(|(a, b)| mixable::is_in_reach(a, b, pitch)),
            key: keys.map(|(a, b)| mixable::key_fit(a.value, b.value)),
        }
    }

    /// Whether `next` is known to fit in all that is known of this one.
    pub fn fits(&self, next: &Self, pitch: f32) -> bool {
        let follows = self.followed_by(next, pitch);
        (self.sure_tempo().is_none() || follows.tempo == Some(true))
            && (self.key.is_none() || matches!(follows.key, Some(Some(_))))
    }

    /// Whether `next` is in the same key; false where one of the two is not known.
    pub fn same_key(&self, next: &Self) -> bool {
        self.key.zip(next.key).is_some_and(|(a, b)| a.value == b.value)
    }

    /// Whether `next` is within so many beats per minute, half and double time included.
    pub fn within_bpm(&self, next: &Self, bpm: f32) -> bool {
        self.sure_tempo().zip(next.sure_tempo()).is_some_and(|(a, b)| mixable::is_within_bpm(a, b, bpm))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Change, MatchVerdict, MixLine, MixOrigin, SecondBest, Seen, ServiceMatch},
        library::fixture,
        track::Name,
    };

    fn owned(source: OwnedSource, bpm: Option<f32>, tonic: Option<u8>) -> (OwnedSource, Owned) {
        let owned = Owned {
            track: Seen::new(Name::parse("A", "B")),
            location: String::new(),
            isrc: None,
            bpm,
            tonic,
            seconds: None,
            modified: None,
            at: 0,
        };
        (source, owned)
    }

    fn heard(bpm: (f32, f32), key: (u8, f32)) -> Impression {
        Impression {
            tempo: Some(bpm),
            key: Some(key),
            second: SecondBest::default(),
            energy: Some(0.5),
            tags: Vec::new(),
        }
    }

    fn settled(
        owned: &[(OwnedSource, Owned)],
        stated: Option<f32>,
        heard: Option<&Impression>,
    ) -> MixingFacts {
        MixingFacts::settled(owned, stated, heard, &TempoWish::default())
    }

    #[test]
    fn a_guess_is_shown_and_neither_fits_nor_clashes() {
        let guess = settled(&[], None, Some(&heard((150.0, 0.6), (21, 0.1))));
        assert_eq!(guess.tempo.map(|t| (t.value, t.sure)), Some((150.0, false)));
        let sure = settled(&[], None, Some(&heard((128.0, 0.9), (21, 0.1))));
        assert_eq!(sure.followed_by(&guess, 6.0).tempo, None);
        assert!(!sure.within_bpm(&guess, 50.0) && !sure.fits(&guess, 50.0));
        assert!(guess.fits(&sure, 6.0), "nothing is asked of it");
    }

    #[test]
    fn what_is_written_wins_a_disagreement_is_kept_and_a_guess_is_no_fact() {
        let sure = heard((128.0, 0.9), (21, 0.9));
        let facts = settled(&[], None, Some(&sure));
        assert_eq!(facts.tempo.map(|t| (t.value, t.written)), Some((128.0, false)));
        assert_eq!(facts.key.map(|k| k.value.to_string()).as_deref(), Some("Am"));
        assert_eq!(facts.energy.map(|e| e.step), Some(3));

        let files = [
            owned(OwnedSource::Folder, Some(126.0), None),
            owned(OwnedSource::Rekordbox, Some(124.0), Some(9)),
        ];
        let facts = settled(&files, None, Some(&sure));
        assert_eq!(facts.tempo.map(|t| (t.value, t.written, t.disagrees)), Some((124.0, true, Some(128.0))));
        let key = facts.key.expect("written");
        assert_eq!(
            (key.value.to_string(), key.disagrees.map(|k| k.to_string())),
            ("A".into(), Some("Am".into()))
        );

        let shop = settled(&[], Some(130.0), Some(&sure)).tempo.expect("stated");
        assert_eq!((shop.value, shop.written, shop.disagrees), (130.0, true, Some(128.0)));
        let own = settled(&files, Some(130.0), None).tempo.expect("written");
        assert_eq!((own.value, own.written), (124.0, true), "the user's own word comes first");

        let guess = settled(&[], None, Some(&heard((128.0, 0.1), (21, 0.1))));
        assert_eq!((guess.tempo, guess.key, guess.asked), (None, None, true));
        assert_eq!(settled(&[], None, None), MixingFacts::default());
    }

    #[test]
    fn only_what_is_known_is_judged() {
        let facts = |bpm, tonic| settled(&[owned(OwnedSource::Csv, bpm, tonic)], None, None);
        let seed = facts(Some(128.0), Some(21));
        let fit = facts(Some(64.5), Some(9 - 9));
        assert!(seed.fits(&fit, 6.0) && !seed.followed_by(&fit, 6.0).clashes());
        assert!(!seed.fits(&facts(Some(128.0), None), 6.0), "an unknown key may clash");
        assert!(!seed.followed_by(&facts(None, None), 6.0).clashes(), "but is not known to");
        assert!(seed.followed_by(&facts(Some(150.0), None), 6.0).clashes());
        assert!(seed.followed_by(&facts(None, Some(1)), 6.0).clashes());
        assert!(MixingFacts::default().fits(&facts(Some(99.0), None), 6.0), "nothing is asked of it");
        assert!(seed.same_key(&facts(None, Some(21))) && !seed.same_key(&facts(None, Some(9))));
        assert!(seed.within_bpm(&facts(Some(131.0), None), 3.0) && !seed.within_bpm(&facts(None, None), 3.0));
    }

    #[test]
    fn a_tempo_that_only_a_shop_states_and_the_styles_of_a_record_s_mixes_are_known() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (paths, settings) = fixture::bare(dir.path());
        let library = Library::open(&paths, &settings).expect("opens");
        let line: MixLine =
            serde_json::from_str(r#"{"title":"2001 - Ann - One","tracklist":["A - Told","B - Untold"]}"#)
                .expect("a mix");
        let mut mix = line.incoming(MixOrigin::Import);
        mix.mix.categories = vec!["Drum & Bass".into(), "2001".into(), "Jungle".into()];
        let mut writer = library.writer().expect("the lock");
        writer.apply(&[Change::Upsert(mix)]).expect("applied");
        drop(writer);
        library.publish_names().expect("published");
        library.refresh();

        let told = Seen::new(Name::parse("A", "Told"));
        assert_eq!(library.styles_of(&told).expect("read"), ["Drum & Bass", "Jungle"]);
        let stranger = Seen::new(Name::parse("C", "Stranger"));
        assert!(library.styles_of(&stranger).expect("read").is_empty());

        let mut user = User::open_in_memory().expect("a store");
        let detail = Some(r#"{"exact":true,"bpm":174.0}"#.to_owned());
        let found = ServiceMatch {
            track: told,
            foreign_id: "1".into(),
            verdict: MatchVerdict::Matched,
            detail,
            at: 1,
        };
        user.set_found(stated::SERVICE, &found).expect("kept");
        let known = library.known_facts(&user).expect("read");
        let tempi: Vec<_> =
            known.iter().map(|(_, facts)| facts.tempo.map(|t| (t.value, t.written))).collect();
        assert_eq!(tempi, [Some((174.0, true))]);
    }
}
