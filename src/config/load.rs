//! Reading settings: flag, then environment, then file, then default. An unknown setting is an error that names the
//! nearest known one.

use std::{
    io,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

use super::Settings;
use crate::plain::io_cause;

/// What can be wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there but cannot be read.
    #[error("cannot read the settings in {path}: {}", io_cause(source))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write the settings in {path}: {}", io_cause(source))]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not TOML, or a value of the wrong kind.
    #[error("{origin}: {message}")]
    Invalid {
        /// File or variable.
        origin: String,
        /// What the parser says, with line and column.
        message: String,
    },
    /// A name nobody knows.
    #[error("{origin}: there is no setting '{name}'; {hint}")]
    Unknown {
        /// File or variable.
        origin: String,
        /// As written.
        name: String,
        /// The nearest known name.
        hint: String,
    },
    /// A value outside its range.
    #[error("{origin}: {message}")]
    OutOfRange {
        /// File or variable.
        origin: String,
        /// Setting and range.
        message: String,
    },
}

/// A single value that overrides the file: from a flag or the environment.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Where it came from, for messages: `--offline`, `SEGUE_STARTER`.
    pub origin: String,
    /// Section and name, `library.offline`.
    pub name: &'static str,
    /// The value.
    pub value: Value,
}

/// Reads `path` (a missing file is an empty one) and lays `layers` over it in order.
pub fn load(path: &Path, layers: &[Layer]) -> Result<Settings, ConfigError> {
    parse(&text_of(path)?, &path.display().to_string(), layers)
}

/// What stands in a file; nothing where there is none.
pub(super) fn text_of(path: &Path) -> Result<String, ConfigError> {
    match std::fs::read_to_string(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        text => text.map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source }),
    }
}

/// Settings from TOML text; `origin` names it in messages.
pub fn parse(text: &str, origin: &str, layers: &[Layer]) -> Result<Settings, ConfigError> {
    let invalid = |origin: &str, e: &dyn std::fmt::Display| ConfigError::Invalid {
        origin: origin.to_owned(),
        message: e.to_string().trim().to_owned(),
    };
    let mut table: Table = text.parse().map_err(|e: toml::de::Error| invalid(origin, &e))?;
    refuse_unknown(&table, origin)?;
    // Judged by the text itself first, so that a wrong type is shown with its line and column.
    toml::from_str::<Settings>(text).map_err(|e| invalid(origin, &e))?;
    let mut last = origin;
    for layer in layers {
        let (section, name) = layer.name.split_once('.').unwrap_or((layer.name, ""));
        let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(section) = section {
            section.insert(name.to_owned(), layer.value.clone());
        }
        last = &layer.origin;
    }
    let settings: Settings = table.try_into().map_err(|e: toml::de::Error| invalid(last, &e))?;
    match settings.out_of_range() {
        Some(message) => Err(ConfigError::OutOfRange { origin: origin.to_owned(), message }),
        None => Ok(settings),
    }
}

/// Sections whose names the user chooses.
const FREE: [&str; 1] = ["keys"];

fn refuse_unknown(table: &Table, origin: &str) -> Result<(), ConfigError> {
    let known = Table::try_from(Settings::default()).unwrap_or_default();
    let names: Vec<String> = known
        .iter()
        .flat_map(|(section, value)| {
            let inner = value.as_table().into_iter().flat_map(|t| t.keys());
            std::iter::once(section.clone()).chain(inner.map(move |name| format!("{section}.{name}")))
        })
        .collect();
    for (section, value) in table {
        let unknown = |name: String| {
            let nearest = names.iter().min_by_key(|known| strsim::levenshtein(known, &name));
            let hint = nearest.map_or_else(String::new, |n| format!("did you mean '{n}'?"));
            Err(ConfigError::Unknown { origin: origin.to_owned(), name, hint })
        };
        let Some(known) = known.get(section) else { return unknown(section.clone()) };
        let (Some(known), Some(given)) = (known.as_table(), value.as_table()) else { continue };
        if FREE.contains(&section.as_str()) {
            continue;
        }
        if let Some(name) = given.keys().find(|name| !known.contains_key(*name)) {
            return unknown(format!("{section}.{name}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text, "config.toml", &[]).expect_err("must be refused").to_string()
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        assert_eq!(parse("", "config.toml", &[]).expect("defaults"), Settings::default());
    }

    #[test]
    fn the_example_names_every_setting_with_its_default() {
        let text = include_str!("../../config.example.toml");
        assert_eq!(parse(text, "config.example.toml", &[]).expect("valid"), Settings::default());
        let example: Table = text.parse().expect("TOML");
        let all = Table::try_from(Settings::default()).expect("a table");
        for (section, value) in &all {
            for name in value.as_table().into_iter().flat_map(|t| t.keys()) {
                let shown = example.get(section).and_then(|s| s.get(name)).is_some();
                assert!(shown, "config.example.toml does not show {section}.{name}");
            }
        }
    }

    #[test]
    fn an_unknown_setting_names_the_nearest() {
        let message = error("[recommend]\nfactor = 40\n");
        assert!(message.contains("'recommend.factor'"), "{message}");
        assert!(message.contains("did you mean 'recommend.factors'?"), "{message}");
        assert!(error("[recomend]\n").contains("did you mean 'recommend'?"));
    }

    #[test]
    fn a_wrong_kind_and_a_wrong_range_are_told_apart() {
        assert!(error("[recommend]\nfactors = \"many\"\n").contains("line 2"));
        assert!(error("[recommend]\nfactors = 0\n").contains("from 1 to 512"));
        assert!(error("[recommend\n").contains("line 1"));
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let layer =
            Layer { origin: "--offline".into(), name: "library.offline", value: Value::Boolean(true) };
        let settings = parse("[library]\noffline = false\n", "config.toml", &[layer]).expect("valid");
        assert!(settings.library.offline);
    }
}
