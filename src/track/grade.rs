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
    let remixes =
        |name: &String| name.len() > 2 && versions.iter().any(|version| version.contains(name.as_str()));
    let covers =
        |all: &[String], part: &[String]| part.iter().all(|name| all.contains(name) || remixes(name));
    let share = set_a.iter().any(|name| set_b.contains(name));
    share && (covers(&set_a, &set_b) || covers(&set_b, &set_a))
}

/// Karaoke, covers and tributes are other people's recordings whatever their credit says.
fn is_imitation(name: &Name) -> bool {
    let artist = squash(&name.artist);
    let title = squash(&format!("{} {}", name.title, name.version.as_deref().unwrap_or_default()));
    ["karaoke", "tributeto", "tributeband"].iter().any(|mark| artist.contains(mark))
        || ["karaoke", "madefamousby", "performedby", "inthestyleof", "coverversion"]
            .iter()
            .any(|mark| title.contains(mark))
}

fn without_subtitle(title: &str) -> &str {
    match title.find(['(', '[']) {
        Some(at) if at > 0 => title[..at].trim_end(),
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Grade, Name, grade};

    const WANTED: (&str, &str) = ("Armin van Buuren Feat. Kensington", "Heading Up High");
    const REMIX: (&str, &str) = ("Armin van Buuren Feat. Kensington", "Heading Up High (First State Remix)");

    #[rstest]
    #[case(WANTED, ("Armin van Buuren, Kensington", "Heading Up High"), Grade::Exact)]
    #[case(WANTED, ("Armin van Buuren", "Heading Up High (feat. Kensington)"), Grade::Exact)]
    #[case(WANTED, ("Armin van Buuren", "Heading Up High (feat. Kensington) - Extended Mix"), Grade::Exact)]
    #[case(WANTED, ("Armin van Buuren", "Heading Up High"), Grade::Exact)]
    #[case(WANTED, ("Armin van Buuren, Kensington", "Heading Up High (feat. Kensington) [Mixed]"), Grade::Exact)]
    #[case(WANTED, ("Armin van Buuren, Kensington", "Heading Up High - First State Remix"), Grade::OtherVersion)]
    #[case(WANTED, ("Armin van Buuren, Kensington", "Heading Up High - Live"), Grade::OtherVersion)]
    #[case(WANTED, ("Armin van Buuren, Kensington", "Heading Up High - Instrumental"), Grade::OtherVersion)]
    #[case(WANTED, ("Armin van Buuren", "Heading Up High (Karaoke Version)"), Grade::Different)]
    #[case(WANTED, ("Karaoke Hits", "Heading Up High"), Grade::Different)]
    #[case(WANTED, ("Some Band", "Heading Up High (Cover)"), Grade::Different)]
    #[case(WANTED, ("Kensington", "Heading Down Low"), Grade::Different)]
    #[case(REMIX, ("Armin van Buuren, Kensington, First State", "Heading Up High (First State Remix)"), Grade::Exact)]
    #[case(REMIX, ("Armin van Buuren", "Heading Up High (feat. Kensington) [First State Remix]"), Grade::Exact)]
    #[case(REMIX, ("Armin van Buuren", "Heading Up High (feat. Kensington) [First State Extended Remix]"), Grade::Exact)]
    #[case(REMIX, ("Armin van Buuren", "Heading Up High (feat. Kensington)"), Grade::OtherVersion)]
    #[case(REMIX, ("Armin van Buuren", "Heading Up High (Ummet Ozcan Remix)"), Grade::OtherVersion)]
    #[case(("Pig&Dan", "Mamasita"), ("Pig & Dan", "Mamasita - Original Mix"), Grade::Exact)]
    #[case(("DVBBS & Borgeous", "Tsunami"), ("DVBBS, Borgeous", "Tsunami (Jump)"), Grade::OtherVersion)]
    #[case(("", "Untitled"), ("", "Untitled"), Grade::Different)]
    fn answers_are_graded(
        #[case] wanted: (&str, &str),
        #[case] found: (&str, &str),
        #[case] expected: Grade,
    ) {
        let [wanted, found] = [wanted, found].map(|(artist, title)| Name::parse(artist, title));
        assert_eq!(grade(&wanted, &found), expected);
        assert_eq!(grade(&found, &wanted), expected);
    }
}
