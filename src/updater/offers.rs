//! What a first crawl can begin with: slices of the wiki, with their size and the time they take, asked of the wiki.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{UpdateError, roughly, update::client};
use crate::{
    config::Settings,
    mixesdb::{self, CrawlScope},
};

/// A slice to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceOffer {
    /// `[mixesdb] style` of it; none is all.
    pub styles: Vec<String>,
    /// `[mixesdb] years` of it; empty is all.
    pub years: String,
    /// Its pages on the wiki; those of a style since a year are estimated.
    pub pages: u64,
    /// What fetching all of it takes.
    pub time: Duration,
}

/// The style of an offer is fetched since this many years ago.
const STYLE_YEARS: u16 = 10;

/// Slices of the last two years, of `style` (the user's commonest, where one is known) and of everything, sized by one question to the
/// wiki. `this_year` is the present one.
pub fn offers(
    settings: &Settings,
    style: Option<&str>,
    this_year: u16,
    stop: &CancellationToken,
) -> Result<Vec<SliceOffer>, UpdateError> {
    if settings.library.offline {
        return Err(UpdateError::Offline);
    }
    let slices = slices(style, this_year);
    let scopes: Vec<CrawlScope> =
        slices.iter().map(|(styles, years)| CrawlScope::new(styles, &[], years)).collect::<Result<_, _>>()?;
    let mut client = client(settings, None, stop, mpsc::unbounded_channel().0)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sizes = runtime.block_on(mixesdb::sizes(&mut client, &scopes, this_year))?;
    let offer = |((styles, years), size): ((Vec<String>, String), mixesdb::Size)| SliceOffer {
        styles,
        years,
        pages: size.pages,
        time: size.time,
    };
    Ok(slices.into_iter().zip(sizes).map(offer).filter(|offer| offer.pages > 0).collect())
}

fn slices(style: Option<&str>, this_year: u16) -> Vec<(Vec<String>, String)> {
    let since = |years: u16| format!("{}..", this_year.saturating_sub(years));
    let mut slices = vec![(Vec::new(), since(1))];
    slices.extend(style.map(|style| (vec![style.to_owned()], since(STYLE_YEARS))));
    slices.push((Vec::new(), String::new()));
    slices
}

impl std::fmt::Display for SliceOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let since = self.years.trim_end_matches('.');
        match (self.styles.join(", "), since) {
            (styles, "") if styles.is_empty() => f.write_str("everything, newest first")?,
            (styles, _) if styles.is_empty() => f.write_str("the last two years")?,
            (styles, "") => f.write_str(&styles)?,
            (styles, since) => write!(f, "{styles} since {since}")?,
        }
        write!(f, ", {}", roughly(self.time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_says_what_and_how_long() {
        let told = |(styles, years): (Vec<String>, String), minutes| {
            SliceOffer { styles, years, pages: 1, time: Duration::from_mins(minutes) }.to_string()
        };
        let [two, style, all] = slices(Some("Techno"), 2026).try_into().expect("three");
        assert_eq!((two.1.as_str(), style.1.as_str()), ("2025..", "2016.."));
        assert_eq!(told(two, 25), "the last two years, 25 min");
        assert_eq!(told(style, 40), "Techno since 2016, 40 min");
        assert_eq!(told(all, 360), "everything, newest first, 6 h");
        assert_eq!(slices(None, 2026).len(), 2);
    }
}
