//! A keystroke to the first hundred results: every prefix of 200 real artist-title queries, also with typing errors and
//! while a fit runs; beside nucleo and fzf on the same list.
//!
//! `cargo bench --bench search` takes the starter's catalogue; `-- 10000 100000 1000000` made-up ones of so many tracks
//! as well (made once, by the real binary).

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod peers;
#[path = "../shared/mod.rs"]
mod shared;

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use criterion::Criterion;
use segue::{
    catalogue::{Change, starter},
    jobs::Pools,
    library::{Library, Snapshot},
    wikitext::EntryKind,
};

use shared::{
    made,
    rows::{Row, Sheet, short},
    time::{median, percentile, took},
};

/// Queries, and how many of their prefixes the slow peers answer.
const QUERIES: usize = 200;
const WANTED: usize = 100;
const MILLISECONDS: f64 = 1e3;
/// From the first frame to the first key.
const LOOKING: Duration = Duration::from_millis(500);
/// Between two keys while a fit runs: as fast as keyboards repeat one that is held down. The fit waits for answers, so
/// without a pause it would not run at all.
const BETWEEN_KEYS: Duration = Duration::from_millis(30);

fn main() {
    let words = shared::words();
    let real = real_queries();
    let starter = made::open(&made::starter());
    let mut sheet = Sheet::begin(20, "cargo bench --bench search");
    measure(&mut sheet, "starter, 76,000 tracks", &starter, &[]);
    sheet.keep();
    let sizes = made::SIZES.iter().filter(|size| words.contains(&size.tracks.to_string()));
    let sizes: Vec<_> = sizes.collect();
    if !sizes.is_empty() {
        let numbers: Vec<String> = sizes.iter().map(|size| size.tracks.to_string()).collect();
        let mut sheet = Sheet::begin(21, &format!("cargo bench --bench search -- {}", numbers.join(" ")));
        for size in sizes {
            measure(&mut sheet, size.name, &made::open(&size.data()), &real);
        }
        sheet.keep();
    }
    let snapshot = starter.snapshot();
    let typed: Vec<String> = real.iter().flat_map(|query| prefixes(query)).collect();
    let mut next = 0;
    let mut criterion = Criterion::default().without_plots();
    criterion.bench_function("search, a keystroke on the starter", |b| {
        b.iter(|| {
            next = (next + 1) % typed.len();
            black_box(snapshot.search(&typed[next], WANTED, &|| false))
        });
    });
}

/// Artist and title of records of the starter, as one would type them.
fn real_queries() -> Vec<String> {
    let changes = starter::changes().unwrap();
    let records = changes.iter().flat_map(|change| match change {
        Change::Upsert(incoming) => incoming.mix.entries.as_slice(),
        _ => &[],
    });
    let names: Vec<String> = records
        .filter(|entry| entry.kind == EntryKind::Track)
        .filter_map(|entry| Some(format!("{} {}", entry.artist.as_ref()?, entry.title.as_ref()?)))
        .collect();
    spread(names)
}

/// The same of the catalogue's own records.
fn own_queries(snapshot: &Snapshot) -> Vec<String> {
    let tables = &snapshot.tables;
    let count = tables.n_tracks() as u32;
    let step = (count / QUERIES as u32).max(1);
    (0..count)
        .step_by(step as usize)
        .take(QUERIES)
        .map(|row| format!("{} {}", tables.artist.get(row), tables.title.get(row)).to_lowercase())
        .collect()
}

fn spread(names: Vec<String>) -> Vec<String> {
    let step = (names.len() / QUERIES).max(1);
    names.into_iter().step_by(step).take(QUERIES).map(|name| name.to_lowercase()).collect()
}

fn prefixes(query: &str) -> Vec<String> {
    let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.map(|end| query[..end].to_owned()).filter(|prefix| !prefix.ends_with(' ')).collect()
}

/// Every prefix of four letters and more with two letters swapped, where the typing hand was fast.
fn mistyped(prefix: &str) -> Option<String> {
    let mut letters: Vec<char> = prefix.chars().collect();
    let at = letters.len().checked_sub(3)?;
    if letters.len() < 4 || letters[at] == letters[at + 1] || letters[at..at + 2].contains(&' ') {
        return None;
    }
    letters.swap(at, at + 1);
    Some(letters.into_iter().collect())
}

fn measure(sheet: &mut Sheet, size: &str, library: &Library, more: &[String]) {
    let snapshot = library.snapshot();
    let queries: Vec<String> = own_queries(&snapshot).into_iter().chain(more.iter().cloned()).collect();
    let typed: Vec<String> = queries.iter().flat_map(|query| prefixes(query)).collect();
    let wrong: Vec<String> = typed.iter().filter_map(|prefix| mistyped(prefix)).collect();
    let pools = Pools::new().unwrap();

    // As the screen does when it comes up, while somebody looks where to type; what is mapped is touched first below.
    snapshot.read_ahead();
    thread::sleep(LOOKING);
    for (what, typed, bar) in [
        ("keystroke, every prefix", &typed, Bar { high: 5.0, worst: 20.0 }),
        ("keystroke, two letters swapped", &wrong, Bar { high: 8.0, worst: 20.0 }),
    ] {
        let (times, took) = took(|| keystrokes(&snapshot, typed));
        bars(sheet, size, what, &times, took.cpu / typed.len() as f64 * MILLISECONDS, bar);
    }
    let (times, fits) = while_fitting(&snapshot, &pools, &typed);
    bars(sheet, size, &format!("keystroke while a fit runs ({fits} half-steps)"), &times, f64::NAN, FITTING);
    let stale = dropped(&snapshot, &typed);
    let worst = stale.iter().copied().fold(0.0, f64::max);
    sheet.below("an outdated search is dropped, worst", size, worst, 5.0, "ms", "");

    let lines: Vec<String> = (0..snapshot.tables.n_tracks() as u32)
        .map(|row| {
            let tables = &snapshot.tables;
            format!("{} - {} {}", tables.artist.get(row), tables.title.get(row), tables.version.get(row))
        })
        .collect();
    let few: Vec<&String> = queries.iter().step_by(queries.len() / 10).collect();
    let typed: Vec<Vec<String>> = few.iter().map(|query| prefixes(query)).collect();
    nucleo(sheet, size, &snapshot, &lines, &typed);
    sheet.versions = peers::fzf_version()
        .map_or_else(|| "nucleo-matcher 0.3, no fzf".into(), |v| format!("nucleo-matcher 0.3, fzf {v}"));
    fzf(sheet, size, &snapshot, &lines, &typed);
}

/// Milliseconds of each.
fn keystrokes(snapshot: &Snapshot, typed: &[String]) -> Vec<f64> {
    let one = |query: &String| {
        let begin = Instant::now();
        black_box(snapshot.search(query, WANTED, &|| false));
        begin.elapsed().as_secs_f64() * MILLISECONDS
    };
    typed.iter().map(one).collect()
}

/// Milliseconds that all but a twentieth of the keystrokes, and that all of them may take.
#[derive(Clone, Copy)]
struct Bar {
    high: f64,
    worst: f64,
}

/// A fit has both cores: a frame's time, and what nobody notices.
const FITTING: Bar = Bar { high: 16.0, worst: 50.0 };

/// `cpu` is the mean, in milliseconds, where nothing else runs.
fn bars(sheet: &mut Sheet, size: &str, what: &str, times: &[f64], cpu: f64, bar: Bar) {
    let cpu = if cpu.is_nan() { String::new() } else { format!("; mean {} CPU ms", short(cpu)) };
    let (high, worst) = (percentile(times.to_vec(), 0.95), percentile(times.to_vec(), 1.0));
    sheet.row(Row {
        what: what.into(),
        size: size.into(),
        segue: format!("95 % {} ms, worst {} ms{cpu}", short(high), short(worst)),
        bar: format!("{} ms, worst {} ms", bar.high, bar.worst),
        met: Some(high < bar.high && worst < bar.worst),
        ..Row::default()
    });
}

/// The same while a cold fit goes on in the background, as in the screen, and how many of its half-steps ended meanwhile.
fn while_fitting(snapshot: &Arc<Snapshot>, pools: &Pools, typed: &[String]) -> (Vec<f64>, usize) {
    let (over, half_steps) = (AtomicBool::new(false), AtomicUsize::new(0));
    let typed: Vec<&String> = typed.iter().step_by((typed.len() / 1500).max(1)).collect();
    let settings = segue::config::Settings::default().recommend;
    thread::scope(|scope| {
        let (over, half_steps, tables) = (&over, &half_steps, &snapshot.tables);
        scope.spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let stop = || {
                    pools.give_way();
                    over.load(Ordering::Relaxed)
                };
                let mut count = |_| {
                    half_steps.fetch_add(1, Ordering::Relaxed);
                };
                let _ =
                    segue::library::fit::fit(tables, &settings, None, pools.background(), &mut count, &stop);
            }
        });
        // Before its first half-step a fit only counts who plays what.
        while half_steps.load(Ordering::Relaxed) == 0 {
            thread::sleep(BETWEEN_KEYS);
        }
        let before = half_steps.load(Ordering::Relaxed);
        let mut times = Vec::with_capacity(typed.len());
        for query in typed {
            let begin = Instant::now();
            let asking = pools.asking();
            black_box(snapshot.search(query, WANTED, &|| false));
            times.push(begin.elapsed().as_secs_f64() * MILLISECONDS);
            drop(asking);
            thread::sleep(BETWEEN_KEYS);
        }
        over.store(true, Ordering::Relaxed);
        (times, half_steps.load(Ordering::Relaxed) - before)
    })
}

/// From the word to the end, in milliseconds, of searches that are outdated after a moment.
fn dropped(snapshot: &Snapshot, typed: &[String]) -> Vec<f64> {
    let stop = AtomicBool::new(false);
    let mut times = Vec::new();
    for query in typed.iter().step_by((typed.len() / 400).max(1)) {
        stop.store(false, Ordering::Relaxed);
        thread::scope(|scope| {
            let search = scope.spawn(|| {
                let found = snapshot.search(query, WANTED, &|| stop.load(Ordering::Relaxed));
                (found.is_none(), Instant::now())
            });
            thread::sleep(Duration::from_micros(500));
            let said = Instant::now();
            stop.store(true, Ordering::Relaxed);
            let (early, ended) = search.join().unwrap();
            if early {
                times.push(ended.saturating_duration_since(said).as_secs_f64() * MILLISECONDS);
            }
        });
    }
    times
}

/// Interleaved keystroke by keystroke, as one would type.
fn nucleo(sheet: &mut Sheet, size: &str, snapshot: &Snapshot, lines: &[String], typed: &[Vec<String>]) {
    let mut peer = peers::Nucleo::new(lines, shared::THREADS);
    let (mut own, mut other, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for query in typed {
        peer.forget();
        for prefix in query {
            let a = keystrokes(snapshot, std::slice::from_ref(prefix))[0];
            let b = peer.keystroke(prefix, WANTED) * MILLISECONDS;
            own.push(a);
            other.push(b);
            ratios.push(b / a);
        }
    }
    versus(sheet, size, "nucleo", &own, &other, &ratios);
}

fn fzf(sheet: &mut Sheet, size: &str, snapshot: &Snapshot, lines: &[String], typed: &[Vec<String>]) {
    let Some(peer) = peers::Fzf::new(lines) else { return };
    let (mut own, mut other, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let empty = peer.filter("\u{1}") * MILLISECONDS;
    for query in typed {
        let Some(prefix) = query.get(query.len() / 2) else { continue };
        let a = keystrokes(snapshot, std::slice::from_ref(prefix))[0];
        // Reading the list is no part of a keystroke.
        let b = (peer.filter(prefix) * MILLISECONDS - empty).max(0.0);
        own.push(a);
        other.push(b);
        ratios.push(b / a);
    }
    versus(sheet, size, "fzf --filter, less its reading", &own, &other, &ratios);
}

fn versus(sheet: &mut Sheet, size: &str, peer: &str, own: &[f64], other: &[f64], ratios: &[f64]) {
    let high = |times: &[f64]| short(percentile(times.to_vec(), 0.95));
    sheet.row(Row {
        what: format!("keystroke beside {peer}"),
        size: size.into(),
        segue: format!("95 % {} ms", high(own)),
        beside: format!("95 % {} ms, {} keystrokes", high(other), other.len()),
        ratio: format!("{} x", short(median(ratios.to_vec()))),
        ..Row::default()
    });
}
