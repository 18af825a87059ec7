//! Recommendations for records that are named in words.

use std::sync::Arc;

use super::{
    OnFit, Workspace,
    mixing::{MixingFilters, mixing},
};
use crate::{
    app::{failure::Failure, time::now},
    catalogue::{Mark, Subject, User},
    library::{
        Library, OwnHistory, SimilarQuery, Together,
        query::{By, SimilarAnswer, TrackRow},
        resolve::ResolvedRecord,
        similar::controls::Controls,
    },
    track::TrackId,
};

/// What to recommend for, and what to leave out.
#[derive(Clone, Debug)]
pub struct WordsRequest<'w> {
    /// The seeds as TRACK arguments.
    pub tracks: &'w [String],
    /// What they are to each other.
    pub together: Together,
    /// Records to keep away from.
    pub without: &'w [String],
    /// Which recommender; the usual one where none is named.
    pub by: Option<By>,
    /// At most so many rows.
    pub limit: usize,
    /// The rarity dial; as the settings have it where it is not given.
    pub rarity: Option<f32>,
    /// The dial of taste, 1 as the settings have it.
    pub you: Option<f32>,
    /// What is left out.
    pub controls: Controls,
    /// What is the user's too.
    pub not_mine: bool,
    /// What has to mix with a seed.
    pub mixing: MixingFilters,
}

/// Recommendations, with what was asked for in words.
#[derive(Clone, Debug)]
pub struct WordsAnswer {
    /// The recommendations.
    pub answer: SimilarAnswer,
    /// The records to keep away from, as far as mixes have them.
    pub away: Vec<TrackRow>,
    /// How many records the user's taste is known by, where it counted.
    pub taste: Option<usize>,
}

/// Seeds that were found, and the words that lead to none, with the last failure.
#[derive(Default)]
struct Seeds {
    found: Vec<TrackId>,
    unresolved: Vec<String>,
}

impl Seeds {
    /// Fails where none is found.
    fn of(words: &[String], mut find: impl FnMut(&str) -> Result<TrackId, Failure>) -> Result<Self, Failure> {
        let (mut seeds, mut last) = (Self::default(), None);
        for word in words {
            match find(word) {
                Ok(id) if seeds.found.contains(&id) => {}
                Ok(id) => seeds.found.push(id),
                Err(failure) => {
                    seeds.unresolved.push(word.clone());
                    last = Some(failure);
                }
            }
        }
        last.filter(|_| seeds.found.is_empty()).map_or(Ok(seeds), Err)
    }
}

impl Workspace {
    /// What fits the records. `None` where nobody wants it any more.
    pub fn similar(&self, ask: &WordsRequest<'_>, fit: OnFit<'_>) -> Result<Option<WordsAnswer>, Failure> {
        let (library, user) = self.stores()?;
        if ask.by == Some(By::Sound) {
            self.sounds_like(&library, &user, ask, fit)
        } else {
            self.played(&library, &user, ask, fit)
        }
    }

    fn played(
        &self,
        library: &Library,
        user: &User,
        ask: &WordsRequest<'_>,
        fit: OnFit<'_>,
    ) -> Result<Option<WordsAnswer>, Failure> {
        let mut controls = controls(library, user, ask)?;
        let pools = Self::pools()?;
        Self::fit_if_wanted(library, &pools, fit)?;
        let snapshot = library.snapshot();
        let mine = library.mine(user)?;
        let seeds = Seeds::of(ask.tracks, |word| {
            let ResolvedRecord { row, .. } = self.resolve_among(library, &mine, word)?;
            if snapshot.tables.row_of(row.id).is_some() { Ok(row.id) } else { Err(in_no_mix(&row)) }
        })?;
        if ask.together == Together::Gap && seeds.found.len() != 2 {
            return Err(no_pair(seeds.found.len()));
        }
        let mut query = unrejected(library, user, &seeds.found, ask.limit)?;
        for word in ask.without {
            query.steer.push((self.resolve_among(library, &mine, word)?.row.id, -1.0));
        }
        query.rejected.extend(query.steer.iter().map(|(id, _)| *id));
        query.together = ask.together;
        query.rarity = ask.rarity.unwrap_or(self.settings.recommend.rarity);
        controls.only = mixing(library, user, &pools, &seeds.found, ask.mixing)?;
        controls.played = ask.mixing.unplayed.then_some(false);
        query.controls = controls;
        let usual = if ask.together == Together::Alike { By::Played } else { By::Blend };
        let by = ask.by.unwrap_or(usual);
        if by == By::Blend {
            query.sounds = library.sounds(pools.interactive()).ok();
            query.taste = library.taste();
        }
        query.tuning = self.settings.blend;
        query.tuning.you *= ask.you.unwrap_or(1.0);
        query.history = history(library, user, ask)?;
        query.unresolved = seeds.unresolved;
        let answer = snapshot.similar(by, &query, pools.interactive(), &|| false);
        let rows = query.steer.iter().filter_map(|(id, _)| snapshot.tables.row_of(*id));
        Ok(answer.map(|answer| WordsAnswer {
            away: rows.map(|row| snapshot.tables.track_row(row)).collect(),
            taste: (answer.taste && query.tuning.you > 0.0).then_some(query.history.taste.len()),
            answer,
        }))
    }

    /// What sounds like the records, also such as no mix has.
    fn sounds_like(
        &self,
        library: &Library,
        user: &User,
        ask: &WordsRequest<'_>,
        fit: OnFit<'_>,
    ) -> Result<Option<WordsAnswer>, Failure> {
        let history = history(library, user, ask)?;
        let mut controls = controls(library, user, ask)?;
        let pools = Self::pools()?;
        let seeds = Seeds::of(ask.tracks, |word| self.heard(library, user, &pools, word))?;
        controls.only = mixing(library, user, &pools, &seeds.found, ask.mixing)?;
        controls.played = ask.mixing.unplayed.then_some(false);
        // What is played with the seeds stands beside what sounds like them.
        Self::fit_if_wanted(library, &pools, fit)?;
        let query = SimilarQuery {
            unresolved: seeds.unresolved,
            controls,
            history,
            ..unrejected(library, user, &seeds.found, ask.limit)?
        };
        let answer = library.sounds_like(&query, pools.interactive(), &|| false)?;
        Ok(answer.map(|answer| WordsAnswer { answer, away: Vec::new(), taste: None }))
    }
}

/// What is left out; a style or DJ that the catalogue does not know is an error.
fn controls(library: &Library, user: &User, ask: &WordsRequest<'_>) -> Result<Controls, Failure> {
    let mut controls = ask.controls.clone();
    if ask.not_mine {
        controls.without = library.owned(user)?;
        if controls.without.is_empty() {
            let message = "none of these records is known to be in your folders or collections";
            return Err(Failure::new("nothing_owned", message, "segue import ~/Music reads a folder."));
        }
    }
    controls.stranger(&library.snapshot()).map_or(Ok(controls), |unknown| Err(unknown.into()))
}

/// A question without what the user has rejected: records, and all of an artist.
fn unrejected(
    library: &Library,
    user: &User,
    seeds: &[TrackId],
    limit: usize,
) -> Result<SimilarQuery, Failure> {
    let mut query = SimilarQuery::new(seeds, limit);
    for marked in user.marks()?.into_iter().filter(|marked| marked.mark == Mark::Reject) {
        match marked.subject {
            Subject::Track(track) => {
                let id = library.catalogue().resolve(&track)?;
                query.rejected.push(id.unwrap_or_else(|| TrackId::outside(&track.key)));
            }
            Subject::Artist(name) => query.rejected_artists.push(name),
            _ => {}
        }
    }
    Ok(query)
}

/// What the user has played, as far as anything asks for it.
fn history(library: &Library, user: &User, ask: &WordsRequest<'_>) -> Result<Arc<OwnHistory>, Failure> {
    if ask.you == Some(0.0) && !ask.controls.new_to_me {
        return Ok(Arc::default());
    }
    Ok(Arc::new(library.own_history(user, now())?))
}

fn in_no_mix(row: &TrackRow) -> Failure {
    let name = crate::plain::one_line(&row.full_name());
    let message = format!("no mix here has {name}, so nobody is known to play anything with it");
    Failure::new("in_no_mix", message, "segue similar --by sound finds what sounds like it.")
}

fn no_pair(found: usize) -> Failure {
    let found = if found == 1 { "1 record".to_owned() } else { format!("{found} records") };
    let message = format!("--between takes two records, and here {found} could be found");
    Failure::new("usage", message, "Name the one to come from and the one to go to.")
}
