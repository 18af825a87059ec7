//! `segue queue`: the saved queue. Another running segue shows the change at once.

use super::{CommandResult, Context, Failure, QueueAction, text};
use crate::app::QueueRows;

pub(super) fn run(context: &Context, name: Option<&str>, action: QueueAction) -> CommandResult {
    let changed = match action {
        QueueAction::List => return show(context, &context.queue(name)?),
        QueueAction::Add { tracks } => context.add_to_queue(name, &tracks),
        QueueAction::Remove { tracks } => context.remove_from_queue(name, &tracks),
        QueueAction::Clear => context.clear_queue(name),
    };
    let unanswered = |e: Failure| if e.is_broken_pipe() { e } else { QueueRows::unanswered(e) };
    show(context, &changed?).map_err(unanswered)
}

fn show(context: &Context, listing: &QueueRows) -> CommandResult {
    context.print(listing, |out| {
        if listing.tracks.is_empty() {
            return writeln!(out, "{}: empty. segue queue add TRACK", text::clean(&listing.name));
        }
        writeln!(
            out,
            "{}: {}",
            text::clean(&listing.name),
            text::count(listing.tracks.len(), "record", "records")
        )?;
        for (row, number) in listing.tracks.iter().zip(1..) {
            writeln!(out, "{number:4}  {}", text::record(row))?;
        }
        Ok(())
    })
}
