//! `segue sets`: what the user and their friends have played.

use serde::Serialize;

use super::{CommandResult, Context, Failure, SetsAction, text};
use crate::{
    catalogue::{StoredSet, User, set_titles},
    library::Library,
    time::unix,
};

pub(super) fn run(context: &Context, action: SetsAction) -> CommandResult {
    let mut user = context.user()?;
    match action {
        SetsAction::List => list(context, &user),
        SetsAction::Remove { titles } => {
            let library = context.library()?;
            for title in &titles {
                let id = find(context, &user, title)?;
                user.remove_set(id, unix())?;
            }
            publish(context, &library, &user)?;
            list(context, &user)
        }
        SetsAction::Rename { title, new } => {
            let library = context.library()?;
            let id = find(context, &user, &title)?;
            user.rename_set(id, Some(new.trim()).filter(|new| !new.is_empty()))?;
            publish(context, &library, &user)?;
            list(context, &user)
        }
    }
}

/// One set of the list.
#[derive(Serialize)]
struct Row {
    title: String,
    /// The DJ; null for the user without a name.
    dj: Option<String>,
    /// `me` or `friend`.
    whose: &'static str,
    date: Option<String>,
    program: String,
    plays: u64,
    source: String,
}

#[derive(Serialize)]
struct Answer {
    sets: Vec<Row>,
}

fn list(context: &Context, user: &User) -> CommandResult {
    let sets = user.sets()?;
    let titles = set_titles(&sets, &context.settings.me.called());
    let mut rows: Vec<Row> =
        sets.into_iter().zip(titles).map(|(stored, title)| row(context, stored, title)).collect();
    rows.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.title.cmp(&b.title)));
    let answer = Answer { sets: rows };
    context.print(&answer, |out| {
        if answer.sets.is_empty() {
            return writeln!(
                out,
                "No sets yet: segue import takes what DJ programs keep of them, and tracklists as text."
            );
        }
        for row in &answer.sets {
            let plays = text::count(row.plays as usize, "play", "plays");
            let short = if row.plays < 5 { ", too short to learn from" } else { "" };
            writeln!(out, "{}  {plays}{short}", text::clean(&row.title))?;
        }
        Ok(())
    })
}

fn row(context: &Context, stored: StoredSet, title: String) -> Row {
    let StoredSet { set, .. } = stored;
    Row {
        title,
        plays: set.n_plays() as u64,
        whose: if set.friend { "friend" } else { "me" },
        dj: set.dj.or_else(|| context.settings.me.name()),
        date: set.date,
        program: set.program,
        source: set.source,
    }
}

fn find(context: &Context, user: &User, title: &str) -> Result<i64, Failure> {
    let sets = user.sets()?;
    let titles = set_titles(&sets, &context.settings.me.called());
    let wanted = crate::track::fold(title);
    let found = titles.iter().position(|known| known == title);
    let found = found.or_else(|| titles.iter().position(|known| crate::track::fold(known) == wanted));
    found.map(|at| sets[at].id).ok_or_else(|| {
        let message = format!("no set is called '{}'", text::clean(title));
        Failure::new("unknown_set", message, "segue sets list shows their titles.")
    })
}

/// Brings the catalogue to what is kept, and its names with it; the next fit learns from it.
fn publish(context: &Context, library: &Library, user: &User) -> CommandResult {
    library.writer()?.take_sets(user, &context.settings.me.called())?;
    Ok(library.publish_names()?)
}
