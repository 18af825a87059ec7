//! What the user and their friends have played.

use serde::Serialize;

use super::Workspace;
use crate::{
    app::failure::Failure,
    catalogue::{StoredSet, User, set_titles},
    library::Library,
    plain::one_line,
    time::unix,
    track::fold,
};

/// A set that was played.
#[derive(Debug, Serialize)]
pub struct SetRow {
    /// What it is called.
    pub title: String,
    /// The DJ; null for the user without a name.
    pub dj: Option<String>,
    /// `me` or `friend`.
    pub whose: &'static str,
    /// As written.
    pub date: Option<String>,
    /// What kept it.
    pub program: String,
    /// How many plays it has.
    pub plays: u64,
    /// The file it is from.
    pub source: String,
}

impl Workspace {
    /// All sets, the newest first.
    pub fn sets(&self) -> Result<Vec<SetRow>, Failure> {
        self.rows(&self.user()?)
    }

    /// Takes sets out, named by their titles.
    pub fn remove_sets(&self, titles: &[String]) -> Result<Vec<SetRow>, Failure> {
        let (library, mut user) = self.stores_to_write()?;
        for title in titles {
            let id = self.find(&user, title)?;
            user.remove_set(id, unix())?;
        }
        self.publish(&library, &user)?;
        self.rows(&user)
    }

    /// Gives a set another title; an empty one gives it back its own.
    pub fn rename_set(&self, title: &str, new: &str) -> Result<Vec<SetRow>, Failure> {
        let (library, mut user) = self.stores_to_write()?;
        let id = self.find(&user, title)?;
        user.rename_set(id, Some(new.trim()).filter(|new| !new.is_empty()))?;
        self.publish(&library, &user)?;
        self.rows(&user)
    }

    fn rows(&self, user: &User) -> Result<Vec<SetRow>, Failure> {
        let sets = user.sets()?;
        let titles = set_titles(&sets, &self.settings.me.called());
        let mut rows: Vec<SetRow> =
            sets.into_iter().zip(titles).map(|(stored, title)| self.row(stored, title)).collect();
        rows.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.title.cmp(&b.title)));
        Ok(rows)
    }

    fn row(&self, stored: StoredSet, title: String) -> SetRow {
        let StoredSet { set, .. } = stored;
        SetRow {
            title,
            plays: set.n_plays() as u64,
            whose: if set.friend { "friend" } else { "me" },
            dj: set.dj.or_else(|| self.settings.me.name()),
            date: set.date,
            program: set.program,
            source: set.source,
        }
    }

    fn find(&self, user: &User, title: &str) -> Result<i64, Failure> {
        let sets = user.sets()?;
        let titles = set_titles(&sets, &self.settings.me.called());
        let wanted = fold(title);
        let found = titles.iter().position(|known| known == title);
        let found = found.or_else(|| titles.iter().position(|known| fold(known) == wanted));
        found.map(|at| sets[at].id).ok_or_else(|| {
            let message = format!("no set is called '{}'", one_line(title));
            Failure::new("unknown_set", message, "segue sets list shows their titles.")
        })
    }

    /// Brings the catalogue to what is kept, and its names with it; the next fit learns from it.
    fn publish(&self, library: &Library, user: &User) -> Result<(), Failure> {
        library.writer()?.take_sets(user, &self.settings.me.called())?;
        Ok(library.publish_names()?)
    }
}
