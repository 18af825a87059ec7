//! The saved queue as a playlist on Spotify.

use super::{
    Workspace,
    export::{ExportReport, LeftBehind},
    queue,
};
use crate::{
    app::failure::Failure,
    catalogue::User,
    library::Library,
    plain::one_line,
    spotify::{
        self, Aim, ExportActivity, QueueExport, SpotifyClient, SpotifyError, SpotifyLink, SpotifyWorld,
        link::LinkKind,
        matching::{SpotifyTrack, choose, leave_out},
        playlists::ExportProgress,
        stopped,
    },
    track::Name,
};

/// Where a queue goes, by the words of who sends it.
#[derive(Clone, Copy, Debug)]
pub struct PlaylistExport<'e> {
    /// Which queue; the one last used where none is named.
    pub queue: Option<&'e str>,
    /// Into a new playlist, not the one that this queue went to before.
    pub new: bool,
    /// After the records of this playlist.
    pub append: Option<&'e str>,
    /// In place of the records of this playlist.
    pub replace: Option<&'e str>,
    /// Pairs of a TRACK of the queue and the link to what it is, or `no` to leave it out; kept for ever.
    pub take: &'e [String],
    /// Told what Spotify asks for and what will end soon.
    pub warn: fn(&str),
}

impl PlaylistExport<'_> {
    fn aim(&self) -> Result<Aim, Failure> {
        let playlist = |text: &str| {
            let link = SpotifyLink::parse(text).filter(|link| link.kind == LinkKind::Playlist);
            let hint = "In Spotify, Share, Copy link to playlist gives one.";
            link.map(|link| link.id).ok_or_else(|| {
                Failure::new("usage", format!("'{}' is no link to a playlist", one_line(text)), hint)
            })
        };
        Ok(match (self.append, self.replace) {
            (Some(id), _) => Aim::Append(playlist(id)?),
            (_, Some(id)) => Aim::Replace(playlist(id)?),
            _ if self.new => Aim::New,
            _ => Aim::Again,
        })
    }
}

impl Workspace {
    /// Matches the queue's records and sends those that are certain, or goes on where it stopped.
    pub fn export_playlist(
        &self,
        export: &PlaylistExport<'_>,
        on: &mut dyn FnMut(ExportActivity),
    ) -> Result<ExportReport, Failure> {
        let aim = export.aim()?;
        let access = spotify::access(&self.settings, &self.paths)?;
        let (library, mut user) = self.stores_to_write()?;
        let queue = queue::known_name(&user, export.queue)?;
        if user.queue(&queue)?.is_empty() {
            return Err(queue::empty(&queue));
        }
        let warn = export.warn;
        let on_wait = move |wait| warn(&format!("Spotify asks to wait {}", crate::time::human(wait)));
        let login = access.login()?;
        let world = SpotifyWorld { on_wait: Box::new(on_wait), ..SpotifyWorld::default() };
        let mut client = SpotifyClient::new(access, world)?;
        if let Some(warning) = login.and_then(|token| token.warning(client.now())) {
            warn(&format!("{warning}; segue login renews it"));
        }
        for pair in export.take.chunks(2) {
            self.take(&library, &mut user, &mut client, &queue, pair)?;
        }
        let mut sending = QueueExport { client: &mut client, user: &mut user, queue: &queue, on };
        let rows = sending.matches();
        let sent = rows.and_then(|rows| sending.send(&rows, &aim, self.settings.spotify.public));
        let sent = sent.map_err(|e| cut_off(&e, &user, &queue))?;
        let missing = sent.missing.into_iter().map(|missing| {
            Ok::<_, Failure>(LeftBehind::new(library.row_of_seen(&missing.track)?, missing.reason))
        });
        Ok(ExportReport {
            to: spotify::SERVICE,
            written: sent.written,
            wanted: sent.wanted,
            added: sent.added,
            missing: missing.collect::<Result<_, _>>()?,
        })
    }

    /// Keeps what the user says a record is.
    fn take(
        &self,
        library: &Library,
        user: &mut User,
        client: &mut SpotifyClient,
        queue: &str,
        pair: &[String],
    ) -> Result<(), Failure> {
        let [words, link] = pair else { return Ok(()) };
        let items = user.queue(queue)?;
        let named = words.split_once(" - ").map(|(artist, title)| Name::parse(artist, title).key());
        let here = named.and_then(|key| items.iter().find(|item| item.track.key == key));
        let track = if let Some(item) = here {
            item.track.clone()
        } else {
            let seen = self.resolve(library, user, words)?.seen;
            let mut tracks = items.into_iter().map(|item| item.track);
            tracks.find(|track| track.key == seen.key).ok_or_else(|| queue::not_queued(words))?
        };
        let now = client.now();
        if link == "no" {
            return Ok(leave_out(user, &track, &[], now)?);
        }
        let hint = "Give a link to a record on Spotify, or no.";
        let wrong = || Failure::new("usage", format!("'{}' is no link to a record", one_line(link)), hint);
        let link = SpotifyLink::parse(link).filter(|link| link.kind == LinkKind::Track).ok_or_else(wrong)?;
        let hit = SpotifyTrack::of(&client.track(&link.id)?).ok_or_else(wrong)?;
        Ok(choose(user, &track, &hit, now)?)
    }
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
