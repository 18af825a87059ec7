//! A list that was pasted: shown as it is understood, then kept as a set of the user's.

use std::{cell::OnceCell, collections::HashSet};

use super::{
    fault::{self, Fault, Outcome},
    lock::lock,
    open::App,
};
use crate::{
    import::{self, ImportError, ImportReport, ImportWatch, ListPreview, OwnImport, SetOrder},
    library::Snapshot,
    track::fold,
};

/// What was kept of a pasted list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptList {
    /// What the set is called; empty where it is there already.
    pub title: String,
    /// How many of its lines are plays.
    pub plays: u64,
    /// What else is to be known of it.
    pub notes: Vec<String>,
}

impl App {
    /// What is understood of a list, where titles stand first if that is told. Nothing is kept.
    pub fn read_list(&self, text: &str, titles_first: Option<bool>) -> Outcome<ListPreview> {
        let snapshot = self.library.snapshot();
        let artists = known_artists(&snapshot);
        import::preview_list(text, &self.order(&artists, titles_first))
            .map_err(|e| failed("The list cannot be read", &e))
    }

    /// Keeps a list as a set.
    pub fn keep_list(&self, text: &str, titles_first: Option<bool>) -> Outcome<KeptList> {
        let snapshot = self.library.snapshot();
        let artists = known_artists(&snapshot);
        let mut own = OwnImport::new(self.order(&artists, titles_first));
        let failed = |e: ImportError| failed("The list cannot be kept", &e);
        let (mut report, changed) = {
            let mut user = self.store();
            let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
            let opened = import::of_text(text).map_err(failed)?;
            let now = jiff::Timestamp::now().as_second();
            let mut report = own.take(opened, &mut user, now, &mut watch).map_err(failed)?;
            let changed = own.finish(self.library.paths(), &user, &mut report).map_err(failed)?;
            (report, changed)
        };
        if changed {
            let published = self.library.publish_names();
            published.map_err(|e| fault::of("The set is kept, but cannot be searched yet", &e))?;
        }
        Ok(kept(&mut report))
    }

    fn order<'o>(&self, is_artist: &'o dyn Fn(&str) -> bool, titles_first: Option<bool>) -> SetOrder<'o> {
        let settings = lock(&self.settings);
        SetOrder {
            me: settings.me.name(),
            set: true,
            shortest: settings.sets.shortest,
            titles_first,
            is_artist,
            ..SetOrder::default()
        }
    }
}

fn kept(report: &mut ImportReport) -> KeptList {
    let notes = report.skipped.drain(..).map(|skipped| skipped.reason).collect();
    match report.sets.pop() {
        Some(set) => KeptList { title: set.title, plays: set.plays, notes },
        None => KeptList { notes, ..KeptList::default() },
    }
}

fn failed(title: &str, e: &ImportError) -> Fault {
    Fault { title: title.to_owned(), cause: e.to_string(), remedy: e.hint() }
}

/// Whether the catalogue has records by an artist of that name; its artists are looked through when first asked.
pub fn known_artists(snapshot: &Snapshot) -> impl Fn(&str) -> bool {
    let names: OnceCell<HashSet<String>> = OnceCell::new();
    move |name| {
        let artists = &snapshot.tables.artists;
        let all = || (0..artists.len() as u32).map(|row| fold(artists.get(row))).collect();
        names.get_or_init(all).contains(&fold(name))
    }
}
