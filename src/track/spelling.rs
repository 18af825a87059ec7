//! Versions that are one and spelt differently.

use super::{fold::fold, version::joined_words};

/// From so many letters on, one wrong letter makes no other name.
const LETTERS: usize = 6;

/// Whether two versions of one record are the same one, as two tracklists write it: `Kid Creme Mix`, `Kid Crème Remix`,
/// `Kid Creeme Remix`. Other numbers are other versions (`Mix 1`, `Mix 2`), and so are edits, dubs and the like.
pub fn same_version(a: &str, b: &str) -> bool {
    let ((a, numbers_a), (b, numbers_b)) = (name_and_numbers(a), name_and_numbers(b));
    let long = a.chars().count().min(b.chars().count()) >= LETTERS;
    numbers_a == numbers_b && (a == b || long && strsim::osa_distance(&a, &b) <= 1)
}

/// Whose or which version it is, without blanks, "the" and whether it is a mix or a remix; and its numbers.
fn name_and_numbers(version: &str) -> (String, String) {
    let (mut name, mut numbers) = (String::new(), String::new());
    for word in joined_words(&fold(version)) {
        match word.as_str() {
            "the" => {}
            "i" => numbers.push('1'),
            "ii" => numbers.push('2'),
            "iii" => numbers.push('3'),
            "iv" => numbers.push('4'),
            word => {
                numbers.extend(word.chars().filter(char::is_ascii_digit));
                name.extend(word.chars().filter(|c| !c.is_ascii_digit()));
            }
        }
    }
    let bare = ["remix", "mix"].iter().find_map(|end| name.strip_suffix(end)).filter(|bare| !bare.is_empty());
    match bare {
        Some(bare) => (bare.to_owned(), numbers),
        None => (name, numbers),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::same_version;

    #[rstest]
    #[case("Kid Creme Mix", "Kid Crème Remix", true)]
    #[case("Kid Creme", "Kid Creme Rmx", true)]
    #[case("Format B Remix", "Formatb Remix", true)]
    #[case("Orkidea Remix2", "Orkidearemix 2", true)]
    #[case("Gary Bek Mix", "Gary Beck Remix", true)]
    #[case("Aphex Twin Remix", "The Aphex Twin Remix", true)]
    #[case("Exor Mix Part II", "Exor Mix Pt. 2", true)]
    #[case("Dub", "Dub Mix", true)]
    #[case("Remix Part 1", "Remix Part 2", false)]
    #[case("Exor Mix Part I", "Exor Mix Part II", false)]
    #[case("Dave Clarke 312 Mix", "Dave Clarke 313 Mix", false)]
    #[case("Calibre Remix", "Calibre Remix Dub", false)]
    #[case("Club Mix", "Club Edit", false)]
    #[case("Foul Play Remix", "Foul Play VIP Remix", false)]
    #[case("B Mix", "C Mix", false)]
    #[case("Remix", "Edit", false)]
    fn spellings_are_told_from_versions(#[case] a: &str, #[case] b: &str, #[case] same: bool) {
        assert_eq!(same_version(a, b), same);
        assert_eq!(same_version(b, a), same);
    }
}
