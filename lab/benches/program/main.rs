//! The real binary: start, memory, idling, importing, an update at full size, and how large it is.
//!
//! `cargo bench --bench program` takes the starter; `-- start memory idle play collection sets import dump update` more, at a million
//! tracks and at MixesDB's full size (catalogues made once).

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod collection;
mod dump;
mod import;
mod screen;
mod sets;
#[path = "../shared/mod.rs"]
mod shared;
mod update;

use shared::{
    made,
    rows::{Row, Sheet, short},
    time::{median, percentile},
};

const MEGABYTE: f64 = 1e6;

fn main() {
    let words = shared::words();
    if let [task, file] = words.as_slice()
        && task == "import-alone"
    {
        import::alone(file.as_ref());
        return;
    }
    let mut sheet = Sheet::begin(30, "cargo bench --bench program");
    starts(&mut sheet, "starter", &made::starter());
    first_ever(&mut sheet);
    let size = std::fs::metadata(&*made::SEGUE).unwrap().len() as f64 / MEGABYTE;
    sheet.below("release binary", "", size, 42.0, "MB", "");
    sheet.keep();
    for word in &words {
        let mut sheet = Sheet::begin(31, &format!("cargo bench --bench program -- {word}"));
        match word.as_str() {
            "start" => {
                for size in made::SIZES {
                    starts(&mut sheet, size.name, &size.data());
                }
            }
            "memory" => {
                for size in made::SIZES {
                    screen::memory(&mut sheet, size.name, &size.data());
                }
            }
            "idle" => screen::idle(&mut sheet, made::SIZES[2].name, &made::SIZES[2].data()),
            "collection" => collection::import(&mut sheet),
            "play" => screen::play(&mut sheet),
            "import" => import::rates(&mut sheet),
            "dump" => dump::rates(&mut sheet),
            "sets" => sets::import(&mut sheet),
            "update" => update::of_a_hundred_pages(&mut sheet),
            other => {
                eprintln!(
                    "there is no {other}: start, memory, idle, play, collection, sets, import, dump or update"
                );
                continue;
            }
        }
        sheet.keep();
    }
}

/// Rounds of a start; the first is not counted.
const STARTS: usize = 12;

fn starts(sheet: &mut Sheet, size: &str, data: &std::path::Path) {
    let mut frames = Vec::new();
    let mut searches = Vec::new();
    for _ in 0..STARTS {
        let start = screen::start(data);
        frames.push(start.frame);
        searches.push(start.search);
    }
    for (what, bar, times) in
        [("start to first frame, warm", 100.0, frames), ("start to first search", 250.0, searches)]
    {
        let times = times[1..].to_vec();
        let worst = format!(" (worst of {}: {} ms)", times.len(), short(percentile(times.clone(), 1.0)));
        sheet.below(what, size, median(times), bar, "ms", &worst);
    }
}

fn first_ever(sheet: &mut Sheet) {
    let times: Vec<f64> = (0..5).map(|_| screen::first_ever()).collect();
    let worst = format!(" (worst of {}: {} ms)", times.len(), short(percentile(times.clone(), 1.0)));
    sheet.below("the very first start, to the catalogue", "starter", median(times), 2000.0, "ms", &worst);
}

fn per_second(sheet: &mut Sheet, what: &str, size: &str, rate: f64, bar: f64, beside: (String, String)) {
    sheet.row(Row {
        what: what.into(),
        size: size.into(),
        segue: format!("{} mixes/s", short(rate)),
        beside: beside.0,
        ratio: beside.1,
        bar: format!("{} mixes/s", short(bar)),
        met: Some(rate > bar),
    });
}
