//! What sounds like the seeds: the nearest of all that was heard.

use std::collections::{HashMap, HashSet};

use super::Sounds;
use crate::{
    library::{
        SimilarQuery, evidence,
        query::{By, ListeningCounts, SimilarAnswer, SimilarRow, Why},
        similar::{VERSIONS_SHARE, controls::Sieve, similar_row},
        snapshot::Snapshot,
    },
    sound::{
        index::{Near, middle},
        projection::Vector,
    },
    track::{self, Name, TrackId},
};

impl Snapshot {
    /// The heard records nearest to the middle of the seeds, nearest first; other versions of a seed stand last. Rows that
    /// `others` (another model's best, best first) has too say so. `labels` are the names of the network's tags. `None` where
    /// stopped.
    pub fn sounds_like(
        &self,
        sounds: &Sounds,
        labels: &[String],
        ask: &SimilarQuery,
        others: &[TrackId],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<SimilarAnswer> {
        let tables = &self.tables;
        let rows: Vec<u32> = ask.seeds.iter().filter_map(|&(id, _)| tables.row_of(id)).collect();
        let shared = evidence::shared(tables, &rows, ask.controls.own);
        let ranks: HashMap<TrackId, u32> = others.iter().copied().zip(1..).collect();
        let wanted = tags_of(sounds, ask.seeds.iter().map(|(id, _)| *id), labels);
        let row = |near: &Near, model: &'static str, rank: u32| -> Option<SimilarRow> {
            let id = TrackId(near.id);
            let mut why = vec![Why { model, rank }];
            why.extend(ranks.get(&id).map(|&rank| Why { model: "als", rank }));
            // Unit vectors: the cosine.
            let score = 1.0 - near.distance * near.distance / 2.0;
            let row = match tables.row_of(id) {
                Some(row) => similar_row(tables, &shared, &rows, row, score, why),
                None => SimilarRow::alone(sounds.outsider(id)?.row(id), score, why),
            };
            let tags = tags_of(sounds, std::iter::once(id), labels);
            let tags = wanted.iter().filter(|tag| tags.contains(tag)).cloned().collect();
            let played_before = ask.history.has_played(id);
            Some(SimilarRow { sound_distance: Some(near.distance), tags, played_before, ..row })
        };
        let outside = if ask.controls.any() { sounds.outside_ids() } else { Vec::new() };
        let sieve = ask.controls.any().then(|| {
            let sieve = Sieve::new(tables, &self.graph(), &ask.controls, &outside);
            sieve.without_played(&ask.controls, &ask.history.played)
        });
        let (main, versions) = self.nearest(sounds, ask, sieve.as_ref(), stop)?;
        let last = versions.len().min((ask.limit / VERSIONS_SHARE).max(ask.limit.saturating_sub(main.len())));
        let main =
            main.iter().take(ask.limit - last).zip(1..).filter_map(|(near, rank)| row(near, "sound", rank));
        let mut tracks: Vec<SimilarRow> = main.collect();
        tracks.extend(
            versions.iter().take(last).zip(1..).filter_map(|(near, rank)| row(near, "version", rank)),
        );
        let seed = |id: TrackId| {
            let row = tables.row_of(id).map(|row| tables.track_row(row));
            row.or_else(|| sounds.outsider(id).map(|outsider| outsider.row(id)))
        };
        Some(SimilarAnswer {
            seeds: ask.seeds.iter().filter_map(|&(id, _)| seed(id)).collect(),
            unresolved: ask.unresolved.clone(),
            by: By::Sound,
            generation: self.generation(),
            tracks,
            thin: false,
            nothing_after: false,
            hidden: sieve.map(|sieve| sieve.hidden(sounds.ids())).unwrap_or_default(),
            taste: false,
            fit: None,
            listened: Some(ListeningCounts {
                heard: sounds.len() as u32,
                candidates: others.len() as u32,
                of_them: others.iter().filter(|id| sounds.knows(**id)).count() as u32,
                seeds: ask.seeds.iter().filter(|(id, _)| sounds.knows(*id)).count() as u32,
            }),
        })
    }

    /// The nearest that may be answered, and the nearest versions of seeds, both nearest first.
    fn nearest(
        &self,
        sounds: &Sounds,
        ask: &SimilarQuery,
        sieve: Option<&Sieve<'_>>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<(Vec<Near>, Vec<Near>)> {
        let tables = &self.tables;
        let name = |id: TrackId| -> Option<Name> {
            let row = tables.row_of(id).map(|row| tables.name(row));
            row.or_else(|| sounds.outsider(id).map(|outsider| outsider.name.clone()))
        };
        let Some(query) = weighted_middle(sounds, &ask.seeds) else { return Some((Vec::new(), Vec::new())) };
        let seeds = ask.seeds.iter().map(|(id, _)| *id);
        let families: HashSet<String> =
            seeds.clone().filter_map(name).map(|name| name.key().family().to_owned()).collect();
        let gone: HashSet<TrackId> = seeds.chain(ask.rejected.iter().copied()).collect();
        let artists: HashSet<String> = ask.rejected_artists.iter().map(|a| track::fold(a)).collect();
        let passes = |id: TrackId| sieve.is_none_or(|sieve| sieve.keeps(id));
        let keep = |id: u32| !gone.contains(&TrackId(id)) && passes(TrackId(id));
        let mut count = ask.limit + ask.limit / VERSIONS_SHARE + 8;
        loop {
            if stop() {
                return None;
            }
            let near = sounds.index().nearest(&query, count, &keep);
            let all = near.len() < count;
            let (mut main, mut versions) = (Vec::new(), Vec::new());
            let mut by_artist: HashMap<String, usize> = HashMap::new();
            for near in near {
                let Some(name) = name(TrackId(near.id)) else { continue };
                let own: Vec<String> = track::artists(&name.artist).iter().map(|a| track::fold(a)).collect();
                if own.iter().any(|a| artists.contains(a)) {
                    continue;
                }
                if families.contains(name.key().family()) {
                    versions.push(near);
                    continue;
                }
                let full = |a| ask.controls.per_artist.is_some_and(|most| by_artist.get(a) >= Some(&most));
                if !own.iter().any(full) {
                    for artist in own {
                        *by_artist.entry(artist).or_default() += 1;
                    }
                    main.push(near);
                }
            }
            // What names leave out is not known to the index, so more is asked for until enough is left.
            if all || main.len() >= ask.limit {
                return Some((main, versions));
            }
            count *= 2;
        }
    }
}

fn tags_of(sounds: &Sounds, ids: impl Iterator<Item = TrackId>, labels: &[String]) -> Vec<String> {
    let mut tags: Vec<(f32, usize)> = Vec::new();
    for facts in ids.filter_map(|id| sounds.facts(id)) {
        for (tag, score) in facts.tags() {
            match tags.iter_mut().find(|(_, known)| *known == tag) {
                Some((best, _)) => *best = best.max(score),
                None => tags.push((score, tag)),
            }
        }
    }
    tags.sort_by(|a, b| b.0.total_cmp(&a.0));
    tags.into_iter().filter_map(|(_, tag)| labels.get(tag).cloned()).collect()
}

/// The middle of the seeds that were heard, each as strong as it counts.
pub(in crate::library) fn weighted_middle(sounds: &Sounds, seeds: &[(TrackId, f32)]) -> Option<Vector> {
    let heard = seeds.iter().filter(|(_, weight)| *weight > 0.0);
    let places: Vec<Vector> =
        heard.filter_map(|&(id, weight)| Some(sounds.vector(id)?.map(|v| v * weight))).collect();
    middle(&places)
}
