//! `segue import --found`: what DJ programs have here, and which of it is taken.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
};

use serde::Serialize;

use super::{CommandResult, Context, Failure, import_sets::asked, text};
use crate::app::{answer::FoundPlace, found_places};

/// What `--json` prints of a list.
#[derive(Serialize)]
struct Answer<'a> {
    found: &'a [FoundPlace],
}

/// The files that are chosen; none where the list was shown and nothing was asked or answered.
pub(super) fn chosen(context: &Context, which: &str) -> Result<Vec<PathBuf>, Failure> {
    let found = found_places();
    let which = match which.trim() {
        "" => {
            show(context, &found)?;
            ask(context, &found)
        }
        which => which.to_owned(),
    };
    if which.is_empty() {
        return Ok(Vec::new());
    }
    let places = numbers(&which, found.len()).ok_or_else(|| {
        let message = format!("'{}' chooses nothing of {} places.", text::clean(&which), found.len());
        Failure::new("usage", message, "segue import --found lists them; then --found=1,3-5 or --found=all.")
    })?;
    Ok(places.into_iter().flat_map(|at| found[at].paths.clone()).collect())
}

fn show(context: &Context, found: &[FoundPlace]) -> CommandResult {
    context.print(&Answer { found }, |out| {
        if found.is_empty() {
            return writeln!(out, "No files of Serato, Traktor, VirtualDJ, Engine DJ, rekordbox or Mixxx are here; a path imports them anywhere.");
        }
        for (place, number) in found.iter().zip(1..) {
            let (program, what, said) = (place.program, place.what.name(), place.said());
            writeln!(out, "{number:>3}  {program:<10} {what:<10}  {said:<38}  {}", text::clean(&place.at_home()))?;
        }
        Ok(())
    })
}

/// Asks which, where somebody can answer.
fn ask(context: &Context, found: &[FoundPlace]) -> String {
    if found.is_empty() || context.global.json || !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return String::new();
    }
    asked("Import which? (1,3-5 or all; Enter: none) ").unwrap_or_default()
}

/// Places from 0 of `1,3-5` or `all`; `None` where it is neither, or there are not as many.
fn numbers(which: &str, count: usize) -> Option<Vec<usize>> {
    if which.eq_ignore_ascii_case("all") {
        return (count > 0).then(|| (0..count).collect());
    }
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|n| (1..=count).contains(n));
    let mut places = Vec::new();
    for part in which.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        places.extend((from..=to).filter(|n| !places.contains(&(n - 1))).map(|n| n - 1).collect::<Vec<_>>());
    }
    (!places.is_empty()).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_chosen_by_numbers_ranges_or_all() {
        assert_eq!(numbers("2", 3), Some(vec![1]));
        assert_eq!(numbers("1, 3-4,1", 5), Some(vec![0, 2, 3]));
        assert_eq!(numbers("ALL", 2), Some(vec![0, 1]));
        for wrong in ["0", "4", "x", "1-", "3-1", ""] {
            assert_eq!(numbers(wrong, 3), None, "{wrong}");
        }
        assert_eq!(numbers("all", 0), None);
    }
}
