//! Writing settings into the user's file, which stays as it was otherwise: order, comments, permissions, a symbolic link.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use toml_edit::{DocumentMut, Item, Table, Value, value};

use super::{
    ConfigError,
    load::{parse, text_of},
};
use crate::files::{Who, private_folder, replace_file};

/// What this program has written of settings that nobody has read again yet: the file, and the setting's name.
static WRITTEN: Mutex<Vec<(PathBuf, String)>> = Mutex::new(Vec::new());

/// Those of the settings, by name, that were changed in a file by somebody else; `None` where nobody did, as this program has
/// written every one of them itself since this was asked last.
#[must_use]
pub fn changed_by_others(path: &Path, mut names: Vec<String>) -> Option<Vec<String>> {
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    let own: Vec<_> = written.extract_if(.., |(file, _)| file == path).map(|(_, name)| name).collect();
    names.retain(|name| !own.contains(name));
    (own.is_empty() || !names.is_empty()).then_some(names)
}

/// Sets values by section and name. A file that is no valid one as it stands, or would be none afterwards, is left alone. The
/// new file takes the old one's place whole; a full disk leaves the old one.
pub fn edit(path: &Path, values: &[(&str, &str, Value)]) -> Result<(), ConfigError> {
    let text = text_of(path)?;
    let origin = path.display().to_string();
    let text =
        with(&text, values).map_err(|message| ConfigError::Invalid { origin: origin.clone(), message })?;
    parse(&text, &origin, &[])?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Noted before, as whoever watches the file sees it at once.
    let names = values.iter().map(|(section, name, _)| (path.to_owned(), format!("{section}.{name}")));
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).extend(names);
    let written = folder
        .map_or(Ok(()), private_folder)
        .and_then(|()| replace_file(path, Who::Anyone, text.as_bytes()))
        .map_err(|source| ConfigError::Unwritable { path: path.to_owned(), source });
    if written.is_err() {
        let _ = changed_by_others(path, Vec::new());
    }
    written
}

fn with(text: &str, values: &[(&str, &str, Value)]) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| e.to_string())?;
    for (section, name, new) in values {
        let table = if document.contains_key(section) {
            &mut document[section]
        } else {
            let table = below(&mut document);
            document.entry(section).or_insert(table)
        };
        let table = table.as_table_like_mut().ok_or_else(|| format!("[{section}] is no table"))?;
        let mut new = new.clone();
        match table.get_mut(name).and_then(Item::as_value_mut) {
            Some(old) => {
                // What stands behind a value is its comment.
                *new.decor_mut() = old.decor().clone();
                *old = new;
            }
            None => {
                table.insert(name, value(new));
            }
        }
    }
    Ok(document.to_string())
}

/// A new table that comes behind the comments at the file's end.
fn below(document: &mut DocumentMut) -> Item {
    let comments = document.trailing().as_str().unwrap_or_default().trim_end().to_owned();
    let mut table = Table::new();
    if !comments.is_empty() {
        document.set_trailing("");
        table.decor_mut().set_prefix(format!("{comments}\n\n"));
    }
    Item::Table(table)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn edited(before: &str, values: &[(&str, &str, Value)]) -> String {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("config.toml");
        fs::write(&path, before).expect("written");
        edit(&path, values).expect("edited");
        fs::read_to_string(&path).expect("there")
    }

    #[test]
    fn what_the_program_wrote_itself_is_nobodys_change() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("config.toml");
        let both = || vec!["me.dj".to_owned(), "screen.theme".to_owned()];
        assert_eq!(changed_by_others(&path, both()), Some(both()));
        edit(&path, &[("me", "dj", "Kora".into())]).expect("edited");
        assert_eq!(changed_by_others(&path, vec!["me.dj".to_owned()]), None);
        edit(&path, &[("me", "dj", "Mya".into())]).expect("edited");
        assert_eq!(changed_by_others(&path, both()), Some(vec!["screen.theme".to_owned()]));
        assert_eq!(changed_by_others(&path, both()), Some(both()), "each is told once");
        edit(dir.path(), &[("me", "dj", "Kora".into())]).expect_err("a folder is no file");
        assert_eq!(changed_by_others(dir.path(), both()), Some(both()));
    }

    #[test]
    fn values_change_and_everything_else_stays() {
        let before = "# mine\n[screen]\ntheme = \"light\" # by day\n\n[sound]\n# so far\nanalyse_previews = \"ask\" # later\n\
                      [mixesdb]\nyears = \"2015..\" # enough\n";
        let after = edited(
            before,
            &[("sound", "analyse_previews", "yes".into()), ("mixesdb", "contact", "a@b.example".into())],
        );
        assert_eq!(after, before.replace("\"ask\"", "\"yes\"") + "contact = \"a@b.example\"\n");
        let inline =
            edited("sound = { analyse_previews = \"ask\" }\n", &[("sound", "analyse_previews", "no".into())]);
        assert_eq!(inline, "sound = { analyse_previews = \"no\" }\n");
    }

    #[test]
    fn a_missing_file_or_section_is_made() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("deep/config.toml");
        edit(&path, &[("sound", "analyse_previews", "no".into())]).expect("made");
        assert_eq!(fs::read_to_string(&path).expect("there"), "[sound]\nanalyse_previews = \"no\"\n");
        let after = edited("[screen]\nmouse = false\n", &[("update", "every", "6h".into())]);
        assert_eq!(after, "[screen]\nmouse = false\n\n[update]\nevery = \"6h\"\n");
        let after = edited("# only\n# comments\n", &[("update", "every", "6h".into())]);
        assert_eq!(after, "# only\n# comments\n\n[update]\nevery = \"6h\"\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().expect("temporary folder");
        let (real, link) = (dir.path().join("dotfiles.toml"), dir.path().join("config.toml"));
        fs::write(&real, "# mine\n").expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("dotfiles.toml", &link).expect("linked");
        edit(&link, &[("update", "every", "6h".into())]).expect("edited");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert!(fs::read_to_string(&real).expect("there").starts_with("# mine\n"));
        assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_wrong_file_or_a_wrong_value_leaves_it_alone() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("config.toml");
        for (before, values) in [
            ("[mixesdb", ("update", "every", Value::from("6h"))),
            ("# mine\n", ("update", "evry", Value::from("6h"))),
            ("update = 3\n", ("update", "every", Value::from("6h"))),
            ("[nothing]\nx = 1\n", ("update", "every", Value::from("6h"))),
        ] {
            fs::write(&path, before).expect("written");
            assert!(edit(&path, &[values]).is_err(), "{before}");
            assert_eq!(fs::read_to_string(&path).expect("read"), before);
        }
    }
}
