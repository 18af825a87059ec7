//! What the user and their friends have played, and the lists of other DJs that were imported.

use serde::Serialize;

use super::Workspace;
use crate::{
    app::failure::Failure,
    catalogue::{Change, PublicList, StoredSet, User, Which, set_titles},
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
    /// `me`, `friend`, or `public`: another DJ's list, which counts like any mix.
    pub whose: &'static str,
    /// As written.
    pub date: Option<String>,
    /// What kept it.
    pub program: String,
    /// How many plays it has.
    pub plays: u64,
    /// The file it is from; empty of a public one.
    pub source: String,
}

/// What a title names.
enum Named {
    /// The user's or a friend's, by its number.
    Kept(i64),
    /// Another DJ's list, by its identity.
    Public(String),
}

impl Workspace {
    /// All sets, the newest first.
    pub fn sets(&self) -> Result<Vec<SetRow>, Failure> {
        let (library, user) = self.stores()?;
        self.rows(&library, &user)
    }

    /// Takes sets out, named by their titles.
    pub fn remove_sets(&self, titles: &[String]) -> Result<Vec<SetRow>, Failure> {
        let (library, mut user) = self.stores_to_write()?;
        for title in titles {
            match self.find(&library, &user, title)? {
                Named::Kept(id) => {
                    user.remove_set(id, unix())?;
                }
                Named::Public(identity) => {
                    library.writer()?.apply(&[Change::Remove(Which::Foreign(identity))])?;
                }
            }
        }
        self.publish(&library, &user)?;
        self.rows(&library, &user)
    }

    /// Gives a set another title; an empty one gives it back its own.
    pub fn rename_set(&self, title: &str, new: &str) -> Result<Vec<SetRow>, Failure> {
        let (library, mut user) = self.stores_to_write()?;
        let Named::Kept(id) = self.find(&library, &user, title)? else { return Err(not_renamed(title)) };
        user.rename_set(id, Some(new.trim()).filter(|new| !new.is_empty()))?;
        self.publish(&library, &user)?;
        self.rows(&library, &user)
    }

    fn rows(&self, library: &Library, user: &User) -> Result<Vec<SetRow>, Failure> {
        let sets = user.sets()?;
        let titles = set_titles(&sets, &self.settings.me.called());
        let mut rows: Vec<SetRow> =
            sets.into_iter().zip(titles).map(|(stored, title)| self.row(stored, title)).collect();
        let catalogue = library.catalogue();
        for list in catalogue.public_lists()? {
            let plays = catalogue.n_plays(list.id)?;
            rows.push(of_another(list, plays));
        }
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

    fn find(&self, library: &Library, user: &User, title: &str) -> Result<Named, Failure> {
        let sets = user.sets()?;
        let titles = set_titles(&sets, &self.settings.me.called());
        let public = library.catalogue().public_lists()?;
        let titles: Vec<&str> =
            titles.iter().map(String::as_str).chain(public.iter().map(|list| &*list.title)).collect();
        let wanted = fold(title);
        let found = titles.iter().position(|known| *known == title);
        let found = found.or_else(|| titles.iter().position(|known| fold(known) == wanted));
        let named = |at: usize| match sets.get(at) {
            Some(stored) => Named::Kept(stored.id),
            None => Named::Public(public[at - sets.len()].identity.clone()),
        };
        found.map(named).ok_or_else(|| {
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

fn of_another(list: PublicList, plays: u64) -> SetRow {
    let PublicList { title, djs, date, .. } = list;
    let dj = (!djs.is_empty()).then(|| djs.join(" & "));
    SetRow { title, dj, whose: "public", date, program: "list".to_owned(), plays, source: String::new() }
}

fn not_renamed(title: &str) -> Failure {
    let message = format!("'{}' is another DJ's list and keeps its title", one_line(title));
    Failure::new("public_set", message, "segue sets remove takes it out; import it with another title.")
}
