//! A file's name from a queue's, whatever that is.

use super::Format;

/// Longest stem in bytes; systems take 255 with the extension.
const LONGEST: usize = 200;
/// Names that Windows keeps for devices.
const DEVICES: [&str; 8] = ["con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];

/// A name that every file system takes: separators and signs with a meaning become `_`.
pub fn file_name(queue: &str, format: Format) -> String {
    let mut stem: String = queue.chars().map(|c| if is_special(c) { '_' } else { c }).collect();
    let mut end = stem.len().min(LONGEST);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    stem.truncate(end);
    let stem = stem.trim_matches([' ', '.']);
    let stem = if stem.is_empty() { "queue" } else { stem };
    let device = DEVICES.contains(&stem.to_ascii_lowercase().as_str());
    format!("{}{stem}.{}", if device { "_" } else { "" }, format.extension())
}

fn is_special(c: char) -> bool {
    c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_file_names() {
        for (queue, file) in [
            ("Friday", "Friday.csv"),
            ("Warm-up / late", "Warm-up _ late.csv"),
            ("../../etc/passwd", "_.._etc_passwd.csv"),
            ("...", "queue.csv"),
            ("", "queue.csv"),
            ("NUL", "_NUL.csv"),
            ("Ø ♥ 東京", "Ø ♥ 東京.csv"),
        ] {
            assert_eq!(file_name(queue, Format::Csv), file);
        }
    }

    proptest! {
        #[test]
        fn a_name_is_one_part_of_a_path_and_short_enough(queue in ".{0,120}") {
            let name = file_name(&queue, Format::Rekordbox);
            prop_assert!(name.len() <= 255 && !name.starts_with('.'));
            prop_assert_eq!(std::path::Path::new(&name).components().count(), 1);
        }
    }
}
