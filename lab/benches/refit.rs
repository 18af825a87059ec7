//! A refit after one per cent new mixes, beside a cold fit of the same mixes, in one run.
//!
//! `cargo bench --bench refit`. Each round opens two libraries on the starter's mixes: one is fitted without every
//! hundredth mix, gets those, and is refitted; the other is fitted cold on all. Ratios are medians of the rounds.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::io::Read;

use flate2::read::MultiGzDecoder;
use segue::{
    catalogue::{Change, MixLine, MixOrigin},
    config::{Paths, Settings},
    jobs::Pools,
    library::{FitReport, Library},
};

#[path = "shared/mod.rs"]
mod shared;

use shared::{
    rows::{Row, Sheet},
    time::median,
};

const ROUNDS: usize = 5;

fn starter() -> Vec<Change> {
    let packed = include_bytes!("../../assets/starter.jsonl.gz");
    let mut text = String::new();
    MultiGzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    let change = |line: &str| {
        Change::Upsert(serde_json::from_str::<MixLine>(line).unwrap().incoming(MixOrigin::Starter))
    };
    text.lines().map(change).collect()
}

fn open(dir: &tempfile::TempDir) -> Library {
    let data = dir.path().join("data");
    let paths = Paths::find(Some(dir.path().join("config.toml")), Some(data)).unwrap();
    paths.make().unwrap();
    let mut settings = Settings::default();
    settings.library.starter = false;
    Library::open(&paths, &settings).unwrap()
}

/// Adds the mixes and makes their names searchable.
fn add(library: &Library, changes: &[Change]) {
    library.writer().unwrap().apply(changes).unwrap();
    library.publish_names().unwrap();
}

fn fit(library: &Library, pools: &Pools) -> FitReport {
    library.fit(pools.interactive(), &mut |_| {}, &|| false).unwrap()
}

fn main() {
    let mut sheet = Sheet::begin(40, "cargo bench --bench refit");
    let pools = Pools::new().unwrap();
    let all = starter();
    let (new, old): (Vec<_>, Vec<_>) =
        all.iter().cloned().enumerate().partition(|(place, _)| place % 100 == 50);
    let only = |part: Vec<(usize, Change)>| part.into_iter().map(|(_, change)| change).collect::<Vec<_>>();
    let (new, old) = (only(new), only(old));
    println!(
        "{} mixes, then {} new ones; {} threads",
        old.len(),
        new.len(),
        pools.interactive().current_num_threads()
    );
    let (mut times, mut losses) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (following, fresh) = (open(&one), open(&two));
        add(&following, &old);
        fit(&following, &pools);
        add(&following, &new);
        let warm = fit(&following, &pools);
        add(&fresh, &all);
        let cold = fit(&fresh, &pools);
        println!(
            "round {round}: refit {:.3} s, {} iterations, loss {:.1}; cold fit {:.3} s, {} iterations, loss {:.1}",
            warm.seconds, warm.iterations, warm.loss, cold.seconds, cold.iterations, cold.loss
        );
        times.push(warm.seconds / cold.seconds);
        losses.push(warm.loss / cold.loss - 1.0);
    }
    let (time, loss) = (median(times), median(losses));
    let size = format!("starter, {} of {} mixes are new", new.len(), all.len());
    sheet.row(Row {
        what: "refit after 1 % new mixes".into(),
        size: size.clone(),
        segue: format!("{time:.2} of a cold fit's time"),
        bar: "at most 0.33".into(),
        met: Some(time <= 0.33),
        ..Row::default()
    });
    sheet.row(Row {
        what: "refit after 1 % new mixes: loss".into(),
        size,
        segue: format!("{:+.3} % of a cold fit's", loss * 100.0),
        bar: "at most 0.1 %".into(),
        met: Some(loss <= 0.001),
        ..Row::default()
    });
    sheet.keep();
}
