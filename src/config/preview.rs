//! The settings of where a record can be heard.

use serde::{Deserialize, Serialize};

/// `[preview]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Preview {
    /// Music folders, read and watched while the screen is open; `~` is the home folder. Folders that were imported are watched
    /// as well.
    pub music: Vec<String>,
    /// Ask Deezer.
    pub deezer: bool,
    /// Ask iTunes Search.
    pub itunes: bool,
    /// Use previews that Spotify named when a record was matched there.
    pub spotify: bool,
    /// The store that iTunes looks in, two letters.
    pub country: String,
    /// Fetched previews kept on the disk, in MB; 0 keeps none.
    pub cache_mb: u64,
    /// The address of Deezer's API.
    pub deezer_api: String,
    /// The address of iTunes Search.
    pub itunes_api: String,
}

impl Default for Preview {
    fn default() -> Self {
        Self {
            music: Vec::new(),
            deezer: true,
            itunes: true,
            spotify: true,
            country: "US".into(),
            cache_mb: 256,
            deezer_api: "https://api.deezer.com".into(),
            itunes_api: "https://itunes.apple.com".into(),
        }
    }
}

impl Preview {
    /// The music folders with the home folder in place of `~`.
    pub fn folders(&self) -> Vec<std::path::PathBuf> {
        let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        let path = |folder: &String| match (folder.strip_prefix('~'), &home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
                home.join(rest.trim_start_matches('/'))
            }
            _ => folder.into(),
        };
        self.music.iter().map(path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_folder_is_filled_in() {
        let music = ["~/Music", "/mnt/records", "~", "~other"].map(str::to_owned).to_vec();
        let folders = Preview { music, ..Preview::default() }.folders();
        let home = directories::BaseDirs::new().expect("a home").home_dir().to_owned();
        assert_eq!(folders, [home.join("Music"), "/mnt/records".into(), home, "~other".into()]);
    }
}
