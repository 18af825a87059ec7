//! The table of places, by program.

use std::{
    fs,
    path::{Path, PathBuf},
};

use directories::UserDirs;

use super::Holding::{self, Collection, History, Playlists};

/// Below which folders a place is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Under {
    Home,
    Documents,
    Music,
    /// Each mounted stick or disk.
    Drive,
}
use Under::{Documents, Drive, Home, Music};

/// A place; in its path `*` stands for anything within a name.
pub(super) struct Place {
    pub program: &'static str,
    pub what: Holding,
    pub under: Under,
    pub path: &'static str,
}

macro_rules! places {
    ($($program:literal { $($what:ident $under:ident $path:literal)* })*) => {
        &[$($(Place { program: $program, what: $what, under: $under, path: $path }),*),*]
    };
}

/// As the programs' own documentation names them; of macOS, Windows and Linux together, since none has a folder of another's.
pub(super) static PLACES: &[Place] = places! {
    "Serato" {
        History Music "_Serato_/History/Sessions/*.session"
        History Drive "_Serato_/History/Sessions/*.session"
        History Music "_Serato_/Library/master.sqlite"
        History Home "Library/Application Support/Serato/Library/master.sqlite"
        History Home "AppData/Local/Serato/Library/master.sqlite"
        Collection Music "_Serato_/database V2"
        Collection Drive "_Serato_/database V2"
        Playlists Music "_Serato_/Subcrates/*.crate"
        Playlists Drive "_Serato_/Subcrates/*.crate"
    }
    "Traktor" {
        History Documents "Native Instruments/Traktor*/History/history_*.nml"
        Collection Documents "Native Instruments/Traktor*/collection.nml"
    }
    "VirtualDJ" {
        History Documents "VirtualDJ/History/*.m3u"
        History Home "Library/Application Support/VirtualDJ/History/*.m3u"
        History Home "AppData/Local/VirtualDJ/History/*.m3u"
        History Documents "VirtualDJ/History/tracklist.txt"
        History Home "Library/Application Support/VirtualDJ/History/tracklist.txt"
        History Home "AppData/Local/VirtualDJ/History/tracklist.txt"
        Collection Documents "VirtualDJ/database.xml"
        Collection Home "Library/Application Support/VirtualDJ/database.xml"
        Collection Home "AppData/Local/VirtualDJ/database.xml"
        Collection Drive "VirtualDJ/database.xml"
        Playlists Documents "VirtualDJ/*Lists/*.vdjfolder"
        Playlists Home "Library/Application Support/VirtualDJ/*Lists/*.vdjfolder"
        Playlists Home "AppData/Local/VirtualDJ/*Lists/*.vdjfolder"
    }
    "Engine DJ" {
        History Music "Engine Library/Database2/hm.db"
        History Drive "Engine Library/Database2/hm.db"
        Collection Music "Engine Library/Database2/m.db"
        Collection Drive "Engine Library/Database2/m.db"
    }
    "rekordbox" {
        History Drive "PIONEER/rekordbox/export.pdb"
        History Documents "HISTORY*.txt"
        Collection Documents "rekordbox*.xml"
        Collection Home "rekordbox*.xml"
        Collection Home "Library/Pioneer/rekordbox/rekordbox.xml"
        Collection Home "AppData/Roaming/Pioneer/rekordbox/rekordbox.xml"
    }
    "Mixxx" {
        History Home ".mixxx/mixxxdb.sqlite"
        History Home ".var/app/org.mixxx.Mixxx/.mixxx/mixxxdb.sqlite"
        History Home "Library/Containers/org.mixxx.mixxx/Data/Library/Application Support/Mixxx/mixxxdb.sqlite"
        History Home "Library/Application Support/Mixxx/mixxxdb.sqlite"
        History Home "AppData/Local/Mixxx/mixxxdb.sqlite"
    }
};

/// The folders below which is looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramFolders {
    home: Vec<PathBuf>,
    documents: Vec<PathBuf>,
    music: Vec<PathBuf>,
    drives: Vec<PathBuf>,
}

impl ProgramFolders {
    /// The user's folders, and what is mounted now.
    pub fn here() -> Self {
        let dirs = UserDirs::new();
        let home = dirs.as_ref().map(|dirs| dirs.home_dir().to_owned()).unwrap_or_default();
        let mut roots = Self::of_folders(&home, drives());
        // They may be called otherwise, as in another language, or be kept elsewhere.
        let named = |dir: Option<&Path>| dir.map(Path::to_owned);
        roots.documents.extend(dirs.as_ref().and_then(|dirs| named(dirs.document_dir())));
        roots.music.extend(dirs.as_ref().and_then(|dirs| named(dirs.audio_dir())));
        roots
    }

    /// Of a home folder and these drives.
    pub fn of_folders(home: &Path, drives: Vec<PathBuf>) -> Self {
        Self {
            home: vec![home.to_owned()],
            documents: vec![home.join("Documents"), home.join("OneDrive/Documents")],
            music: vec![home.join("Music")],
            drives,
        }
    }

    pub(super) fn of(&self, under: Under) -> &[PathBuf] {
        match under {
            Home => &self.home,
            Documents => &self.documents,
            Music => &self.music,
            Drive => &self.drives,
        }
    }
}

/// Sticks and disks that are mounted.
fn drives() -> Vec<PathBuf> {
    if cfg!(windows) {
        return ('D'..='Z')
            .map(|letter| PathBuf::from(format!("{letter}:\\")))
            .filter(|drive| drive.exists())
            .collect();
    }
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let all = fs::read_dir(folder)
            .map(|all| all.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        let mut all: Vec<PathBuf> = all;
        all.sort();
        all
    };
    let mut drives: Vec<PathBuf> =
        ["/Volumes", "/mnt", "/media"].iter().flat_map(|folder| inside(Path::new(folder))).collect();
    // One folder a user, as most desktops have it.
    for folder in ["/media", "/run/media"] {
        drives.extend(inside(Path::new(folder)).iter().flat_map(|user| inside(user)));
    }
    drives
}
