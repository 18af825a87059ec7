//! Importing mixes, the user's own collection or sets, from files, stdin or Spotify.

use std::path::{Path, PathBuf};

use super::{OnFit, Workspace};
use crate::{
    app::{
        failure::Failure,
        known::{known_artists, known_records},
        take_in,
    },
    import::{
        Confirm, Encoding, ImportProgress, ImportReport, ImportTarget, ImportWatch, OwnImport, SetOrder,
        each_once,
        spotify::{self, SpotifyImport},
    },
    plain::one_line,
    spotify::{
        SpotifyClient, SpotifyLink, SpotifyWorld,
        link::{self, LinkKind},
    },
    time::unix,
};

/// What is imported, how, and who watches.
pub struct FilesImport<'i> {
    /// Files, folders, `-` for stdin, `saved` or links to playlists.
    pub paths: &'i [PathBuf],
    /// What the files are written in, where they do not say.
    pub encoding: Option<&'static Encoding>,
    /// Take playlists and doubtful lists as sets that were played.
    pub set: bool,
    /// Who played them.
    pub dj: Option<String>,
    /// They are this friend's.
    pub friend: Option<String>,
    /// Leave the recommender as it is.
    pub no_refit: bool,
    /// Asked about a doubtful set; none where nobody can be asked.
    pub confirm: Option<Confirm<'i>>,
    /// Asked once under which name the user plays; none where nobody can be asked.
    pub my_name: Option<&'i dyn Fn() -> Option<String>>,
    /// Told how far an argument is.
    pub on: &'i mut dyn FnMut(ImportProgress),
    /// Told when an argument is over.
    pub over: &'i dyn Fn(),
}

/// What an import of several arguments did.
#[derive(Debug)]
pub struct FilesReport {
    /// All that came in.
    pub report: ImportReport,
    /// There are mixes among it.
    pub mixes: bool,
    /// Arguments of which nothing was imported, or not all.
    pub failed: Vec<(PathBuf, Failure)>,
}

impl Workspace {
    /// Tries every argument and makes searchable what came in.
    pub fn import(&self, files: FilesImport<'_>, fit: OnFit<'_>) -> Result<FilesReport, Failure> {
        let FilesImport { paths, encoding, set, dj, friend, no_refit, confirm, my_name, on, over } = files;
        let (library, mut user) = self.stores_to_write()?;
        let snapshot = library.snapshot();
        let (is_artist, record) = (known_artists(&snapshot), known_records(&snapshot));
        let mut own = OwnImport::new(SetOrder {
            me: self.settings.me.name(),
            dj,
            friend,
            set,
            shortest: self.settings.sets.shortest,
            is_artist: &is_artist,
            record: &record,
            confirm: confirm.map(|confirm| confirm as Confirm<'_>),
            ..SetOrder::default()
        });
        let mut report =
            ImportReport { generation: library.catalogue().generation()?, ..ImportReport::default() };
        let mut failed = Vec::new();
        let mut target = ImportTarget { paths: &self.paths, user: &mut user, own: &mut own, now: unix() };
        let paths = each_once(paths);
        for path in &paths {
            let imported = self.one(path, encoding, &mut target, on);
            over();
            match imported {
                Ok(more) if paths.len() > 1 => report.and_then(more.named(path)),
                Ok(more) => report.and_then(more),
                Err(failure) => failed.push(((*path).clone(), failure)),
            }
        }
        if let Some(ask) = my_name.filter(|_| own.wants_name()) {
            own.call_me(ask());
        }
        let mixes = report.mixes() > 0 || report.resumed;
        let mixes = own.finish(&self.paths, &user, &mut report)? || mixes;
        if mixes {
            take_in::publish(&library)?;
            if !no_refit {
                Self::fit_if_wanted(&library, &Self::pools()?, fit)?;
            }
        }
        Ok(FilesReport { report, mixes, failed })
    }

    /// Imports one argument.
    fn one(
        &self,
        path: &Path,
        encoding: Option<&'static Encoding>,
        target: &mut ImportTarget<'_, '_>,
        on: &mut dyn FnMut(ImportProgress),
    ) -> Result<ImportReport, Failure> {
        if let Some(source) = on_spotify(path)? {
            let access = crate::spotify::access(&self.settings, &self.paths)?;
            let mut client = SpotifyClient::new(access, SpotifyWorld::default())?;
            let on = &mut |records| on(ImportProgress { bytes: 0, of: None, mixes: 0, records });
            return Ok(spotify::import(&mut client, &mut self.user_to_write()?, &source, unix(), on)?);
        }
        let mut watch = ImportWatch { progress: on, stop: &|| false };
        Ok(target.take(path, encoding, &mut watch)?)
    }
}

/// `saved`, or a link to a playlist; a file of that name comes first.
fn on_spotify(path: &Path) -> Result<Option<SpotifyImport>, Failure> {
    let text = path.to_string_lossy();
    if path.exists() {
        return Ok(None);
    }
    if matches!(&*text, "saved" | "spotify:saved") {
        return Ok(Some(SpotifyImport::Saved));
    }
    match SpotifyLink::parse(&text) {
        Some(SpotifyLink { kind: LinkKind::Playlist, id }) => Ok(Some(SpotifyImport::Playlist(id))),
        _ if link::is_link(&text) => {
            let message = format!("'{}' is no link to a playlist", one_line(&text));
            let hint = "In Spotify, Share, Copy link to playlist gives one; or: segue import saved.";
            Err(Failure::new("import", message, hint))
        }
        _ => Ok(None),
    }
}
