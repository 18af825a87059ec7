//! `segue export --to spotify`: the saved queue as a playlist.

use std::io::Write as _;

use clap::{ArgAction, Args};

use super::{CommandResult, Context, bar::percent_bar, exported::told};
use crate::app::{PlaylistExport, answer::ExportActivity};

/// What `--to spotify` takes besides.
#[derive(Args, Clone, Debug)]
pub struct SpotifyArgs {
    /// Into a new playlist, not the one that this queue went to before
    #[arg(long, conflicts_with_all = ["append", "replace"])]
    new: bool,
    /// After the records of this playlist of yours
    #[arg(long, value_name = "PLAYLIST", conflicts_with = "replace")]
    append: Option<String>,
    /// In place of the records of this playlist of yours
    #[arg(long, value_name = "PLAYLIST")]
    replace: Option<String>,
    /// TRACK of the queue is the record that LINK leads to, or "no" leaves it out; kept for ever
    #[arg(long, num_args = 2, value_names = ["TRACK", "LINK"], action = ArgAction::Append)]
    take: Vec<String>,
}

impl SpotifyArgs {
    /// Whether any of them is given.
    pub(super) fn is_given(&self) -> bool {
        self.new || self.append.is_some() || self.replace.is_some() || !self.take.is_empty()
    }
}

pub(super) fn run(context: &Context, args: &SpotifyArgs, name: Option<&str>) -> CommandResult {
    let bar = percent_bar();
    let on = &mut |doing| {
        let (what, at, of) = match doing {
            ExportActivity::Matching(at, of) => ("looking", at, of),
            ExportActivity::Sending(at, of) => ("sending", at, of),
        };
        bar.set_length(of as u64);
        bar.set_position(at as u64);
        bar.set_message(what);
    };
    let export = PlaylistExport {
        queue: name,
        new: args.new,
        append: args.append.as_deref(),
        replace: args.replace.as_deref(),
        take: &args.take,
        warn: |warning| {
            let _ = writeln!(super::out::stderr(), "segue: {warning}");
        },
    };
    let report = context.export_playlist(&export, on);
    bar.finish_and_clear();
    let report = report?;
    context.print(&report, |out| told(&report, out))
}
