//! `segue export --to spotify`: the saved queue as a playlist.

use std::io::Write as _;

use clap::{ArgAction, Args};

use super::{
    CommandResult, Context, Failure,
    bar::percent_bar,
    exported::{Missing, Report, told},
    text,
};
use crate::{
    catalogue::User,
    library::Library,
    spotify::{
        self, Aim, ExportActivity, QueueExport, SpotifyClient, SpotifyError, SpotifyLink, SpotifyWorld,
        link::LinkKind,
        matching::{SpotifyTrack, choose, leave_out},
        playlists::ExportProgress,
        stopped,
    },
    track::Name,
};

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

    fn aim(&self) -> Result<Aim, Failure> {
        let playlist = |text: &String| {
            let link = SpotifyLink::parse(text).filter(|link| link.kind == LinkKind::Playlist);
            let hint = "In Spotify, Share, Copy link to playlist gives one.";
            link.map(|link| link.id).ok_or_else(|| {
                Failure::new("usage", format!("'{}' is no link to a playlist", text::clean(text)), hint)
            })
        };
        Ok(match (&self.append, &self.replace) {
            (Some(id), _) => Aim::Append(playlist(id)?),
            (_, Some(id)) => Aim::Replace(playlist(id)?),
            _ if self.new => Aim::New,
            _ => Aim::Again,
        })
    }
}

pub(super) fn run(context: &Context, args: &SpotifyArgs, name: Option<&str>) -> CommandResult {
    let aim = args.aim()?;
    let access = spotify::access(&context.settings, &context.paths)?;
    let (library, mut user) = (context.library()?, context.user()?);
    let queue = name.map_or_else(|| user.open_queue(), |name| Ok(name.to_owned()))?;
    if user.queue(&queue)?.is_empty() {
        let hint = "segue queue add puts records in, segue export --name chooses another queue.";
        return Err(Failure::new(
            "empty_queue",
            format!("The queue '{}' is empty.", text::clean(&queue)),
            hint,
        ));
    }
    let on_wait = |wait| {
        let _ = writeln!(super::out::stderr(), "segue: Spotify asks to wait {}", spotify::human(wait));
    };
    let login = access.login()?;
    let mut client =
        SpotifyClient::new(access, SpotifyWorld { on_wait: Box::new(on_wait), ..SpotifyWorld::default() })?;
    if let Some(warning) = login.and_then(|token| token.warning(client.now())) {
        writeln!(super::out::stderr(), "segue: {warning}; segue login renews it")?;
    }
    for pair in args.take.chunks(2) {
        take(context, &library, &mut user, &mut client, &queue, pair)?;
    }
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
    let mut export = QueueExport { client: &mut client, user: &mut user, queue: &queue, on };
    let rows = export.matches();
    let sent = rows.and_then(|rows| export.send(&rows, &aim, context.settings.spotify.public));
    bar.finish_and_clear();
    let sent = sent.map_err(|e| cut_off(&e, &user, &queue))?;
    let missing = sent.missing.into_iter().map(|missing| {
        let row = library.row_of_seen(&missing.track)?;
        Ok::<_, Failure>(Missing::new(row, missing.reason))
    });
    let report = Report {
        to: spotify::SERVICE,
        written: sent.written,
        wanted: sent.wanted,
        added: sent.added,
        missing: missing.collect::<Result<_, _>>()?,
    };
    context.print(&report, |out| told(&report, out))
}

/// What is kept, and how it goes on.
fn cut_off(error: &SpotifyError, user: &User, queue: &str) -> Failure {
    let progress = ExportProgress::of(user, queue).ok().flatten();
    let hint = match &progress {
        Some(progress) if error.wants_login() && !progress.done => {
            format!("segue login, then the same command goes on at {}.", progress.sent + 1)
        }
        _ => error.hint(),
    };
    Failure::new(error.kind(), stopped(error, progress.as_ref()), hint)
}

/// Keeps what the user says a record is.
fn take(
    context: &Context,
    library: &Library,
    user: &mut User,
    client: &mut SpotifyClient,
    queue: &str,
    pair: &[String],
) -> CommandResult {
    let [words, link] = pair else { return Ok(()) };
    let items = user.queue(queue)?;
    let named = words.split_once(" - ").map(|(artist, title)| Name::parse(artist, title).key());
    let here = named.and_then(|key| items.iter().find(|item| item.track.key == key));
    let track = if let Some(item) = here {
        item.track.clone()
    } else {
        let seen = context.resolve(library, words)?.seen;
        items.into_iter().map(|item| item.track).find(|track| track.key == seen.key).ok_or_else(|| {
            let message = format!("not in the queue: {}", text::clean(words));
            Failure::new("not_queued", message, "segue queue list shows what is.")
        })?
    };
    let now = client.now();
    if link == "no" {
        return Ok(leave_out(user, &track, &[], now)?);
    }
    let hint = "Give a link to a record on Spotify, or no.";
    let wrong = || Failure::new("usage", format!("'{}' is no link to a record", text::clean(link)), hint);
    let link = SpotifyLink::parse(link).filter(|link| link.kind == LinkKind::Track).ok_or_else(wrong)?;
    let hit = SpotifyTrack::of(&client.track(&link.id)?).ok_or_else(wrong)?;
    Ok(choose(user, &track, &hit, now)?)
}
