//! `segue browse`: the records of some styles and years, without a seed.

use clap::Args;

use super::{
    CommandResult, Context,
    text::{self, ColumnAlign},
};
use crate::{
    app::answer::{Browse, BrowseAnswer, BrowseBy, BrowseRow},
    track::Years,
};

/// What `segue browse` takes.
#[derive(Args, Clone, Debug)]
pub struct BrowseArgs {
    /// Only mixes of one of these styles
    #[arg(long, value_name = "STYLE,…", value_delimiter = ',')]
    styles: Vec<String>,
    /// Only mixes of these years: 1995..2005, 2015.., ..1999, 2020
    #[arg(long, value_name = "YEARS")]
    years: Option<Years>,
    /// What comes first
    #[arg(long, value_enum, default_value_t = BrowseBy::Djs)]
    by: BrowseBy,
    /// At most so many rows
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
}

const COLUMNS: [(&str, ColumnAlign); 7] = [
    ("id", ColumnAlign::Left),
    ("artist – title", ColumnAlign::Left),
    ("label", ColumnAlign::Left),
    ("year", ColumnAlign::Left),
    ("DJs", ColumnAlign::Right),
    ("mixes", ColumnAlign::Right),
    ("years", ColumnAlign::Left),
];

pub(super) fn run(context: &Context, args: &BrowseArgs) -> CommandResult {
    let styles: Vec<String> =
        args.styles.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let browse = Browse { styles, years: args.years, by: args.by, limit: args.limit as usize };
    let answer = context.browse(&browse)?;
    context.print(&answer, |out| {
        if answer.tracks.is_empty() {
            return writeln!(out, "{}", nothing(&answer));
        }
        let records = text::count(answer.total as usize, "record", "records");
        writeln!(out, "{records} of {}", text::count(answer.mixes as usize, "mix", "mixes"))?;
        let rows: Vec<Vec<String>> = answer.tracks.iter().map(cells).collect();
        text::table(out, &COLUMNS, &rows)
    })
}

/// Why there is no record, and of which years there are some.
fn nothing(answer: &BrowseAnswer) -> String {
    let of = if answer.styles.is_empty() {
        String::new()
    } else {
        format!(" of {}", text::clean(&answer.styles.join(", ")))
    };
    match (answer.mixes, &answer.years, answer.known) {
        (0, Some(years), Some((from, to))) => {
            format!("Nothing is known of {years}: the mixes{of} here are of {from}..{to}.")
        }
        (0, Some(years), None) => format!("Nothing is known of {years}: no mix{of} here has a date."),
        (0, None, _) => "No mixes are here yet: segue import FILE, or segue update.".to_owned(),
        (mixes, ..) => {
            let mixes = text::count(mixes as usize, "mix", "mixes");
            format!("No record of {mixes}{of} stands in this order; --by djs shows all.")
        }
    }
}

fn cells(track: &BrowseRow) -> Vec<String> {
    let row = &track.row;
    let first = || track.first_played.as_deref().and_then(|date| date.get(..4));
    let out = row.year.map(|year| year.to_string());
    vec![
        row.id.to_string(),
        text::record(row),
        text::clean(row.label.as_deref().unwrap_or_default()),
        out.or_else(|| first().map(|year| format!("first played {year}"))).unwrap_or_default(),
        track.djs_here.to_string(),
        track.mixes_here.to_string(),
        bar(&track.by_year),
    ]
}

/// A sign for each year from the first to the last, as high as it has mixes.
fn bar(by_year: &[(u16, u32)]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let (Some(first), Some(last)) = (by_year.first(), by_year.last()) else { return String::new() };
    let most = by_year.iter().map(|year| year.1).max().unwrap_or(1);
    let mixes = |year| by_year.iter().find(|at| at.0 == year).map_or(0, |at| at.1);
    let sign = |year| match mixes(year) {
        0 => ' ',
        mixes => HEIGHTS[(mixes * 8).div_ceil(most).clamp(1, 8) as usize - 1],
    };
    format!("{} {} {}", first.0, (first.0..=last.0).map(sign).collect::<String>(), last.0)
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn the_years_are_a_small_bar() {
        assert_eq!(bar(&[(2001, 1), (2002, 8), (2004, 4)]), "2001 ▁█ ▄ 2004");
        assert_eq!(bar(&[(2001, 3)]), "2001 █ 2001");
        assert_eq!(bar(&[]), "");
    }
}
