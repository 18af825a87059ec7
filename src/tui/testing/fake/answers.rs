//! What the library of the tests answers, question by question.

use std::sync::{PoisonError, atomic::Ordering};

use super::{Fake, content::facts, unknown};
use crate::{
    app::{Fault, History, Outcome, QueueName, Route, SimilarRequest, Stop, UserData, shaping::routes},
    library::{
        MixingFacts, OwnSets,
        evidence::{details, shared, straight_after, successors},
        news::Interest,
        query::{
            ArtistPage, By, DjPage, EntryRow, Evidence, LabelPage, MixPage, News, SearchAnswer,
            SimilarAnswer, SimilarRow, TrackPage, TrackRow, Why, YOU,
        },
        similar::{
            controls::{Controls, Sieve},
            kinship,
        },
        snapshot::paged::FoundPages,
    },
    sound::{
        key::{Mode, MusicalKey},
        mixable::Settled,
    },
    track::{MixId, TrackId, fold},
};

impl Fake {
    pub(super) fn welcome(&self, _: Stop<'_>) -> Outcome<Vec<TrackRow>> {
        self.well()?;
        Ok((0..self.tables().n_tracks().min(5) as u32).map(|row| self.tables().track_row(row)).collect())
    }

    pub(super) fn search(&self, query: &str, limit: usize, _: Stop<'_>) -> Outcome<SearchAnswer> {
        self.well()?;
        let folded = fold(query);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let text = |row: u32| {
            let t = self.tables().track_row(row);
            fold(&format!(
                "{} {} {} {}",
                t.artist,
                t.title,
                t.version.unwrap_or_default(),
                t.label.unwrap_or_default()
            ))
        };
        let rows = 0..self.tables().n_tracks() as u32;
        let mut found: Vec<u32> =
            rows.clone().filter(|&r| words.iter().all(|w| text(r).contains(w))).collect();
        let closest = found.is_empty();
        if closest {
            let near = |r: u32| words.iter().any(|w| w.get(..3).is_some_and(|w| text(r).contains(w)));
            found = rows.filter(|&r| near(r)).collect();
        }
        let total = found.len() as u32;
        found.truncate(limit);
        let tracks = found.into_iter().map(|row| self.hit(row, &words)).collect();
        let pages = self.pages.as_ref().and_then(|pages| pages.search(self.tables(), query, 20, &|| false));
        let FoundPages { mut pages, parts, .. } = pages.unwrap_or_default();
        let parts = if closest { parts } else { Vec::new() };
        let only_parts = parts.len();
        pages.extend(parts);
        Ok(SearchAnswer {
            query: query.into(),
            closest,
            total,
            tracks,
            pages,
            parts: only_parts,
            ..SearchAnswer::default()
        })
    }

    pub(super) fn similar(&self, ask: &SimilarRequest, _: Stop<'_>) -> Outcome<SimilarAnswer> {
        let seeds: Vec<u32> =
            ask.seeds.iter().filter(|id| !id.is_outside()).map(|id| self.row(*id)).collect::<Outcome<_>>()?;
        let found = shared(self.tables(), &seeds, OwnSets::With);
        let mut rows: Vec<u32> =
            (0..self.tables().n_tracks() as u32).filter(|r| !seeds.contains(r)).collect();
        rows.retain(|row| {
            found.by_track.contains_key(row)
                || found.bridge(self.tables(), *row, &seeds).is_some()
                || kinship(self.tables(), &found, &seeds, *row).is_some()
        });
        let straight = successors(self.tables(), &seeds);
        let weight = |row: u32| found.by_track.get(&row).map_or((0, 0), |t| (t.djs, t.mixes.len()));
        rows.sort_by_key(|&row| (std::cmp::Reverse(weight(row)), row));
        let mut tracks: Vec<SimilarRow> = Vec::new();
        for row in rows {
            let record = self.tables().track_row(row);
            if ask.controls.without.contains(&record.id)
                || ask.rejected.contains(&record.id)
                || ask.without.contains(&record.id)
                || ask.rejected_artists.contains(&record.artist)
            {
                continue;
            }
            let together = found.by_track.get(&row);
            let via = found.bridge(self.tables(), row, &seeds).filter(|_| together.is_none());
            tracks.push(SimilarRow {
                row: record,
                score: 1.0,
                together: together.map_or(0, |t| t.mixes.len() as u32),
                djs_together: together.map_or(0, |t| t.djs),
                last: together.and_then(|t| t.last(self.tables())).map(str::to_owned),
                distance: together.map(|t| t.distance),
                direction: together.and_then(crate::library::evidence::Together::direction),
                straight_after: straight.get(&row).copied().filter(|_| ask.by == By::Next),
                via: via.map(|row| self.tables().track_row(row)),
                paired: ask.paired.contains(&self.tables().id_of(row).unwrap_or(TrackId(0))),
                kin: kinship(self.tables(), &found, &seeds, row).filter(|_| together.is_none()),
                why: match ask.by {
                    By::Blend => vec![Why { model: "als", rank: 2 }, Why { model: "walk", rank: 1 }],
                    _ => vec![Why { model: "als", rank: 1 }],
                },
                played_before: false,
                sound_distance: None,
                tags: Vec::new(),
                came_out: self.tables().came_out(row),
            });
        }
        tracks.sort_by_key(|row| (!row.paired, row.straight_after.is_none()));
        if self.refitted.load(Ordering::SeqCst) {
            tracks.reverse();
        }
        tracks.truncate(ask.limit);
        let taste = self.taste.load(Ordering::SeqCst);
        if let Some(row) = tracks.first_mut().filter(|_| taste && ask.you > 0.0) {
            row.why.push(Why { model: YOU, rank: 1 });
            row.played_before = true;
        }
        let by_sound = ask.by == By::Sound || (ask.by == By::Blend && seeds.is_empty());
        let known = self.by_sound().filter(|_| by_sound).map(|(_, known)| known);
        if let Some(known) = &known {
            tracks.retain(|_| known.seeds > 0);
            for (row, n) in tracks.iter_mut().zip(0_u8..) {
                row.sound_distance = Some(0.1 + 0.25 * f32::from(n));
                row.tags = vec!["electronic".into(), "dance".into()];
                let sound = Why { model: "sound", rank: u32::from(n) + 1 };
                row.why = if n % 2 == 0 { vec![sound, Why { model: "als", rank: 3 }] } else { vec![sound] };
            }
        }
        if self.fit() == 0 {
            tracks.clear();
        }
        Ok(SimilarAnswer {
            seeds: seeds.iter().map(|&row| self.tables().track_row(row)).collect(),
            unresolved: Vec::new(),
            by: ask.by,
            generation: self.generation.load(Ordering::SeqCst),
            tracks,
            thin: found.is_thin(),
            nothing_after: ask.by == By::Next && !straight_after(self.tables(), &seeds),
            hidden: Vec::new(),
            listened: known,
            taste,
            fit: (ask.by != By::Sound).then(|| self.fit()),
        })
    }

    pub(super) fn listen(&self, words: &str, _: Stop<'_>) -> Outcome<TrackRow> {
        self.well()?;
        let name = words.split_once(" - ").map(|(artist, title)| crate::track::Name::parse(artist, title));
        let name = name.ok_or_else(|| unknown(words))?;
        let id = TrackId::outside(&name.key());
        Ok(TrackRow { id, ..crate::library::unknown_row(&name) })
    }

    pub(super) fn evidence(&self, seeds: &[TrackId], row: TrackId, _: Stop<'_>) -> Outcome<Vec<Evidence>> {
        let seeds: Vec<u32> = seeds.iter().map(|id| self.row(*id)).collect::<Outcome<_>>()?;
        let mut mixes = details(self.tables(), &seeds, self.row(row)?, OwnSets::With);
        for one in &mut mixes {
            one.mix.url = Some(format!("https://www.mixesdb.com/w/{}", one.mix.title.replace(' ', "_")));
        }
        Ok(mixes)
    }

    pub(super) fn narrow<T>(
        &self,
        controls: &Controls,
        rows: &mut Vec<T>,
        id: impl Fn(&T) -> TrackId,
    ) -> Vec<(String, u32)> {
        let sieve = Sieve::new(self.tables(), &self.snapshot.graph(), controls, &[]);
        let hidden = sieve.hidden(rows.iter().map(&id));
        rows.retain(|row| sieve.keeps(id(row)));
        hidden
    }

    pub(super) fn paths(
        &self,
        ask: &SimilarRequest,
        pairs: &[(TrackId, TrackId)],
        reach: f32,
        stop: Stop<'_>,
    ) -> Outcome<Vec<Option<Route>>> {
        let mut rows = self.rows(&ask.seeds)?;
        rows.extend(self.similar(ask, stop)?.tracks.into_iter().map(|row| row.row));
        let facts = self.facts(&rows, stop)?;
        let records: Vec<_> = rows.into_iter().zip(facts).collect();
        Ok(routes(&self.snapshot, None, &records, (pairs, reach), stop))
    }

    pub fn rows(&self, ids: &[TrackId]) -> Outcome<Vec<TrackRow>> {
        self.well()?;
        Ok(ids
            .iter()
            .filter_map(|id| self.tables().row_of(*id))
            .map(|row| self.tables().track_row(row))
            .collect())
    }

    pub(super) fn versions(&self, id: TrackId, _: Stop<'_>) -> Outcome<Vec<TrackRow>> {
        let rows = self.tables().versions_of(self.row(id)?);
        Ok(rows.iter().map(|&row| self.tables().track_row(row)).collect())
    }

    pub(super) fn history(&self, id: TrackId, _: Stop<'_>) -> Outcome<History> {
        let row = self.row(id)?;
        let first = self
            .tables()
            .first_played(row)
            .map(|mix| (self.tables().dj_names(mix).join(" & "), self.tables().mix_date.get(mix).to_owned()));
        Ok(History { years: self.tables().plays_by_year(row), first })
    }

    pub(super) fn dj(&self, name: &str, _: Stop<'_>) -> Outcome<DjPage> {
        self.well()?;
        self.tables().dj_page(name).ok_or_else(|| unknown(name))
    }

    pub(super) fn label(&self, name: &str, _: Stop<'_>) -> Outcome<LabelPage> {
        self.well()?;
        self.tables().label_page(name).ok_or_else(|| unknown(name))
    }

    pub(super) fn artist(&self, name: &str, _: Stop<'_>) -> Outcome<ArtistPage> {
        self.well()?;
        self.tables().artist_page(name).ok_or_else(|| unknown(name))
    }

    pub(super) fn mix(&self, id: MixId, _: Stop<'_>) -> Outcome<MixPage> {
        self.well()?;
        let mix = self.tables().mix_by_id(id).ok_or_else(|| unknown("the mix"))?;
        let mut row = self.tables().mix_row(mix);
        row.url = Some(format!("https://www.mixesdb.com/w/{}", row.title.replace(' ', "_")));
        let titled = |title: &str| crate::wikitext::parse_lines(title, &[]).title == row.title;
        let written = self.lines.iter().find(|(title, _)| titled(title)).map(|(_, lines)| lines.clone());
        let lines = written.unwrap_or_else(|| self.played(mix));
        let entries = crate::wikitext::parse_lines(&row.title, &lines).entries;
        let mut tracks = self.tables().plays.get(mix).iter();
        let entries = entries
            .into_iter()
            .map(|entry| {
                let is_track = entry.kind == crate::wikitext::EntryKind::Track;
                EntryRow {
                    kind: entry.kind,
                    chapter: entry.chapter,
                    cue: entry.cue,
                    layered: entry.layered,
                    track: is_track
                        .then(|| tracks.next().and_then(|&row| self.tables().id_of(row)))
                        .flatten(),
                    artist: entry.artist,
                    title: entry.title,
                    label: entry.label,
                    catalogue_number: None,
                    year: None,
                    isrc: None,
                    raw: entry.raw,
                }
            })
            .collect();
        Ok(MixPage {
            mix: row,
            djs: self.tables().dj_names(mix),
            audio: vec![if self.archived.load(Ordering::SeqCst) {
                "https://archive.org/download/a/mix.mp3".to_owned()
            } else {
                format!("https://soundcloud.com/mixes/{}", id.0)
            }],
            entries,
        })
    }

    /// What a mix played, as lines of a tracklist.
    pub(super) fn played(&self, mix: u32) -> Vec<String> {
        let line = |&row: &u32| {
            let TrackRow { artist, title, version, .. } = self.tables().track_row(row);
            let version = version.map(|version| format!(" ({version})")).unwrap_or_default();
            format!("{artist} - {title}{version}")
        };
        self.tables().plays.get(mix).iter().map(line).collect()
    }

    pub(super) fn track(&self, id: TrackId, _: Stop<'_>) -> Outcome<TrackPage> {
        Ok(self.tables().track_page(self.row(id)?))
    }

    pub(super) fn news(&self, since: MixId, interest: &Interest) -> Outcome<News> {
        self.well()?;
        Ok(News { since: Some("Tuesday".into()), ..self.tables().news(since, interest) })
    }

    pub(super) fn facts(&self, rows: &[TrackRow], _: Stop<'_>) -> Outcome<Vec<MixingFacts>> {
        self.well()?;
        let all = self.known.load(Ordering::SeqCst);
        let plain = MixingFacts {
            tempo: Some(Settled::written(174.0)),
            key: Some(Settled::written(MusicalKey { tonic: 1, mode: Mode::Minor })),
            asked: true,
            ..MixingFacts::default()
        };
        let decided = self.tempi.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |row: &TrackRow| if all { plain } else { facts(row) };
        let facts = |row: &TrackRow| match decided.get(&row.id) {
            Some(tempo) => MixingFacts { tempo: Some(*tempo), ..known(row) },
            None => known(row),
        };
        Ok(rows.iter().map(facts).collect())
    }

    pub(super) fn user(&self) -> Outcome<UserData> {
        if self.unreadable.load(Ordering::SeqCst) {
            return Err(Fault {
                title: "The queue cannot be read".into(),
                cause: "the database is locked".into(),
                remedy: String::new(),
            });
        }
        let mut user = self.stored();
        let kept = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let named =
            |name: &str, records: usize| QueueName { id: None, name: name.into(), records: records as u32 };
        user.queues = kept.iter().map(|(name, items)| named(name, items.len())).collect();
        user.queues.push(named(&user.queue_name, user.queue.len()));
        Ok(user)
    }
}
