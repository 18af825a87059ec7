//! Whether an edited line still speaks of the same record: a typo was put right.

use crate::track::{Name, fold, words};

/// The record that was written `old` is now written `new`: the same version, and nearly the same letters, or one artist's
/// name completed. Different numbers are different records (Part 1, Part 2).
pub(super) fn same_record(old: &Name, new: &Name) -> bool {
    let (old, new) = (Folded::of(old), Folded::of(new));
    old.version == new.version && (old.near(&new) || old.title == new.title && old.completes(&new))
}

struct Folded {
    artist: String,
    title: String,
    version: String,
}

impl Folded {
    fn of(name: &Name) -> Self {
        let version = name.version.as_deref().unwrap_or_default();
        Self { artist: fold(&name.artist), title: fold(&name.title), version: fold(version) }
    }

    fn near(&self, other: &Self) -> bool {
        let (a, b) = (format!("{} {}", self.artist, self.title), format!("{} {}", other.artist, other.title));
        let allowed = (a.chars().count().min(b.chars().count()) / 8).clamp(1, 4);
        digits(&a) == digits(&b) && strsim::osa_distance(&a, &b) <= allowed
    }

    fn completes(&self, other: &Self) -> bool {
        let all_in = |a: &str, b: &str| {
            let b: Vec<&str> = words(b).collect();
            words(a).next().is_some() && words(a).all(|word| b.contains(&word))
        };
        all_in(&self.artist, &other.artist) || all_in(&other.artist, &self.artist)
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(("Plastikman", "Spastick"), ("Plastikman", "Spastik"), true)]
    #[case(("Plastikmna", "Spastik"), ("Plastikman", "Spastik"), true)]
    #[case(("Villalobos", "Easy Lee"), ("Ricardo Villalobos", "Easy Lee"), true)]
    #[case(("Plastikman", "Spastik"), ("Plastikman", "Helikopter"), false)]
    #[case(("Sabres", "Edge 5"), ("Sabres", "Edge 6"), false)]
    #[case(("Plastikman", "Spastik (Dubfire Remix)"), ("Plastikman", "Spastik"), false)]
    fn a_typo_is_told_from_another_record(
        #[case] old: (&str, &str),
        #[case] new: (&str, &str),
        #[case] same: bool,
    ) {
        let (old, new) = (Name::parse(old.0, old.1), Name::parse(new.0, new.1));
        assert_eq!(same_record(&old, &new), same);
        assert_eq!(same_record(&new, &old), same);
    }
}
