//! The one who changes the catalogue.

use std::{collections::HashSet, ops::Deref, path::Path, time::Duration};

use rusqlite::{Connection, TransactionBehavior};

use crate::track::Rules;

use super::{Applied, Catalogue, CatalogueError, Change, User, WriterLock, aliases, apply, crawl, rekey};

/// The catalogue's writer; holds the lock while it lives.
#[derive(Debug)]
pub struct Writer {
    catalogue: Catalogue,
    rules: Rules,
    /// What the user made, whose tracks stay.
    user: Option<User>,
    _lock: Option<WriterLock>,
}

impl Deref for Writer {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.catalogue
    }
}

impl Writer {
    /// Opens `catalogue.db` for writing, or says who holds it ([`CatalogueError::Locked`]). Where the rules of what is the same record have
    /// changed, all keys are made again (after a copy of the file). `user` is `user.db`: tracks it refers to stay.
    pub fn acquire(catalogue: &Path, user: &Path) -> Result<Self, CatalogueError> {
        Self::acquire_with(catalogue, user, Rules::current())
    }

    /// As [`Writer::acquire`], but waits for who holds the lock, until `patience` is over or `stop` says so.
    pub fn wait(
        catalogue: &Path,
        user: &Path,
        patience: Duration,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, CatalogueError> {
        let (user, lock) = (User::open(user)?, WriterLock::wait(catalogue, patience, stop)?);
        let catalogue = Catalogue::open(catalogue)?;
        Self { catalogue, rules: Rules::current().clone(), user: Some(user), _lock: Some(lock) }.ready()
    }

    /// As [`Writer::acquire`], with other rules.
    pub fn acquire_with(catalogue: &Path, user: &Path, rules: &Rules) -> Result<Self, CatalogueError> {
        // Opening first makes the folder that the lock stands in.
        let user = User::open(user)?;
        let lock = WriterLock::acquire(catalogue)?;
        let catalogue = Catalogue::open(catalogue)?;
        Self { catalogue, rules: rules.clone(), user: Some(user), _lock: Some(lock) }.ready()
    }

    /// A writer of a new catalogue in memory, for tests and for the tour.
    pub fn in_memory() -> Result<Self, CatalogueError> {
        Self::in_memory_with(Rules::current())
    }

    /// As [`Writer::in_memory`], with other rules.
    pub fn in_memory_with(rules: &Rules) -> Result<Self, CatalogueError> {
        let catalogue = Catalogue::open_in_memory()?;
        Self { catalogue, rules: rules.clone(), user: None, _lock: None }.ready()
    }

    fn ready(mut self) -> Result<Self, CatalogueError> {
        // A change set touches pages all over the index of keys.
        let cache = self.catalogue.db().pragma_update(None, "cache_size", -65_536);
        cache.map_err(self.catalogue.err())?;
        rekey::if_needed(&mut self.catalogue, &self.rules, self.user.as_ref())?;
        Ok(self)
    }

    /// Applies a change set in one transaction: all of it or nothing.
    pub fn apply(&mut self, changes: &[Change]) -> Result<Applied, CatalogueError> {
        self.apply_noting(changes, &[])
    }

    /// As [`Writer::apply`]; the same transaction notes how far fetching is (name and text; `None` forgets it).
    pub fn apply_noting(
        &mut self,
        changes: &[Change],
        notes: &[(&str, Option<&str>)],
    ) -> Result<Applied, CatalogueError> {
        // Nobody stops it, so it always has an answer.
        self.apply_until(changes, notes, &|| false).map(Option::unwrap_or_default)
    }

    /// As [`Writer::apply_noting`]; ends as soon as `stop` says so, which is asked all the time. `None`: it was stopped and nothing is
    /// applied.
    pub fn apply_until(
        &mut self,
        changes: &[Change],
        notes: &[(&str, Option<&str>)],
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Applied>, CatalogueError> {
        self.catalogue.stay()?;
        let (rules, user, err) = (&self.rules, self.user.as_ref(), self.catalogue.err());
        let applied = (|| {
            let change = self.catalogue.db_mut().transaction_with_behavior(TransactionBehavior::Immediate)?;
            let kept = |db: &Connection| match user {
                Some(user) => aliases::resolve_all(db, rules, &user.all_seen()?),
                None => Ok(HashSet::new()),
            };
            let Some(applied) = apply::apply(&change, rules, changes, &kept, stop)? else { return Ok(None) };
            for (name, text) in notes {
                crawl::set(&change, name, *text)?;
            }
            change.commit()?;
            Ok(Some(applied))
        })()
        .map_err(err)?;
        if self.catalogue.stay()? {
            return Err(CatalogueError::Exchanged { path: self.catalogue.path().into() });
        }
        Ok(applied)
    }

    /// The catalogue, for reading on; the lock is given up.
    pub fn into_catalogue(self) -> Catalogue {
        self.catalogue
    }
}
