//! Writes BENCHMARKS.md from what the benches have kept, with the words of lab/benches/notes.md below it.
//!
//! `just bench` runs all of them first.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "shared/mod.rs"]
mod shared;

use std::{fmt::Write as _, fs, path::Path};

use shared::rows::{Row, Sheet, folder};

fn main() {
    let mut sheets: Vec<Sheet> = fs::read_dir(folder())
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| serde_json::from_slice(&fs::read(entry.path()).ok()?).ok())
        .collect();
    sheets.sort_by(|a, b| (a.place, &a.command).cmp(&(b.place, &b.command)));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let notes = fs::read_to_string(root.join("benches/notes.md")).unwrap();
    let mut page = String::from(
        "# Measured\n\nWritten by `cargo bench --bench table` from what the benches kept; `just bench` runs all of them. \
         Ratios are medians of interleaved rounds in one run, wall time first, process CPU time behind it; above one \
         segue is the faster. The number in the last column is the run, named below the table.\n\n\
         | what | size | segue | beside | ratio | bar | | run |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (number, sheet) in (1..).zip(&sheets) {
        for row in &sheet.rows {
            line(&mut page, row, number);
        }
    }
    page.push_str("\n## The runs\n\n");
    for (number, sheet) in (1..).zip(&sheets) {
        let Sheet { command, machine, date, load, versions, .. } = sheet;
        let versions = if versions.is_empty() { String::new() } else { format!("; {versions}") };
        writeln!(page, "{number}. `{command}`: {date}, {machine}, load {} to {}{versions}", load.0, load.1)
            .unwrap();
    }
    let missed: Vec<&Row> =
        sheets.iter().flat_map(|s| &s.rows).filter(|row| row.met == Some(false)).collect();
    page.push_str("\n## What misses its bar\n\n");
    if missed.is_empty() {
        page.push_str("Nothing.\n");
    }
    for row in missed {
        writeln!(page, "- {}, {}: {} {}, wanted {}", row.what, row.size, row.segue, row.ratio, row.bar)
            .unwrap();
    }
    write!(page, "\n{notes}").unwrap();
    fs::write(root.join("../BENCHMARKS.md"), page).unwrap();
    println!("BENCHMARKS.md: {} runs", sheets.len());
}

fn line(page: &mut String, row: &Row, number: usize) {
    let Row { what, size, segue, beside, ratio, bar, met } = row;
    let met = match met {
        Some(true) => "met",
        Some(false) => "**missed**",
        None => "",
    };
    writeln!(page, "| {what} | {size} | {segue} | {beside} | {ratio} | {bar} | {met} | {number} |").unwrap();
}
