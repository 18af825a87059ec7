//! `segue update --slices`: what of the wiki can be fetched, with size and time; and the flags that choose a slice.

use clap::Args;
use serde::Serialize;

use super::{
    CommandResult, Context,
    text::{self, ColumnAlign},
};
use crate::{
    app::answer::{Slice, SliceOffer, roughly},
    track::Years,
};

/// What of the wiki is fetched.
#[derive(Args, Clone, Debug)]
pub struct SliceArgs {
    /// Only say what can be fetched, how much that is and how long it takes
    #[arg(long, conflicts_with_all = ["full", "no_refit", "years", "everything"])]
    slices: bool,
    /// From now on fetch mixes of these styles; kept in the settings. What another slice has left is not fetched again
    #[arg(long, value_name = "STYLE,…", value_delimiter = ',')]
    styles: Vec<String>,
    /// From now on fetch mixes of these years: 2015.., 1995..2005; kept in the settings
    #[arg(long, value_name = "YEARS")]
    years: Option<Years>,
    /// From now on fetch everything; kept in the settings
    #[arg(long, conflicts_with_all = ["styles", "years"])]
    everything: bool,
}

impl SliceArgs {
    /// Whether nothing is to be fetched.
    pub fn only_asks(&self) -> bool {
        self.slices
    }

    /// The slice to fetch from now on, where one is given.
    pub fn chosen(&self) -> Option<Slice> {
        let given = self.everything || self.years.is_some() || !self.styles.is_empty();
        let years = self.years.map(|years| years.to_string()).unwrap_or_default();
        given.then(|| Slice { styles: self.styles.clone(), years })
    }
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    slice: Slice,
    mixes: u64,
    seconds: u64,
}

impl From<&SliceOffer> for Line {
    fn from(offer: &SliceOffer) -> Self {
        Self { slice: offer.slice.clone(), mixes: offer.pages, seconds: offer.time.as_secs() }
    }
}

const COLUMNS: [(&str, ColumnAlign); 4] = [
    ("slice", ColumnAlign::Left),
    ("mixes", ColumnAlign::Right),
    ("time", ColumnAlign::Right),
    ("fetched by", ColumnAlign::Left),
];

/// Asks the wiki one question and prints its slices.
pub(super) fn run(context: &Context, args: &SliceArgs) -> CommandResult {
    let offers = context.slices(&args.styles)?;
    let lines: Vec<Line> = offers.iter().map(Line::from).collect();
    context.print(&lines, |out| {
        let row = |offer: &SliceOffer| {
            let name = offer.to_string();
            let name = name.rsplit_once(", ").map_or(name.as_str(), |(name, _)| name);
            let mixes = crate::track::thousands(offer.pages);
            vec![text::clean(name), mixes, roughly(offer.time), command(&offer.slice)]
        };
        text::table(out, &COLUMNS, &offers.iter().map(row).collect::<Vec<_>>())
    })
}

fn command(slice: &Slice) -> String {
    if *slice == Slice::default() {
        return "segue update --everything".to_owned();
    }
    let styles = text::clean(&slice.styles.join(","));
    let styles = if styles.is_empty() { styles } else { format!(" --styles '{styles}'") };
    let years = if slice.years.is_empty() { String::new() } else { format!(" --years {}", slice.years) };
    format!("segue update{styles}{years}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_of_a_slice_chooses_it() {
        let slice = |styles: &[&str], years: &str| Slice {
            styles: styles.iter().map(|style| (*style).to_owned()).collect(),
            years: years.to_owned(),
        };
        assert_eq!(command(&slice(&[], "2025..")), "segue update --years 2025..");
        assert_eq!(
            command(&slice(&["Drum & Bass"], "2016..")),
            "segue update --styles 'Drum & Bass' --years 2016.."
        );
        assert_eq!(command(&Slice::default()), "segue update --everything");
        let args = |styles: &[&str], years: Option<&str>, everything| {
            let styles = slice(styles, "").styles;
            let years = years.map(|years| years.parse().expect("years"));
            SliceArgs { slices: false, styles, years, everything }.chosen()
        };
        assert_eq!(args(&[], None, false), None);
        assert_eq!(args(&[], None, true), Some(Slice::default()));
        assert_eq!(args(&["House"], Some("2015.."), false), Some(slice(&["House"], "2015..")));
    }
}
