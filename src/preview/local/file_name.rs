//! What a file's name says of its record, where its tags say nothing.

use crate::track::Name;

/// Reads `Artist - Title (Version)`, with or without a number before it, with spaces or underscores.
pub(super) fn name(stem: &str) -> Option<Name> {
    let spaced = if stem.contains(' ') { stem.to_owned() } else { stem.replace('_', " ") };
    let text = without_number(spaced.trim());
    let (artist, title) = [" - ", " – ", " — "].iter().find_map(|dash| text.split_once(dash))?;
    // `01 - Artist - Title`: a number is no artist while another dash follows.
    if artist.chars().all(|c| c.is_ascii_digit())
        && let Some((second, rest)) = title.split_once(" - ")
    {
        return named(second, rest);
    }
    named(artist, title)
}

fn named(artist: &str, title: &str) -> Option<Name> {
    let (artist, title) = (artist.trim(), title.trim());
    (!artist.is_empty() && !title.is_empty()).then(|| Name::parse(artist, title))
}

/// Without `01. `, `01 - `, `A1 `, `02) `: but `808 State` and `2 Bad Mice` keep their numbers.
fn without_number(text: &str) -> &str {
    let side = usize::from(text.starts_with(|c: char| c.is_ascii_alphabetic() && c.is_ascii_uppercase()));
    let digits = text[side..].bytes().take_while(u8::is_ascii_digit).count();
    let end = side + digits;
    if digits == 0 || digits > 3 || end == text.len() {
        return text;
    }
    let after = &text[end..];
    let marked =
        after.starts_with(['.', ')', ']', '_']) || after.starts_with(" - ") || after.starts_with(" – ");
    let counted = text.starts_with('0') && after.starts_with(' ');
    let vinyl = side == 1 && digits == 1 && after.starts_with(' ') && after.contains(" - ");
    if marked || counted || vinyl {
        after.trim_start_matches(['.', ')', ']', '_', ' ', '-', '–'])
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("01 - Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("01. Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("01 Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("A1 Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("07_plastikman_-_spastik", "plastikman", "spastik")]
    #[case("808 State - Pacific", "808 State", "Pacific")]
    #[case("2 Bad Mice - Bombscare", "2 Bad Mice", "Bombscare")]
    #[case("D1 Bloq", "", "")]
    #[case("spastik", "", "")]
    #[case(" - ", "", "")]
    #[case("Âme – Rej", "Âme", "Rej")]
    fn names_are_read(#[case] stem: &str, #[case] artist: &str, #[case] title: &str) {
        let expected = (!artist.is_empty()).then(|| Name::parse(artist, title));
        assert_eq!(name(stem), expected);
    }

    #[test]
    fn a_version_is_one() {
        let name = name("03. Plastikman - Spastik (Dubfire Rework)").expect("a name");
        assert_eq!(name.version.as_deref(), Some("Dubfire Rework"));
    }
}
