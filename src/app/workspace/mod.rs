//! The data folder as one command works with it: each store is opened when it is asked, and nothing goes on in the background.

mod backup;
mod embed;
mod export;
mod fitting;
mod hearing;
mod import;
mod join;
mod login;
mod mixing;
mod pages;
mod queue;
mod resolve;
mod search;
mod sets;
mod similar;
mod spotify;
mod start;
mod unknown;
mod update;

pub use backup::BackupFile;
pub use embed::Embedded;
pub use export::{ExportReport, FileExport, LeftBehind};
pub use fitting::OnFit;
pub use import::{FilesImport, FilesReport};
pub use join::join_line;
pub use login::{LoginInvitation, SpotifyAccount};
pub use mixing::MixingFilters;
pub use queue::QueueRows;
pub use sets::SetRow;
pub use similar::{WordsAnswer, WordsRequest};
pub use spotify::PlaylistExport;
pub use start::StartedScreen;

use super::failure::Failure;
use crate::{
    catalogue::{LateUser, User},
    config::{Paths, Settings},
    jobs::Pools,
    library::{Library, LibraryError},
};

/// What is said beside the answer while the stores are opened.
#[derive(Clone, Copy, Debug)]
pub enum OpeningNotice<'n> {
    /// The data folder is new: the starter catalogue is read, which takes a second or two, once.
    FirstStart,
    /// Something was repaired or is missing.
    Warning(&'n str),
}

/// The data folder and the settings of one command.
#[derive(Debug)]
pub struct Workspace {
    /// Where everything is.
    pub paths: Paths,
    /// Flags over environment over file over defaults.
    pub settings: Settings,
    /// Told what is to be known while the stores are opened.
    pub tell: fn(OpeningNotice<'_>),
}

impl Workspace {
    /// Opens the library; a fresh data folder gets the starter catalogue unless told otherwise.
    fn library(&self) -> Result<Library, Failure> {
        self.opened(|| Library::open(&self.paths, &self.settings))
    }

    /// The library and what the user made, over one connection: opening `user.db` again costs a short command a twentieth of its time.
    fn stores(&self) -> Result<(Library, User), Failure> {
        let user = LateUser::from(self.user()?);
        let library = self.library_beside(&user)?;
        library.tidy();
        Ok((library, user.into_user()?))
    }

    /// The same for a command that changes what the user made, as [`Workspace::user_to_write`].
    fn stores_to_write(&self) -> Result<(Library, User), Failure> {
        let (library, user) = self.stores()?;
        user.check()?;
        Ok((library, user))
    }

    /// As [`Workspace::library`] beside the connection to `user.db` that is open; nothing is tidied yet.
    fn library_beside(&self, user: &LateUser) -> Result<Library, Failure> {
        self.opened(|| Library::open_beside(&self.paths, &self.settings, user))
    }

    fn opened(&self, open: impl FnOnce() -> Result<Library, LibraryError>) -> Result<Library, Failure> {
        if self.settings.library.starter && !self.paths.catalogue_db().exists() {
            (self.tell)(OpeningNotice::FirstStart);
        }
        let library = open()?;
        library.notices().iter().for_each(|notice| (self.tell)(OpeningNotice::Warning(notice)));
        Ok(library)
    }

    /// Opens what the user made.
    fn user(&self) -> Result<User, Failure> {
        let user = User::open(&self.paths.user_db())?;
        if let Some(notice) = user.notice() {
            (self.tell)(OpeningNotice::Warning(&notice));
        }
        Ok(user)
    }

    /// The same for a command that changes it: nothing is written to a damaged file, wherever in it the damage is.
    fn user_to_write(&self) -> Result<User, Failure> {
        let user = self.user()?;
        user.check()?;
        Ok(user)
    }

    /// The pools for work that the command waits for.
    fn pools() -> Result<Pools, Failure> {
        Pools::new()
            .map_err(|e| Failure::new("threads", e.to_string(), "The system refuses to start threads."))
    }
}
