//! `user.db` for whoever may never need it.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::User;
use crate::catalogue::CatalogueError;

/// A connection to `user.db` that is opened by the first question: threads that may have nothing to do have theirs made while the
/// screen comes up.
#[derive(Debug)]
pub struct LateUser {
    path: PathBuf,
    opened: Mutex<Option<User>>,
}

impl LateUser {
    /// To the file at `path`; nothing is opened yet.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), opened: Mutex::default() }
    }

    /// Asks, or stores, one after another. Where the file cannot be opened now, the next question tries again.
    pub fn ask<T>(
        &self,
        ask: impl FnOnce(&mut User) -> Result<T, CatalogueError>,
    ) -> Result<T, CatalogueError> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let user = match &mut *opened {
            Some(user) => user,
            none => none.insert(User::open(&self.path)?),
        };
        ask(user)
    }

    /// The connection, opened now where nobody has asked yet.
    pub fn into_user(self) -> Result<User, CatalogueError> {
        let opened = self.opened.into_inner().unwrap_or_else(PoisonError::into_inner);
        opened.map_or_else(|| User::open(&self.path), Ok)
    }

    /// Closes it; the next question opens it again.
    pub fn close(&self) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl From<User> for LateUser {
    fn from(user: User) -> Self {
        Self { path: user.path().to_owned(), opened: Mutex::new(Some(user)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_opened_before_the_first_question_and_what_fails_is_tried_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("user.db");
        let late = LateUser::at(&path);
        assert!(!path.exists());
        std::fs::create_dir(&path).unwrap();
        assert!(matches!(late.ask(|user| user.open_queue()), Err(CatalogueError::NoFile { .. })));
        std::fs::remove_dir(&path).unwrap();
        late.ask(|user| user.set_setting("a", Some("b"))).unwrap();
        late.close();
        assert_eq!(late.ask(|user| user.setting("a")).unwrap().as_deref(), Some("b"));
    }
}
