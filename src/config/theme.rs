//! Themes: colours and weights by role, read from TOML; two are built in.

use std::{collections::BTreeMap, str::FromStr};

use ratatui::style::Color;
use serde::Deserialize;
use thiserror::Error;

use crate::{files, plain::io_cause};

/// A theme's file has so many bytes at most.
const LARGEST: u64 = 1 << 20;

/// What a piece of the screen means; views name roles, never colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Secondary text.
    Dim,
    /// Rules, borders, what should hardly be seen.
    Faint,
    /// The name of the place one is in, the chosen tab.
    Accent,
    /// Headings of columns and sections.
    Heading,
    /// The row under the cursor in the pane with the focus.
    Cursor,
    /// The row under the cursor in a pane without the focus.
    CursorAway,
    /// Characters that a search matched.
    Match,
    /// A title.
    Title,
    /// A version, beside its title.
    Version,
    /// Figures.
    Number,
    /// A seed.
    Seed,
    /// Liked.
    Liked,
    /// Rejected.
    Rejected,
    /// In the queue.
    Queued,
    /// Heard before.
    Heard,
    /// In the user's own collection.
    Mine,
    /// A key in a hint.
    Key,
    /// What the key does.
    Hint,
    /// Something waits or is not as it should be.
    Warning,
    /// Something failed.
    Error,
    /// Something is done.
    Good,
    /// The prompt's text.
    Input,
    /// Selected text in the prompt.
    Selected,
    /// The body of a popup.
    Popup,
    /// A popup's border.
    Border,
    /// The sparkline.
    Spark,
    /// Tempo or key that mixes.
    Fit,
    /// A key that lifts.
    Boost,
    /// Tempo or key that does not mix.
    Clash,
}

/// Every role.
#[cfg(test)]
pub const ROLES: [Role; 30] = [
    Role::Text,
    Role::Dim,
    Role::Faint,
    Role::Accent,
    Role::Heading,
    Role::Cursor,
    Role::CursorAway,
    Role::Match,
    Role::Title,
    Role::Version,
    Role::Number,
    Role::Seed,
    Role::Liked,
    Role::Rejected,
    Role::Queued,
    Role::Heard,
    Role::Mine,
    Role::Key,
    Role::Hint,
    Role::Warning,
    Role::Error,
    Role::Good,
    Role::Input,
    Role::Selected,
    Role::Popup,
    Role::Border,
    Role::Spark,
    Role::Fit,
    Role::Boost,
    Role::Clash,
];

/// How a role looks: in true colour, in the terminal's sixteen, and without colour.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "weights combine freely")]
pub struct RoleLook {
    /// Foreground, `#rrggbb`.
    pub fg: Option<Rgb>,
    /// Background, `#rrggbb`.
    pub bg: Option<Rgb>,
    /// Foreground among the terminal's sixteen.
    pub fg16: Option<NamedColour>,
    /// Background among the terminal's sixteen.
    pub bg16: Option<NamedColour>,
    /// Heavier.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Fore- and background swapped where there is no colour.
    pub reverse: bool,
    /// Weaker where there is no colour.
    pub dim: bool,
}

/// A colour by its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Rgb(pub u8, pub u8, pub u8);

impl TryFrom<String> for Rgb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii());
        let part = |i: usize| digits.and_then(|d| u8::from_str_radix(&d[i..i + 2], 16).ok());
        match (part(0), part(2), part(4)) {
            (Some(r), Some(g), Some(b)) => Ok(Self(r, g, b)),
            _ => Err(format!("{text:?} is no colour; write one like \"#ffb454\"")),
        }
    }
}

/// One of the terminal's sixteen colours, as ratatui names them (`yellow`, `dark-gray`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct NamedColour(pub Color);

impl TryFrom<String> for NamedColour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match Color::from_str(&text) {
            Ok(Color::Rgb(..) | Color::Indexed(_)) | Err(_) => Err(format!(
                "{text:?} is none of the sixteen colours; write one like \"yellow\" or \"dark-gray\""
            )),
            Ok(color) => Ok(Self(color)),
        }
    }
}

/// A theme: a look for every role.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// Looks by role; a missing role looks like ordinary text.
    pub roles: BTreeMap<Role, RoleLook>,
}

/// Why a theme cannot be used.
#[derive(Debug, Error)]
pub enum ThemeError {
    /// The file is no theme.
    #[error("the theme cannot be read: {0}")]
    Bad(#[from] toml::de::Error),
    /// The file cannot be read.
    #[error("the theme {0:?} cannot be read: {why}", why = io_cause(.1))]
    Unreadable(String, std::io::Error),
    /// Neither built in nor a file.
    #[error("no theme is called {0:?}; there are dark and light, or name a file")]
    Unknown(String),
}

impl Theme {
    /// Reads a theme's TOML.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        Ok(toml::from_str(text)?)
    }

    /// A built-in theme: `dark` or `light`.
    pub fn named(name: &str) -> Result<Self, ThemeError> {
        match name {
            "dark" => Self::parse(include_str!("../../assets/themes/dark.toml")),
            "light" => Self::parse(include_str!("../../assets/themes/light.toml")),
            other => Err(ThemeError::Unknown(other.to_owned())),
        }
    }

    /// A built-in theme, or that of a file: its path holds a separator or ends in `.toml`.
    pub fn load(name: &str) -> Result<Self, ThemeError> {
        let is_file = name.contains(std::path::is_separator)
            || std::path::Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"));
        if !is_file {
            return Self::named(name);
        }
        let unreadable = |e| ThemeError::Unreadable(name.to_owned(), e);
        let bytes = files::read_small_file(std::path::Path::new(name), LARGEST).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|e| unreadable(std::io::Error::other(e)))?;
        Self::parse(&text)
    }

    /// How a role looks.
    pub fn look(&self, role: Role) -> RoleLook {
        self.roles.get(&role).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_have_a_look_for_every_role() {
        for name in ["dark", "light"] {
            let theme = Theme::named(name).unwrap();
            for role in ROLES {
                assert!(theme.roles.contains_key(&role), "{name} lacks {role:?}");
            }
        }
    }

    #[test]
    fn a_wrong_colour_or_role_is_named() {
        let text = |body: &str| format!("name = \"x\"\n[roles]\n{body}");
        let error = Theme::parse(&text("text = { fg = \"#12345\" }")).unwrap_err().to_string();
        assert!(error.contains("#12345"), "{error}");
        let error = Theme::parse(&text("text = { fg16 = \"#123456\" }")).unwrap_err().to_string();
        assert!(error.contains("sixteen"), "{error}");
        assert!(Theme::parse(&text("nonsense = {}")).is_err());
        let missing = Theme::load("no/such/theme.toml").unwrap_err().to_string();
        assert!(missing.contains("no/such/theme.toml"), "{missing}");
        assert!(Theme::named("neon").unwrap_err().to_string().contains("dark and light"));
    }
}
