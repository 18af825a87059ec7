//! Numbers as people read them.

/// `76,000`.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `13th`, `1,002nd`.
pub fn ordinal(place: u64) -> String {
    let end = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{}{end}", thousands(place))
}

#[cfg(test)]
mod tests {
    use super::{ordinal, thousands};

    #[test]
    fn threes_are_parted() {
        assert_eq!([0, 999, 1_000, 280_000].map(thousands), ["0", "999", "1,000", "280,000"]);
    }

    #[test]
    fn places_are_counted_as_one_says_them() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1_003].map(ordinal).join(" ");
        assert_eq!(said, "1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th 1,003rd");
    }
}
