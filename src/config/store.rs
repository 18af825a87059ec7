//! Writing one setting into the user's file, which stays as it was otherwise: order, comments, everything.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item, Table, TomlError, value};

/// Why a setting could not be written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file cannot be read or written.
    #[error("cannot write the settings in {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is no TOML, so nothing is written into it.
    #[error("{path} cannot be changed, for it cannot be read: {source}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        source: Box<TomlError>,
    },
}

/// Sets `section.name` in the file, made where it is missing. The new file takes the old one's place whole.
pub fn store(
    path: &Path,
    section: &str,
    name: &str,
    setting: impl Into<toml_edit::Value>,
) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(io(e)),
    };
    let mut document: DocumentMut =
        text.parse().map_err(|e| StoreError::Invalid { path: path.to_owned(), source: Box::new(e) })?;
    let table = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
    let mut new = setting.into();
    if let Some(old) = table.get(name).and_then(Item::as_value) {
        // What stands behind a value is its comment.
        *new.decor_mut() = old.decor().clone();
    }
    table[name] = value(new);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    // A link stays one: what it leads to is written.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let next = target.with_extension("toml.new");
    fs::write(&next, document.to_string()).map_err(io)?;
    if let Ok(old) = fs::metadata(&target) {
        let _ = fs::set_permissions(&next, old.permissions());
    }
    fs::rename(&next, &target).map_err(io)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(before: Option<&str>, setting: &str) -> String {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("deep/config.toml");
        if let Some(text) = before {
            fs::create_dir_all(dir.path().join("deep")).expect("made");
            fs::write(&path, text).expect("written");
        }
        store(&path, "sound", "analyse_previews", setting).expect("stored");
        fs::read_to_string(&path).expect("there")
    }

    #[test]
    fn one_setting_changes_and_everything_else_stays() {
        let before =
            "# mine\n[screen]\ntheme = \"light\" # by day\n\n[sound]\nanalyse_previews = \"ask\" # later\n";
        let after = stored(Some(before), "yes");
        assert_eq!(after, before.replace("\"ask\"", "\"yes\""));
    }

    #[test]
    fn a_missing_file_or_section_is_made() {
        assert_eq!(stored(None, "no"), "[sound]\nanalyse_previews = \"no\"\n");
        let after = stored(Some("[screen]\nmouse = false\n"), "no");
        assert_eq!(after, "[screen]\nmouse = false\n\n[sound]\nanalyse_previews = \"no\"\n");
    }

    #[test]
    fn a_broken_file_is_left_as_it_is() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("config.toml");
        fs::write(&path, "[sound").expect("written");
        let refused = store(&path, "sound", "analyse_previews", "yes");
        assert!(matches!(refused, Err(StoreError::Invalid { .. })));
        assert_eq!(fs::read_to_string(&path).expect("there"), "[sound");
    }
}
