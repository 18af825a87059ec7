//! Writing single settings into the file; everything else in it, comments too, stays as it is.

use std::{fs, io, path::Path};

use toml_edit::{DocumentMut, Value};

use super::{ConfigError, load::parse};

/// Sets values by section and name. Where the file as it stands, or as it would be, is no valid one, it is left alone.
pub fn set(path: &Path, values: &[(&str, &str, Value)]) -> Result<(), ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(unreadable(source)),
    };
    let origin = path.display().to_string();
    let text = with(&text, values)
        .map_err(|e| ConfigError::Invalid { origin: origin.clone(), message: e.to_string() })?;
    parse(&text, &origin, &[])?;
    let unwritable = |source| ConfigError::Unwritable { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unwritable)?;
    }
    // Beside it, then in its place: a full disk leaves the old one.
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, path)).map_err(unwritable)
}

fn with(text: &str, values: &[(&str, &str, Value)]) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    for (section, name, value) in values {
        let table = document.entry(section).or_insert(toml_edit::table());
        table[*name] = toml_edit::value(value.clone());
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_set_and_the_rest_stays() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("deep/config.toml");
        let contact = [("mixesdb", "contact", Value::from("a@b.example"))];
        set(&path, &contact).expect("a new file");
        let every = [("update", "every", Value::from("6h"))];
        fs::write(&path, "# mine\n[mixesdb]\nyears = \"2015..\" # enough\n").expect("written");
        set(&path, &contact).expect("set");
        set(&path, &every).expect("set");
        let text = fs::read_to_string(&path).expect("read");
        assert!(text.contains("# mine") && text.contains("years = \"2015..\" # enough"), "{text}");
        let settings = super::super::load(&path, &[]).expect("valid");
        assert_eq!(
            (settings.mixesdb.contact.as_str(), settings.update.every.as_str()),
            ("a@b.example", "6h")
        );
    }

    #[test]
    fn a_wrong_file_or_a_wrong_value_leaves_it_alone() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("config.toml");
        fs::write(&path, "[mixesdb").expect("written");
        let every = |text: &str| [("update", "every", Value::from(text))];
        assert!(matches!(set(&path, &every("6h")), Err(ConfigError::Invalid { .. })));
        fs::write(&path, "# mine\n").expect("written");
        assert!(set(&path, &[("update", "evry", Value::from("6h"))]).is_err());
        assert_eq!(fs::read_to_string(&path).expect("read"), "# mine\n");
    }
}
