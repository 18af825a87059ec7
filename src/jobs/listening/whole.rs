//! Where to mix the user's files: of those in queues it is found before they are auditioned.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    catalogue::{CatalogueError, User},
    library::{Library, sound::NotAnalysed},
    preview::{PreviewProvider as _, Wanted, local::Files},
};

type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// Files that are to be analysed whole. Decoding one takes as long as all of listening to its middle (0.35 s for an MP3 of five minutes
/// at 320 kbit/s), so not every file of a collection is.
pub trait WholeFiles: Send {
    /// The next one; the same until it was tried.
    fn next(&mut self) -> Option<PathBuf>;
    /// Finds where to mix it and keeps that; stopped, it is tried again.
    fn analyse(&mut self, path: &Path, stop: Stop<'_>);
}

/// The files of the records in the user's queues.
pub struct QueuedFiles {
    library: Arc<Library>,
    /// Whose queues, and who has their files; opened when first asked.
    stores: Option<(User, Files)>,
    left: VecDeque<PathBuf>,
    /// The versions of the collection and the queues of which `left` is.
    left_of: Option<(u64, (i64, i64))>,
}

impl QueuedFiles {
    /// Of the user whose library it is.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, stores: None, left: VecDeque::new(), left_of: None }
    }

    fn load(&mut self) -> Result<(), CatalogueError> {
        let (user, files) = if let Some(stores) = &self.stores {
            stores
        } else {
            let path = self.library.paths().user_db();
            self.stores.insert((User::open(&path)?, Files::new(User::open(&path)?)))
        };
        let version = (user.owned_version()?, user.queued_version()?);
        if self.left_of != Some(version) {
            let queued = user.queued_tracks()?.into_iter();
            let wanted = queued.map(|seen| Wanted { key: seen.key, name: seen.name, isrc: None });
            let found = wanted.filter_map(|wanted| files.find(&wanted, &|| false).ok());
            let paths = found.map(|found| PathBuf::from(found.id));
            let unknown = paths.filter(|path| matches!(self.library.known_mix_points(path), Ok(None)));
            self.left = unknown.collect();
            self.left_of = Some(version);
        }
        Ok(())
    }
}

impl WholeFiles for QueuedFiles {
    fn next(&mut self) -> Option<PathBuf> {
        if let Err(e) = self.load() {
            tracing::warn!("the queues cannot be read: {e}");
        }
        self.left.front().cloned()
    }

    fn analyse(&mut self, path: &Path, stop: Stop<'_>) {
        match self.library.mix_points(path, stop) {
            Err(NotAnalysed::Stopped) => return,
            Err(e) => tracing::debug!("where to mix {} is not known: {e}", path.display()),
            Ok(_) => {}
        }
        self.left.retain(|left| left != path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Item, Owned, OwnedSource, QueueOp, QueuePlace, Seen},
        library::fixture,
        sound::{clip::Clip, wav},
        track::Name,
    };

    #[test]
    fn the_files_of_queued_records_are_analysed_once_and_a_record_without_a_file_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, settings) = fixture::bare(dir.path());
        let library = Arc::new(Library::open(&paths, &settings).unwrap());
        let open = || User::open(&paths.user_db()).unwrap();
        let mut user = open();
        let file = |title: &str| dir.path().join(format!("{title}.wav"));
        let owned = ["One", "Two"].map(|title| {
            std::fs::write(file(title), wav::encode(&Clip::new(vec![0.1; 8_000], 1, 8_000))).unwrap();
            Owned {
                track: Seen::new(Name::parse("A", title)),
                location: file(title).to_string_lossy().into_owned(),
                isrc: None,
                bpm: None,
                tonic: None,
                seconds: None,
                modified: None,
                at: 0,
            }
        });
        user.put_owned(OwnedSource::Folder, "here", &owned).unwrap();
        let mut queue = |title: &str| {
            let id = user.new_item_id().unwrap();
            let item = Item { id, track: Seen::new(Name::parse("A", title)), added: 1 };
            user.change_queue("q", &[QueueOp::Insert(item, QueuePlace::Last)], 1).unwrap();
        };
        let mut files = QueuedFiles::new(library);
        assert_eq!(files.next(), None, "what is only owned is not");
        queue("Nobody has it");
        queue("Two");
        assert_eq!(files.next(), Some(file("Two")));
        files.analyse(&file("Two"), &|| true);
        assert_eq!(files.next(), Some(file("Two")), "stopped, it is tried again");
        files.analyse(&file("Two"), &|| false);
        assert_eq!(files.next(), None);
        queue("One");
        assert_eq!(files.next(), Some(file("One")), "what is known is not analysed again");
    }
}
