//! `segue sets`: what the user and their friends have played, and the lists of other DJs that were imported.

use serde::Serialize;

use super::{CommandResult, Context, SetsAction, text};
use crate::app::SetRow;

#[derive(Serialize)]
struct Answer {
    sets: Vec<SetRow>,
}

pub(super) fn run(context: &Context, action: SetsAction) -> CommandResult {
    let sets = match action {
        SetsAction::List => context.sets(),
        SetsAction::Remove { titles } => context.remove_sets(&titles),
        SetsAction::Rename { title, new } => context.rename_set(&title, &new),
    }?;
    let answer = Answer { sets };
    context.print(&answer, |out| {
        if answer.sets.is_empty() {
            return writeln!(
                out,
                "No sets yet: segue import takes what DJ programs keep of them, and tracklists as text."
            );
        }
        for row in &answer.sets {
            let plays = text::count(row.plays as usize, "play", "plays");
            let note = match row.whose {
                "public" => text::OF_ANOTHER,
                _ if row.plays < 5 => ", too short to learn from",
                _ => "",
            };
            writeln!(out, "{}  {plays}{note}", text::clean(&row.title))?;
        }
        Ok(())
    })
}
