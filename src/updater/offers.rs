//! What a first crawl can begin with: slices of the wiki, with their size and the time they take, asked of the wiki.

use std::{path::Path, time::Duration};

use jiff::Zoned;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Slice, UpdateError, roughly, update::client};
use crate::{
    catalogue::WriterLock,
    config::Settings,
    library::LibraryError,
    mixesdb::{self, CrawlScope},
};

/// A slice to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceOffer {
    /// Which.
    pub slice: Slice,
    /// Its pages on the wiki; those of a style since a year are estimated.
    pub pages: u64,
    /// What fetching all of it takes.
    pub time: Duration,
}

/// The style of an offer is fetched since this many years ago.
const STYLE_YEARS: u16 = 10;

/// How often it is looked whether anybody still waits for the answer.
const LOOK: Duration = Duration::from_millis(50);

/// Slices of the last two years, of each of these styles and of everything, sized by one question to the wiki. Slices without pages are left
/// out. Gives up soon after `stop` turns true. The wiki is not asked while an update of the same catalogue asks it.
pub fn offers(
    catalogue_db: &Path,
    settings: &Settings,
    styles: &[String],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<SliceOffer>, UpdateError> {
    in_year(catalogue_db, settings, styles, Zoned::now().year().unsigned_abs(), stop)
}

pub(super) fn in_year(
    catalogue_db: &Path,
    settings: &Settings,
    styles: &[String],
    this_year: u16,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<SliceOffer>, UpdateError> {
    if settings.library.offline {
        return Err(UpdateError::Offline);
    }
    let _alone = WriterLock::of_updates(catalogue_db).map_err(LibraryError::from)?;
    let slices = slices(styles, this_year);
    let scopes: Vec<CrawlScope> = slices
        .iter()
        .map(|slice| CrawlScope::new(&slice.styles, &[], &slice.years))
        .collect::<Result<_, _>>()?;
    let token = CancellationToken::new();
    let mut client = client(settings, None, &token, mpsc::unbounded_channel().0)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sizes = runtime.block_on(async {
        tokio::select! {
            sizes = mixesdb::sizes(&mut client, &scopes, this_year) => sizes,
            () = stopped(stop) => Err(mixesdb::CrawlError::Cancelled),
        }
    })?;
    let offer =
        |(slice, size): (Slice, mixesdb::Size)| SliceOffer { slice, pages: size.pages, time: size.time };
    Ok(slices.into_iter().zip(sizes).map(offer).filter(|offer| offer.pages > 0).collect())
}

async fn stopped(stop: &(dyn Fn() -> bool + Sync)) {
    while !stop() {
        tokio::time::sleep(LOOK).await;
    }
}

fn slices(styles: &[String], this_year: u16) -> Vec<Slice> {
    let since = |years: u16| format!("{}..", this_year.saturating_sub(years));
    let of = |style: &String| Slice { styles: vec![style.clone()], years: since(STYLE_YEARS) };
    let last = Slice { years: since(1), ..Slice::default() };
    std::iter::once(last).chain(styles.iter().map(of)).chain([Slice::default()]).collect()
}

impl std::fmt::Display for SliceOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let since = self.slice.years.trim_end_matches('.');
        match (self.slice.styles.join(", "), since) {
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
        let told = |slice: Slice, minutes| {
            SliceOffer { slice, pages: 1, time: Duration::from_mins(minutes) }.to_string()
        };
        let [two, style, all] = slices(&["Techno".to_owned()], 2026).try_into().expect("three");
        assert_eq!((two.years.as_str(), style.years.as_str()), ("2025..", "2016.."));
        assert_eq!(told(two, 25), "the last two years, 25 min");
        assert_eq!(told(style, 40), "Techno since 2016, 40 min");
        assert_eq!(told(all, 360), "everything, newest first, 6 h");
        assert_eq!(slices(&[], 2026).len(), 2);
    }
}
