//! A list that was pasted: shown as it is understood, then kept as a set of the user's.

use super::{
    change::{KeptSet, PastedText},
    fault::{self, Fault, Outcome},
    known::{known_artists, known_records},
    lock::lock,
    open::App,
    time::now,
};
use crate::{
    catalogue::{Change, Which},
    import::{self, ImportError, ImportReport, ImportWatch, ListPreview, OwnImport, SetOrder, SetState},
    library::LibraryError,
    track::Name,
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
    /// What takes it out again; `None` where it was there before, in this form or another.
    pub undo: Option<KeptSet>,
    /// It was there as it is.
    pub known: bool,
}

impl App {
    /// What is understood of a list, where titles stand first if that is told. Nothing is kept.
    pub fn read_list(&self, text: &str, titles_first: Option<bool>) -> Outcome<ListPreview> {
        let snapshot = self.library.snapshot();
        let (artists, records) = (known_artists(&snapshot), known_records(&snapshot));
        import::preview_list(text, &self.order((&artists, &records), titles_first))
            .map_err(|e| failed("The list cannot be read", &e))
    }

    /// Keeps a list as a set.
    pub fn keep_list(&self, list: &PastedText) -> Outcome<KeptList> {
        let PastedText { text, titles_first } = list;
        let snapshot = self.library.snapshot();
        let (artists, records) = (known_artists(&snapshot), known_records(&snapshot));
        let mut own = OwnImport::new(self.order((&artists, &records), *titles_first));
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
        Ok(kept(list, &mut report))
    }

    /// Takes a set out that was kept of a list, or keeps it again.
    pub(super) fn put_set(&self, set: &KeptSet, on: bool) -> Outcome<()> {
        if on {
            return self.keep_list(&set.list).map(drop);
        }
        let cannot = |e: LibraryError| fault::of("The set cannot be taken out", &e);
        let (me, identity) = (lock(&self.settings).me.called(), set.identity.clone());
        {
            let mut user = self.store();
            if let Some(id) = user.set_id(&identity).map_err(|e| cannot(e.into()))?.filter(|_| !set.public) {
                user.remove_set(id, now()).map_err(|e| cannot(e.into()))?;
            }
            let mut writer = self.library.writer().map_err(cannot)?;
            if set.public {
                let gone = [Change::Remove(Which::Foreign(identity))];
                writer.apply(&gone).map_err(|e| cannot(e.into()))?;
            }
            writer.take_sets(&user, &me).map_err(|e| cannot(e.into()))?;
        }
        self.library.publish_names().map_err(cannot)
    }

    fn order<'o>(&self, (is_artist, record): Knows<'o>, titles_first: Option<bool>) -> SetOrder<'o> {
        let settings = lock(&self.settings);
        SetOrder {
            me: settings.me.name(),
            set: true,
            shortest: settings.sets.shortest,
            titles_first,
            is_artist,
            record,
            ..SetOrder::default()
        }
    }
}

fn kept(list: &PastedText, report: &mut ImportReport) -> KeptList {
    let mut notes: Vec<String> = report.skipped.drain(..).map(|skipped| skipped.reason).collect();
    let Some(set) = report.sets.pop() else { return KeptList { notes, ..KeptList::default() } };
    let missed = set.left_out.iter().filter(|left| left.is_not_found()).count();
    if missed > 0 {
        let lines = if missed == 1 { "1 line was".to_owned() } else { format!("{missed} lines were") };
        notes.push(format!("{lines} not found"));
    }
    let (title, plays, known) = (set.title, set.plays, set.state == SetState::Known);
    let kept = || KeptSet { list: list.clone(), identity: set.identity, public: set.public };
    let undo = (set.state == SetState::New).then(kept);
    KeptList { title, plays, notes, undo, known }
}

fn failed(title: &str, e: &ImportError) -> Fault {
    Fault { title: title.to_owned(), cause: e.to_string(), remedy: e.hint() }
}

/// Whether an artist is known, and the one record that a line names.
type Knows<'k> = (&'k dyn Fn(&str) -> bool, &'k dyn Fn(&str) -> Option<Name>);

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        app::UserChange,
        catalogue::User,
        jobs::Pools,
        library::{Library, fixture},
    };

    fn list(title: &str) -> PastedText {
        let lines: String = (1..7).map(|n| format!("{n}:00 Artist {n} - Record {n}\n")).collect();
        PastedText { text: format!("{title}\n\n{lines}").into(), titles_first: None }
    }

    #[test]
    fn a_list_that_was_kept_is_taken_out_whole_and_kept_again_the_users_own_and_another_djs() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, settings) = fixture::bare(dir.path());
        let library = Library::open(&paths, &settings).unwrap();
        let user = User::open(&paths.user_db()).unwrap();
        let app = App::new(Arc::new(library), user, Pools::new().unwrap(), &settings);
        let mixes = |app: &App| app.library.snapshot().tables.n_mixes();
        for title in ["My night, 2024-05-04", "Kora @ Cellar, 2024-05-05"] {
            let kept = app.keep_list(&list(title)).unwrap();
            assert_eq!((kept.plays, kept.known, mixes(&app)), (6, false, 1), "{title}");
            let set = kept.undo.expect("it is new");
            let again = app.keep_list(&list(title)).unwrap();
            assert!(again.known && again.undo.is_none(), "{title}");
            let turn = |on| UserChange::Set { set: set.clone(), title: kept.title.clone(), on };
            for _ in 0..2 {
                app.change(&turn(false)).unwrap();
                assert_eq!((mixes(&app), app.store().sets().unwrap().len()), (0, 0), "{title}");
            }
            app.change(&turn(true)).unwrap();
            assert_eq!(mixes(&app), 1, "{title}");
            app.change(&turn(false)).unwrap();
        }
    }
}
