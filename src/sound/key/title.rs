//! Keys that Mixed In Key has written into a title: `8A - Spastik`, `8A - 124 - Spastik`, `Spastik - 8A`.

use super::{MusicalKey, notation::hour};

/// The title without the key, tempo and energy that stand before or behind it, and the key; the title as it is where there is none.
pub fn without_key(title: &str) -> (Option<MusicalKey>, &str) {
    before(title).or_else(|| behind(title)).map_or((None, title), |(key, rest)| (Some(key), rest))
}

fn before(title: &str) -> Option<(MusicalKey, &str)> {
    let (first, rest) = title.split_once(" - ")?;
    if let Some(key) = hour(first.trim()) {
        let rest =
            rest.split_once(" - ").filter(|(number, _)| is_number(number)).map_or(rest, |(_, rest)| rest);
        return named(key, rest);
    }
    let (second, rest) = rest.split_once(" - ").filter(|_| is_number(first))?;
    named(hour(second.trim())?, rest)
}

fn behind(title: &str) -> Option<(MusicalKey, &str)> {
    if let Some((rest, inside)) = title.trim_end().strip_suffix([')', ']']).and_then(|t| t.rsplit_once([' ']))
    {
        let key = inside.strip_prefix(['(', '[']).and_then(hour);
        return named(key?, rest);
    }
    let (rest, last) = title.rsplit_once(" - ")?;
    if let Some(key) = hour(last.trim()) {
        let rest =
            rest.rsplit_once(" - ").filter(|(_, number)| is_number(number)).map_or(rest, |(rest, _)| rest);
        return named(key, rest);
    }
    let (rest, second) = rest.rsplit_once(" - ").filter(|_| is_number(last))?;
    named(hour(second.trim())?, rest)
}

/// A tempo or an energy.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix("Energy ").unwrap_or(text);
    (1..=6).contains(&digits.len()) && digits.parse::<f32>().is_ok_and(|n| (1.0..300.0).contains(&n))
}

fn named(key: MusicalKey, rest: &str) -> Option<(MusicalKey, &str)> {
    let rest = rest.trim();
    (!rest.is_empty()).then_some((key, rest))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("8A - Spastik", Some("Am"), "Spastik")]
    #[case("08A - 124 - Spastik", Some("Am"), "Spastik")]
    #[case("124.5 - 8A - Spastik", Some("Am"), "Spastik")]
    #[case("8A - 7 - Plastikman - Spastik", Some("Am"), "Plastikman - Spastik")]
    #[case("8A - Energy 7 - Spastik", Some("Am"), "Spastik")]
    #[case("1m - Spastik", Some("Am"), "Spastik")]
    #[case("Spastik - 8A", Some("Am"), "Spastik")]
    #[case("Spastik - 8A - 7", Some("Am"), "Spastik")]
    #[case("Spastik - 124 - 8A", Some("Am"), "Spastik")]
    #[case("Spastik (Dub) [8A]", Some("Am"), "Spastik (Dub)")]
    #[case("Spastik (8A)", Some("Am"), "Spastik")]
    #[case("Spastik", None, "Spastik")]
    #[case("8A", None, "8A")]
    #[case("8A - ", None, "8A - ")]
    #[case("Am - Spastik", None, "Am - Spastik")]
    #[case("Spastik (Am)", None, "Spastik (Am)")]
    #[case("808 - Pacific", None, "808 - Pacific")]
    #[case("A1 - Spastik", None, "A1 - Spastik")]
    #[case("Spastik - Part 2", None, "Spastik - Part 2")]
    fn a_key_is_no_part_of_a_title(#[case] title: &str, #[case] key: Option<&str>, #[case] rest: &str) {
        let (found, left) = without_key(title);
        assert_eq!((found.map(|key| key.to_string()).as_deref(), left), (key, rest));
    }
}
