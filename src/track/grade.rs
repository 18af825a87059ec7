//! Is this the same record? For answers of Spotify, Deezer, iTunes and tags of local files.

use super::{artists::artist_set, fold::squash, name::Name, rules::Rules, version::version_key};

/// How well a found record matches a wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// The same recording.
    Exact,
    /// The same piece by the same artists in another version.
    OtherVersion,
    /// Something else.
    Different,
}

/// Grades a found name against a wanted one; the order of the two does not matter.
#[must_use]
pub fn grade(wanted: &Name, found: &Name) -> Grade {
    let rules = Rules::current();
    let versions =
        [wanted, found].map(|name| name.version.as_ref().map_or_else(String::new, |v| version_key(v, rules)));
    if is_imitation(wanted) != is_imitation(found) || !same_artists(wanted, found, &versions) {
        return Grade::Different;
    }
    if squash(&wanted.title) != squash(&found.title) {
        let bare = squash(without_subtitle(&wanted.title)) == squash(without_subtitle(&found.title));
        return if bare { Grade::OtherVersion } else { Grade::Different };
    }
    if versions[0] == versions[1] { Grade::Exact } else { Grade::OtherVersion }
}

/// Whether one credit names no one whom the other does not. Services put remixers among the artists, so whoever the
/// versions name does not count.
fn same_artists(a: &Name, b: &Name, versions: &[String; 2]) -> bool {
    let [set_a, set_b] = [a, b].map(|name| artist_set(&name.artist));
    if set_a == set_b {
        return !set_a.is_empty();
    }
    let remixes = |name: &String| versions.iter().any(|version| version.contains(name.as_str()));
    let covers =
        |all: &[String], part: &[String]| part.iter().all(|name| all.contains(name) || remixes(name));
    let share = set_a.iter().any(|name| set_b.contains(name));
    share && (covers(&set_a, &set_b) || covers(&set_b, &set_a))
}

/// Karaoke, covers and tributes are other people's recordings whatever their credit says.
fn is_imitation(name: &Name) -> bool {
    let text = squash(&format!("{} {}", name.artist, name.version.as_deref().unwrap_or_default()));
    let title = squash(&name.title);
    ["karaoke", "tributeto", "madefamousby", "originallyperformedby", "inthestyleof", "coverversion"]
        .iter()
        .any(|mark| text.contains(mark) || title.contains(mark))
}

fn without_subtitle(title: &str) -> &str {
    match title.find(['(', '[']) {
        Some(at) if at > 0 => title[..at].trim_end(),
        _ => title,
    }
}
