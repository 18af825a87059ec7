//! Numbers as people read them.

/// `76,000`.
#[must_use]
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

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn threes_are_parted() {
        assert_eq!([0, 999, 1_000, 280_000].map(thousands), ["0", "999", "1,000", "280,000"]);
    }
}
