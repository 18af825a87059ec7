//! Whose the sets of an import are: the flags, and what is asked on a terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;

use super::{Context, text};
use crate::{
    app::answer::{DjSet, entry_name},
    config,
};

/// What `segue import` takes of sets.
#[derive(Args, Clone, Debug, Default)]
pub struct SetArgs {
    /// Take playlists and doubtful lists as sets that were played
    #[arg(long)]
    pub set: bool,
    /// Who played them [default: me.dj of the settings]
    #[arg(long, value_name = "NAME", conflicts_with = "friend")]
    pub dj: Option<String>,
    /// They are this friend's, and not yours
    #[arg(long, value_name = "NAME")]
    pub friend: Option<String>,
}

/// Whether somebody can be asked: both ends are a terminal, and what is imported does not come from there.
pub(super) fn can_ask(context: &Context) -> bool {
    !context.global.json && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows what was understood of a doubtful set and asks whether to keep it.
pub(super) fn confirm(set: &DjSet, doubt: &str) -> bool {
    const SHOWN: usize = 12;
    let mut out = super::out::stderr();
    let _ = writeln!(out, "{}: {doubt}", text::clean(&set.title("you")));
    for play in set.plays.iter().take(SHOWN) {
        let name = entry_name(&play.entry).map_or_else(|| play.entry.raw.clone(), |name| name.to_string());
        let cue = play.entry.cue.map(super::mix::clock).unwrap_or_default();
        let _ = writeln!(out, "{cue:>8}  {}", text::clean(&name));
    }
    if let Some(more) = set.plays.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "          … {more} more");
    }
    asked("Keep it as a set? [y/N] ")
        .is_some_and(|answer| matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

/// Asks once under which name the user plays, and keeps it in the settings.
pub(super) fn ask_name(context: &Context) -> Option<String> {
    let dj =
        asked("Under which name do you play? (me.dj; Enter leaves it open) ").filter(|dj| !dj.is_empty())?;
    if let Err(e) = config::edit(&context.paths.config, &[("me", "dj", dj.clone().into())]) {
        let _ = writeln!(super::out::stderr(), "{e}");
    }
    Some(dj)
}

/// What is typed behind a question on stderr.
pub(super) fn asked(question: &str) -> Option<String> {
    let mut out = super::out::stderr();
    let _ = write!(out, "{question}");
    let _ = out.flush();
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).ok()?;
    Some(line.trim().to_owned())
}
