//! Where the program keeps its things.

use std::{io, path::PathBuf};

use directories::ProjectDirs;

use crate::{
    files::{keep_private, private_folder},
    plain::io_cause,
};

/// No place to keep anything.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    /// Neither a flag nor a home folder.
    #[error("no home folder is known; name a data folder with --data-dir or SEGUE_DATA_DIR")]
    NoHome,
    /// The folder cannot be made.
    #[error(
        "cannot make the folder {path}: {}; name another with --data-dir or SEGUE_DATA_DIR",
        io_cause(source)
    )]
    NotMade {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The program's files. With `--data-dir` everything but the settings lives below that folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The settings file; it need not exist.
    pub config: PathBuf,
    /// Databases and snapshots, mode 0700.
    pub data: PathBuf,
    /// What can be thrown away at any time.
    pub cache: PathBuf,
    /// Logs.
    pub state: PathBuf,
}

impl Paths {
    /// From the flags or the environment, else the platform's usual places.
    pub fn find(config: Option<PathBuf>, data: Option<PathBuf>) -> Result<Self, PathsError> {
        let dirs = ProjectDirs::from("", "", "segue");
        let config = config
            .or_else(|| dirs.as_ref().map(|d| d.config_dir().join("config.toml")))
            .or_else(|| data.as_ref().map(|d| d.join("config.toml")));
        match (config, data, dirs) {
            (Some(config), Some(data), _) => {
                Ok(Self { config, cache: data.join("cache"), state: data.join("state"), data })
            }
            (Some(config), None, Some(dirs)) => Ok(Self {
                config,
                data: dirs.data_local_dir().to_owned(),
                cache: dirs.cache_dir().to_owned(),
                state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
            }),
            _ => Err(PathsError::NoHome),
        }
    }

    /// Makes the folders, readable by their owner alone.
    pub fn make(&self) -> Result<(), PathsError> {
        for path in [&self.data, &self.cache, &self.state] {
            private_folder(path).map_err(|source| PathsError::NotMade { path: path.clone(), source })?;
        }
        keep_private(&self.data);
        Ok(())
    }

    /// The mixes, tracks and artists: can be rebuilt.
    pub fn catalogue_db(&self) -> PathBuf {
        self.data.join("catalogue.db")
    }

    /// What was heard of records, hours of listening: precious.
    pub fn analysed_db(&self) -> PathBuf {
        self.data.join("analysed.db")
    }

    /// What the user made: precious.
    pub fn user_db(&self) -> PathBuf {
        self.data.join("user.db")
    }

    /// Spotify's tokens, mode 0600.
    pub fn spotify_login(&self) -> PathBuf {
        self.data.join("spotify.json")
    }

    /// One folder a generation, and `current`.
    pub fn snapshots(&self) -> PathBuf {
        self.data.join("snapshot")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_data_folder_holds_everything_but_the_settings() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let paths = Paths::find(Some("c.toml".into()), Some(dir.path().join("d"))).expect("found");
        paths.make().expect("made");
        assert!(paths.cache.starts_with(&paths.data) && paths.state.is_dir());
        assert_eq!(paths.config, Path::new("c.toml"));
        #[cfg(unix)]
        {
            use std::{fs, os::unix::fs::PermissionsExt};
            let mode = fs::metadata(&paths.data).expect("made").permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
            fs::set_permissions(&paths.data, fs::Permissions::from_mode(0o755)).expect("set");
            paths.make().expect("there");
            let mode = fs::metadata(&paths.data).expect("made").permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "also where it was there before");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_says_which_and_what_to_do() {
        let file = tempfile::NamedTempFile::new().expect("temporary file");
        let paths = Paths::find(None, Some(file.path().join("below"))).expect("found");
        let message = paths.make().expect_err("a file is no folder").to_string();
        assert!(message.contains("below") && message.contains("--data-dir"), "{message}");
    }
}
