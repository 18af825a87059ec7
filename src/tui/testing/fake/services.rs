//! The library of the tests as the screen asks it.

use std::sync::{PoisonError, atomic::Ordering};

use super::{Fake, unknown};
use crate::{
    app::{
        Answer, Fault, KeptList, KeptSet, Outcome, Question, Services, Status, Stop, UpdateCommand,
        UserChange,
        export::{ExportCommand, OnExport},
        shaping::all_orders,
    },
    config::Consent,
    import::{SetOrder, preview_list},
    library::{player, query::By},
    sound::mixable::Settled,
    track::TrackId,
    tui::state::queue::UserLists,
};

impl Services for Fake {
    fn tabs(&self) -> Vec<By> {
        let mut tabs = self.tabs.clone();
        if self.by_sound().is_some() {
            tabs.insert(1, By::Sound);
        }
        tabs
    }

    fn status(&self) -> Status {
        Status {
            generation: self.generation.load(Ordering::SeqCst),
            tracks: self.tables().n_tracks() as u64,
            mixes: self.tables().n_mixes() as u64,
            newest: self.tables().newest_mix(),
            years: Some((1999, 2017)),
            fitted: (self.fit() > 0).then_some(std::time::Duration::from_hours(2)),
            fit: self.fit(),
            user_version: self.stored().version,
            listening: self.by_sound().map(|(listening, _)| listening).unwrap_or_default(),
            facts_version: u64::from(self.known.load(Ordering::SeqCst)) + self.decided.load(Ordering::SeqCst),
            on_deck: self.on_deck.lock().unwrap_or_else(PoisonError::into_inner).clone().map(Box::new),
            ready: true,
            ..Status::default()
        }
    }

    fn tick(&self) {}

    fn used(&self) {}

    fn answer(&self, question: &Question, stop: Stop<'_>) -> Outcome<Answer> {
        Ok(match question {
            Question::Welcome => Answer::Welcome(self.welcome(stop)?),
            Question::Search { query, limit, .. } => Answer::Search(self.search(query, *limit, stop)?),
            Question::Similar(ask) => Answer::Similar(self.similar(ask, stop)?),
            Question::Dj(name, controls) => {
                let mut page = self.dj(name, stop)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.row.id);
                Answer::Dj(page, hidden)
            }
            Question::Label(name, controls) => {
                let mut page = self.label(name, stop)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.row.id);
                Answer::Label(page, hidden)
            }
            Question::Artist(name, controls) => {
                let mut page = self.artist(name, stop)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.row.id);
                Answer::Artist(page, hidden)
            }
            Question::Mix(id) => {
                let page = self.mix(*id, stop)?;
                let ids: Vec<TrackId> = page.entries.iter().filter_map(|entry| entry.track).collect();
                Answer::Mix(page, self.rows(&ids)?)
            }
            Question::Track(id) => Answer::Track(self.track(*id, stop)?),
            Question::Browse(browse, controls) => {
                let mut answer = self.tables().browse(browse);
                let hidden = self.narrow(controls, &mut answer.tracks, |row| row.row.id);
                Answer::Browse(answer, hidden)
            }
            Question::Styles => Answer::Styles(self.tables().style_counts(usize::MAX)),
            Question::Known(controls) => match controls.stranger(&self.snapshot) {
                Some(stranger) => return Err(unknown(&stranger.name)),
                None => Answer::Known,
            },
            Question::News { since, interest } => Answer::News(self.news(*since, interest)?),
            Question::SinceLast { since, interest } => Answer::SinceLast(self.news(*since, interest)?),
            Question::Evidence { seeds, row, .. } => Answer::Evidence(self.evidence(seeds, *row, stop)?),
            Question::Tracklist(id) => Answer::Tracklist(self.mix(*id, stop)?),
            Question::PlaysBeside(id) => Answer::PlaysBeside(self.track(*id, stop)?),
            Question::History(id) => Answer::History(self.history(*id, stop)?),
            Question::Listen(words) => Answer::Listen(self.listen(words, stop)?),
            Question::Versions(id) => Answer::Versions(self.versions(*id, stop)?),
            Question::Plays(id) => Answer::Plays(self.track(*id, stop)?),
            Question::Player { mix, records } => {
                Answer::Player(player::player(&self.mix(*mix, stop)?, records))
            }
            Question::Order(queue) => {
                let facts = self.facts(&queue.rows, stop)?;
                Answer::Order(all_orders(&self.snapshot, queue, &facts, stop))
            }
            Question::Path { ask, pairs, reach } => Answer::Path(self.paths(ask, pairs, *reach, stop)?),
            Question::Offers { .. } => {
                self.well()?;
                Answer::Offers(self.offers.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Question::User => Answer::User(self.user()?),
            Question::ReadList(list) => {
                let order = SetOrder { set: true, titles_first: list.titles_first, ..SetOrder::default() };
                Answer::ReadList(preview_list(&list.text, &order).map_err(|e| unknown(&e.to_string()))?)
            }
            Question::KeepList(list) => {
                self.well()?;
                self.lists.lock().unwrap().push(list.clone());
                // As a list that names another DJ.
                let public = list.text.starts_with("Kora @ Cellar");
                let undo = KeptSet { list: list.clone(), identity: "a set".to_owned(), public };
                let title = "a set".to_owned();
                Answer::KeepList(KeptList { title, plays: 3, undo: Some(undo), ..KeptList::default() })
            }
            Question::Facts { rows, .. } => Answer::Facts(self.facts(rows, stop)?),
            Question::Places => {
                Answer::Places(self.places.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Question::Complete(text) => {
                Answer::Complete(format!("{text}Music/"), vec!["Music/".to_owned(), "Musik.txt".to_owned()])
            }
            Question::Import(paths) => {
                self.well()?;
                Answer::Import(format!("Imported: {} files.", paths.len()))
            }
        })
    }

    fn change(&self, change: &UserChange) -> Outcome<Option<Fault>> {
        if self.full.load(Ordering::SeqCst) {
            return Err(Fault {
                title: "Cannot save".into(),
                cause: "disk full (/home)".into(),
                remedy: "Free space, it retries by itself; y copies it.".into(),
            });
        }
        let mut user = self.user.lock().unwrap_or_else(PoisonError::into_inner);
        if let UserChange::OpenQueue { name } | UserChange::UnmakeQueue { open: name, .. } = change {
            let mut kept = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(user.queue_name.clone(), std::mem::take(&mut user.queue));
            user.queue = kept.remove(name).unwrap_or_default();
            user.queue_name.clone_from(name);
            if let UserChange::UnmakeQueue { name, .. } = change {
                kept.retain(|other, items| other != name || !items.is_empty());
            }
            return Ok(None);
        }
        if let UserChange::RenameQueue { from, to } = change {
            let mut kept = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.contains_key(to) {
                return Ok(Some(unknown("another queue is called so")));
            }
            if user.queue_name == *from {
                user.queue_name.clone_from(to);
            } else if let Some(items) = kept.remove(from) {
                kept.insert(to.clone(), items);
            }
            return Ok(None);
        }
        if let UserChange::TakeQueue { queue, away } = change {
            let mut kept = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let (from, to) = if *away { (&mut *kept, &mut *taken) } else { (&mut *taken, &mut *kept) };
            to.extend(from.remove_entry(&queue.name));
            return Ok(None);
        }
        if let UserChange::Set { set, on, .. } = change {
            let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
            lists.retain(|list| *list != set.list);
            lists.extend(on.then(|| set.list.clone()));
        }
        if let UserChange::Deck { .. } = change {
            return Ok(None);
        }
        if let UserChange::Tempo { row, bpm } = change {
            self.decide(row.id, Settled::written(*bpm));
            return Ok(None);
        }
        if let UserChange::Previews { allowed } = change {
            if let Some((listening, _)) = &mut *self.sound.lock().unwrap_or_else(PoisonError::into_inner) {
                listening.previews = if *allowed { Consent::Yes } else { Consent::No };
            }
            return Ok(None);
        }
        let mut mine = UserLists::from(user.clone());
        mine.apply(change);
        user.queue = mine.items;
        user.verdicts = mine.verdicts.into_iter().collect();
        user.verdicts.sort_by_key(|(id, _)| *id);
        user.rejected_artists = mine.artists.into_iter().collect();
        user.rejected_artists.sort();
        user.notes = mine.notes.into_iter().collect();
        user.pairs = mine.pairs;
        user.follows = mine.follows.into_iter().collect();
        user.follows.sort();
        user.heard = mine.heard.into_iter().collect();
        user.heard.sort();
        Ok(None)
    }

    fn export(&self, order: ExportCommand, tell: &OnExport) {
        if let Some(script) = &mut *self.desk.lock().unwrap_or_else(PoisonError::into_inner) {
            for news in script(&order) {
                tell(news);
            }
        }
        self.orders.lock().unwrap_or_else(PoisonError::into_inner).push(order);
    }

    fn session(&self) -> Outcome<Option<String>> {
        Ok(self.session.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn kept(&self) -> Outcome<()> {
        Ok(())
    }

    fn update(&self, command: &UpdateCommand) -> Outcome<String> {
        self.well()?;
        Ok(format!("{command:?}"))
    }

    fn save_session(&self, session: &str) -> Outcome<()> {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.to_owned());
        Ok(())
    }
}
