//! A range of years as people write it: `2015..`, `..1999`, `1995..2005`, `2020`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// First and last year, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Years {
    /// The first; 0 where open.
    pub from: u16,
    /// The last; 9999 where open.
    pub to: u16,
}

/// What was written is no range of years.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no range of years; write 2015.., ..1999, 1995-2005, 90s or 2020")]
pub struct NoYears(pub String);

impl Years {
    /// Whether the year is in it.
    pub fn contains(self, year: u16) -> bool {
        (self.from..=self.to).contains(&year)
    }
}

impl FromStr for Years {
    type Err = NoYears;

    fn from_str(text: &str) -> Result<Self, NoYears> {
        let text = text.trim();
        if let Some(years) = decade(text) {
            return Ok(years);
        }
        let range = text.split_once("..").or_else(|| {
            text.split_once(['-', '–']).filter(|(from, to)| !(from.trim().is_empty() && to.trim().is_empty()))
        });
        let (from, to) = range.unwrap_or((text, text));
        let to = to.strip_prefix('=').unwrap_or(to);
        let read = |part: &str, open: u16| match part.trim() {
            "" => Some(open),
            digits => digits.parse().ok().filter(|year| *year <= 9999),
        };
        match (read(from, 0), read(to, 9999)) {
            (Some(from), Some(to)) if from <= to && !text.is_empty() => Ok(Self { from, to }),
            _ => Err(NoYears(text.to_owned())),
        }
    }
}

/// `1990s`, `90s`, `'90s`, `00s`.
fn decade(text: &str) -> Option<Years> {
    let digits = text.trim_start_matches(['\'', '’']).strip_suffix('s')?;
    let year: u16 = digits.parse().ok().filter(|year| year % 10 == 0)?;
    let from = match digits.len() {
        4 => year,
        2 if year < 30 => 2000 + year,
        2 => 1900 + year,
        _ => return None,
    };
    Some(Years { from, to: from + 9 })
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |year: u16, open: u16| if year == open { String::new() } else { year.to_string() };
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}..{}", side(self.from, 0), side(self.to, 9999))
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2015..", "2015..")]
    #[case("..1999", "..1999")]
    #[case(" 1995..=2005", "1995..2005")]
    #[case("2020", "2020")]
    #[case("2010-2015", "2010..2015")]
    #[case("2010 – 2015", "2010..2015")]
    #[case("2015-", "2015..")]
    #[case("90s", "1990..1999")]
    #[case("'00s", "2000..2009")]
    #[case("1980s", "1980..1989")]
    fn a_range_is_read_and_written(#[case] text: &str, #[case] written: &str) {
        let years: Years = text.parse().expect("years");
        assert_eq!(years.to_string(), written);
        assert_eq!(years.to_string().parse(), Ok(years));
    }

    #[rstest]
    #[case("2005..1995")]
    #[case("the nineties")]
    #[case("20150..")]
    #[case("95s")]
    #[case("2010-12-24")]
    #[case("-")]
    #[case(" ")]
    fn nonsense_is_refused(#[case] text: &str) {
        assert!(text.parse::<Years>().is_err());
    }

    #[test]
    fn both_ends_are_in_the_range() {
        let years: Years = "1995..2005".parse().expect("years");
        assert!(years.contains(1995) && years.contains(2005) && !years.contains(2006));
    }
}
