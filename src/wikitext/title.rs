//! Page titles: `DATE - ARTISTS - SHOW` or `DATE - ARTISTS @ PLACE (SERIES NUMBER)`.

/// A page title in its parts, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TitleParts<'a> {
    /// `2001-01-31`, `2001-01`, `2001`, or fuzzy: `2026-0X`.
    pub date: Option<&'a str>,
    /// The artists, still joined; for [`crate::track::split_djs`].
    pub artists: &'a str,
    /// Show or place; empty where the title has none.
    pub show: &'a str,
}

/// Takes a page title apart.
pub fn title_parts(title: &str) -> TitleParts<'_> {
    let title = title.trim();
    let (date, rest) = match title.split_once(" - ") {
        Some((date, rest)) if is_date(date.trim()) => (Some(date.trim()), rest),
        None if is_date(title) => (Some(title), ""),
        // `2020-04-29 Tahoma - Show`: the dash forgotten; of a year alone that could be a name.
        _ => match title.split_once(' ') {
            Some((date, rest)) if date.len() == 10 && is_date(date) => (Some(date), rest),
            _ => (None, title),
        },
    };
    let show = [" - ", " @ "].iter().filter_map(|mark| Some((rest.find(mark)?, mark.len()))).min();
    let (artists, show) = match show {
        Some((at, mark)) => (&rest[..at], &rest[at + mark..]),
        None => (rest, ""),
    };
    TitleParts { date, artists: artists.trim(), show: show.trim() }
}

/// Four, two and two places, each a digit or what stands for an unknown one; the first is a digit.
fn is_date(text: &str) -> bool {
    let mut fields = text.split('-');
    let is_field = |field: &str, len: usize| field.len() == len && field.bytes().all(is_place);
    let year =
        fields.next().is_some_and(|year| is_field(year, 4) && year.starts_with(|c: char| c.is_ascii_digit()));
    year && text.len() <= 10 && fields.all(|field| is_field(field, 2))
}

fn is_place(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'X' | b'x' | b'?')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::title_parts;

    #[rstest]
    #[case("2025-10-16 - Hitam - Monument Podcast 490", Some("2025-10-16"), "Hitam", "Monument Podcast 490")]
    #[case("2003-08-08 - Sven Väth @ SonneMondSterne", Some("2003-08-08"), "Sven Väth", "SonneMondSterne")]
    #[case(
        "2013-03-01 - Spektre @ La Centrale, Paris (Mutual Respekt 092)",
        Some("2013-03-01"),
        "Spektre",
        "La Centrale, Paris (Mutual Respekt 092)"
    )]
    #[case("2001-01 - A & B - Show - Part 2", Some("2001-01"), "A & B", "Show - Part 2")]
    #[case("2001 - A - Show @ Club", Some("2001"), "A", "Show @ Club")]
    #[case("2026-0X - A - Show", Some("2026-0X"), "A", "Show")]
    #[case("199X - A", Some("199X"), "A", "")]
    #[case("1605 Podcast - A - 12", None, "1605 Podcast", "A - 12")]
    #[case("Sasha - Live", None, "Sasha", "Live")]
    #[case("2020-04-29 Tahoma - Show", Some("2020-04-29"), "Tahoma", "Show")]
    #[case("2001", Some("2001"), "", "")]
    #[case("", None, "", "")]
    fn a_page_title_has_a_date_artists_and_a_show(
        #[case] title: &str,
        #[case] date: Option<&str>,
        #[case] artists: &str,
        #[case] show: &str,
    ) {
        let parts = title_parts(title);
        assert_eq!((parts.date, parts.artists, parts.show), (date, artists, show));
    }
}
