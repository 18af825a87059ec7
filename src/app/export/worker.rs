//! The export worker: a thread that runs one command after another.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use super::super::{seen, time::now};
use crate::{
    app::export::{Before, ExportCommand, ExportEvent, ExportTrouble, Imported, OnExport},
    catalogue::{Seen, User},
    config::{Paths, Settings},
    export::{self, ExportError, Format, NamedQueue},
    import::spotify::{self as spotify_import, SpotifyImport},
    library::Library,
    plain::{sentence, with_remedy},
    spotify::{
        self, Aim, Login, QueueExport, SpotifyClient, SpotifyError, SpotifyLink, SpotifyWorld,
        link::LinkKind,
        matching::{self, MatchRow, Matched, SpotifyTrack},
        playlists::{ExportProgress, Missing, PlaylistReport, Playlists as _, links},
        stopped,
    },
    time::SystemClock,
};

/// Takes commands, and runs them one after another on a thread of its own.
#[derive(Debug)]
pub struct Exporter {
    orders: mpsc::Sender<(ExportCommand, Told)>,
    pasted: mpsc::Sender<String>,
    stop: Arc<AtomicBool>,
}

struct Told(OnExport);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told")
    }
}

impl Exporter {
    pub fn start(library: Arc<Library>, settings: Arc<Mutex<Settings>>) -> Self {
        let (orders, inbox) = mpsc::channel::<(ExportCommand, Told)>();
        let (pasted, typed) = mpsc::channel();
        let stop = Arc::new(AtomicBool::new(false));
        let mut worker = Worker { library, settings, stop: stop.clone(), typed, rows: Vec::new() };
        let body = move || {
            for (order, Told(tell)) in inbox {
                worker.stop.store(false, Ordering::SeqCst);
                let taken = catch_unwind(AssertUnwindSafe(|| worker.take(order, &tell)));
                if let Err(trouble) = taken.unwrap_or_else(|_| Err(panicked())) {
                    tell(ExportEvent::Failed(trouble));
                }
            }
        };
        if let Err(e) = thread::Builder::new().name("export".into()).spawn(body) {
            tracing::error!("no thread to export: {e}");
        }
        Self { orders, pasted, stop }
    }

    /// Runs the command after what goes on; a stop and a pasted address reach what goes on.
    pub fn send(&self, command: ExportCommand, tell: OnExport) {
        match command {
            ExportCommand::Pasted(text) => {
                let _ = self.pasted.send(text);
            }
            ExportCommand::Stop => self.stop.store(true, Ordering::SeqCst),
            command => {
                // Nobody takes it where the thread could not be started or has ended.
                if let Err(mpsc::SendError((_, Told(tell)))) = self.orders.send((command, Told(tell))) {
                    tell(ExportEvent::Failed(no_worker()));
                }
            }
        }
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

/// What is to be said when the screen begins: that the consent is about to end.
pub fn notice(settings: &Settings, paths: &Paths) -> Option<String> {
    let login = spotify::access(settings, paths).ok()?.login().ok().flatten()?;
    login.warning(now()).map(|said| format!("{said}; segue login renews it."))
}

struct Worker {
    library: Arc<Library>,
    settings: Arc<Mutex<Settings>>,
    stop: Arc<AtomicBool>,
    typed: mpsc::Receiver<String>,
    rows: Vec<MatchRow>,
}

impl Worker {
    fn take(&mut self, order: ExportCommand, tell: &OnExport) -> Result<(), ExportTrouble> {
        let mut user = User::open(&self.library.paths().user_db()).map_err(|e| plain(&e.into()))?;
        let queue = user.open_queue().map_err(|e| plain(&e.into()))?;
        match order {
            ExportCommand::Look => tell(self.look(&user, &queue)),
            ExportCommand::LogIn => self.log_in(tell).map_err(|e| plain(&e))?,
            ExportCommand::LogOut => {
                let path = self.library.paths().spotify_login();
                spotify::TokenFile::at(path).remove().map_err(|e| plain(&e))?;
                tell(ExportEvent::LoggedOut);
            }
            ExportCommand::Match => {
                let mut client = self.client(tell).map_err(|e| asked(&e))?;
                let on = &mut |doing| tell(ExportEvent::Doing(doing));
                let mut export = QueueExport { client: &mut client, user: &mut user, queue: &queue, on };
                self.rows = export.matches().map_err(|e| asked(&e))?;
                tell(ExportEvent::Matched(Arc::new(self.rows.clone())));
            }
            ExportCommand::Playlists => {
                let list = self.playlists(tell).map_err(|e| asked(&e))?;
                tell(ExportEvent::Playlists(list));
            }
            ExportCommand::Sources => {
                let saved = (SpotifyImport::Saved, "Saved tracks".to_owned());
                let playlists = self.playlists(tell).map_err(|e| asked(&e))?.into_iter();
                let playlists = playlists.map(|(id, name)| (SpotifyImport::Playlist(id), name));
                tell(ExportEvent::Sources(std::iter::once(saved).chain(playlists).collect()));
            }
            ExportCommand::Import(source, name) => self.import(&mut user, &source, &name, tell)?,
            ExportCommand::Choose(at, hit) => {
                self.choose(&mut user, at, hit, None, tell).map_err(|e| plain(&e))?;
            }
            ExportCommand::LeaveOut(at) => self.leave_out(&mut user, at, tell).map_err(|e| plain(&e))?,
            ExportCommand::Link(at, text) => match self.linked(&text, tell) {
                Ok(hit) => {
                    self.choose(&mut user, at, hit.clone(), Some(hit), tell).map_err(|e| plain(&e))?;
                }
                Err(why) => tell(ExportEvent::NoLink(why)),
            },
            ExportCommand::Send(aim) => tell(self.send(&mut user, &queue, &aim, tell)?),
            ExportCommand::Write(format, path, over) => tell(self.write(&user, &queue, format, path, over)?),
            ExportCommand::Copy => {
                let (records, _) = self.records(&user, &queue, Format::Text)?;
                let text = export::plain(NamedQueue { title: &queue, records: &records });
                tell(ExportEvent::Text(text, records.len()));
            }
            ExportCommand::Pasted(_) | ExportCommand::Stop => {}
        }
        Ok(())
    }

    fn import(
        &self,
        user: &mut User,
        source: &SpotifyImport,
        name: &str,
        tell: &OnExport,
    ) -> Result<(), ExportTrouble> {
        tracing::info!(name, "importing from Spotify");
        let mut client = self.client(tell).map_err(|e| asked(&e))?;
        let on = &mut |records| tell(ExportEvent::Reading(records));
        let report = spotify_import::import(&mut client, user, source, now(), on).map_err(|e| asked(&e))?;
        let queue = report.queues.into_iter().next();
        let items = queue.as_ref().map(|queue| user.queue(queue)).transpose();
        let items = items.map_err(|e| plain(&e.into()))?.unwrap_or_default();
        let rows = items.iter().map(|item| seen::row(&self.library, &item.track));
        let rows = rows.collect::<Result<_, _>>().map_err(|e| plain(&e.into()))?;
        let (owned, skipped) = (report.tracks_owned > 0, report.skipped.len());
        tell(ExportEvent::Imported(Box::new(Imported { queue, rows, owned, skipped })));
        Ok(())
    }

    fn send(
        &self,
        user: &mut User,
        queue: &str,
        aim: &Aim,
        tell: &OnExport,
    ) -> Result<ExportEvent, ExportTrouble> {
        let public = self.settings().spotify.public;
        let mut client = self.client(tell).map_err(|e| asked(&e))?;
        let on = &mut |doing| tell(ExportEvent::Doing(doing));
        let mut export = QueueExport { client: &mut client, user, queue, on };
        let sent = export.send(&self.rows, aim, public);
        let report = sent.map_err(|e| cut_off(&e, user, queue))?;
        Ok(ExportEvent::Sent(Box::new(report)))
    }

    fn settings(&self) -> Settings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn client(&self, tell: &OnExport) -> Result<SpotifyClient, SpotifyError> {
        let (stop, tell) = (Arc::clone(&self.stop), Arc::clone(tell));
        let world = SpotifyWorld {
            stop: Arc::new(move || stop.load(Ordering::SeqCst)),
            on_wait: Box::new(move |wait| tell(ExportEvent::Waiting(wait))),
            ..SpotifyWorld::default()
        };
        SpotifyClient::new(spotify::access(&self.settings(), self.library.paths())?, world)
    }

    fn look(&self, user: &User, queue: &str) -> ExportEvent {
        let progress = ExportProgress::of(user, queue);
        let lost = progress.as_ref().err().map(|e| sentence(&e.to_string()));
        let before = progress.ok().flatten().map(|progress| Before {
            name: progress.name.clone(),
            sent: progress.sent,
            of: progress.want.len(),
            done: progress.done,
        });
        let access = spotify::access(&self.settings(), self.library.paths());
        let login = access.as_ref().ok().and_then(|access| access.login().ok().flatten());
        let logged_in = login.is_some();
        let warning =
            login.and_then(|token| token.warning(now())).map(|said| format!("{said}: segue login."));
        let waits = access.as_ref().ok().and_then(|access| access.waits_until(now()));
        let waits =
            waits.map(|until| format!("Spotify asks to be left alone until {}.", crate::time::local(until)));
        let warning = lost.or(waits).or(warning);
        ExportEvent::Looked {
            before,
            logged_in,
            closed: access.err().map(|e| with_remedy(&e.to_string(), &e.hint())),
            warning,
        }
    }

    fn log_in(&self, tell: &OnExport) -> Result<(), SpotifyError> {
        let settings = self.settings();
        let access = spotify::access(&settings, self.library.paths())?;
        while self.typed.try_recv().is_ok() {}
        let login = Login::begin(&access, &settings.spotify)?;
        tell(ExportEvent::LoggingIn(login.url().to_owned(), login.deaf().map(str::to_owned)));
        let stop = || self.stop.load(Ordering::SeqCst);
        let wrong = &mut |stranger: &spotify::RedirectRefusal| tell(ExportEvent::Wrong(stranger.to_string()));
        let code = match login.wait(&self.typed, &SystemClock::default(), &stop, wrong) {
            // Whoever closed the box knows.
            Err(SpotifyError::Stopped) => return Ok(()),
            code => code?,
        };
        let mut client = self.client(tell)?;
        login.finish(&mut client, &code)?;
        let me = client.me()?;
        tell(ExportEvent::LoggedIn(me.display_name.unwrap_or(me.id)));
        Ok(())
    }

    /// Those that are the user's to change.
    fn playlists(&self, tell: &OnExport) -> Result<Vec<(String, String)>, SpotifyError> {
        let mut client = self.client(tell)?;
        let me = client.me()?.id;
        let all = client.all()?.into_iter();
        let mine = all.filter(|playlist| playlist.owner.as_ref().is_none_or(|owner| owner.id == me));
        Ok(mine.map(|playlist| (playlist.id, playlist.name)).collect())
    }

    fn choose(
        &mut self,
        user: &mut User,
        at: usize,
        hit: SpotifyTrack,
        new: Option<SpotifyTrack>,
        tell: &OnExport,
    ) -> Result<(), SpotifyError> {
        let Some(row) = self.rows.get_mut(at) else { return Ok(()) };
        matching::choose(user, &row.track, &hit, now())?;
        row.matched = Matched::Chosen(hit);
        tell(ExportEvent::Decided(at, Box::new(row.clone()), new));
        Ok(())
    }

    fn leave_out(&mut self, user: &mut User, at: usize, tell: &OnExport) -> Result<(), SpotifyError> {
        let Some(row) = self.rows.get_mut(at) else { return Ok(()) };
        let candidates = match &row.matched {
            Matched::Doubtful(hits) => hits.clone(),
            matched => matched.certain().cloned().into_iter().collect(),
        };
        matching::leave_out(user, &row.track, &candidates, now())?;
        row.matched = Matched::LeftOut;
        tell(ExportEvent::Decided(at, Box::new(row.clone()), None));
        Ok(())
    }

    fn linked(&self, text: &str, tell: &OnExport) -> Result<SpotifyTrack, String> {
        let none = "This is no link to a record on Spotify; its Share menu copies one.";
        let link = SpotifyLink::parse(text).filter(|link| link.kind == LinkKind::Track).ok_or(none)?;
        let track = self.client(tell).and_then(|mut client| client.track(&link.id));
        SpotifyTrack::of(&track.map_err(|e| e.to_string())?).ok_or_else(|| none.to_owned())
    }

    fn records(
        &self,
        user: &User,
        queue: &str,
        format: Format,
    ) -> Result<(Vec<export::ExportRecord>, Vec<String>), ExportTrouble> {
        let records = self
            .library
            .export_records(user, queue, format)
            .map_err(|e| trouble(&e, &e.hint().unwrap_or_default()))?;
        let names = records.iter().map(|(_, record)| record.name.to_string()).collect();
        Ok((records.into_iter().map(|(_, record)| record).collect(), names))
    }

    fn write(
        &self,
        user: &User,
        queue: &str,
        format: Format,
        path: String,
        over: bool,
    ) -> Result<ExportEvent, ExportTrouble> {
        let (records, _) = self.records(user, queue, format)?;
        let playlist = NamedQueue { title: queue, records: &records };
        let missing = export::missing(format, &records);
        if missing.len() == records.len() {
            return Err(ExportTrouble {
                text: "No file of any record in the queue is known.".into(),
                remedy: "segue import takes your rekordbox XML, playlists or music folder; CSV, JSPF and text need no \
                         files."
                    .into(),
                login: None,
            });
        }
        let written = match export::write(format, playlist, &expanded(&path), over) {
            Err(ExportError::Exists { .. }) => return Ok(ExportEvent::Exists(format, path)),
            written => written.map_err(|e| trouble(&e, e.hint()))?,
        };
        let missing: Vec<Missing> = missing
            .into_iter()
            .map(|(at, reason)| Missing {
                track: Seen::new(records[at].name.clone()),
                reason: reason.to_owned(),
                links: links(&records[at].name),
            })
            .collect();
        Ok(ExportEvent::Written(Box::new(PlaylistReport {
            written: Some(written.display().to_string()),
            in_file: true,
            wanted: records.len(),
            added: records.len() - missing.len(),
            missing,
        })))
    }
}

fn no_worker() -> ExportTrouble {
    ExportTrouble {
        text: "Nothing can be exported: the system refused a thread for it.".into(),
        remedy: "Close other programs and start segue again; the queue is kept.".into(),
        login: None,
    }
}

fn panicked() -> ExportTrouble {
    ExportTrouble {
        text: "A fault in segue ended this; the queue is kept.".into(),
        remedy: "Do the same again to go on; the log has the details.".into(),
        login: None,
    }
}

/// `~/x` in the home folder.
fn expanded(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

/// What happened and what to do, each as a sentence.
fn trouble(error: &impl ToString, hint: &str) -> ExportTrouble {
    ExportTrouble { text: sentence(&error.to_string()), remedy: sentence(hint), login: None }
}

fn plain(error: &SpotifyError) -> ExportTrouble {
    trouble(error, &error.hint())
}

/// Nothing was sent yet.
fn asked(error: &SpotifyError) -> ExportTrouble {
    ExportTrouble { login: error.wants_login().then_some(0), ..plain(error) }
}

fn cut_off(error: &SpotifyError, user: &User, queue: &str) -> ExportTrouble {
    let progress = ExportProgress::of(user, queue).ok().flatten();
    let text = stopped(error, progress.as_ref());
    if !error.wants_login() {
        let remedy = match error {
            SpotifyError::Busy { until, .. } => format!("E goes on from {} on.", crate::time::local(*until)),
            _ => with_remedy(&sentence(&error.hint()), "E goes on."),
        };
        return ExportTrouble { text, remedy, login: None };
    }
    let next = progress.map_or(1, |progress| progress.sent + 1);
    ExportTrouble { text, remedy: format!("E logs in and goes on at {next}."), login: Some(next) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_file_is_not_written_and_what_to_do_are_sentences() {
        let nowhere = std::path::Path::new("no/such/folder/queue.csv");
        let error = export::write_bytes(nowhere, b"", false).expect_err("no folder");
        let ExportTrouble { text, remedy, .. } = trouble(&error, error.hint());
        let told = "Cannot write no/such/folder/queue.csv: no such file or folder. Choose another place, and see that there is room.";
        assert_eq!(with_remedy(&text, &remedy), told);
    }

    #[test]
    fn where_no_thread_could_be_started_every_command_says_so() {
        let (orders, nobody) = mpsc::channel();
        drop(nobody);
        let (pasted, _typed) = mpsc::channel();
        let exporter = Exporter { orders, pasted, stop: Arc::default() };
        let (events, told) = mpsc::channel();
        let tell: OnExport = Arc::new(move |event| drop(events.send(event)));
        exporter.send(ExportCommand::Look, tell);
        assert_eq!(told.try_recv(), Ok(ExportEvent::Failed(no_worker())));
    }
}
