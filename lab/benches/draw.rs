//! A frame from a full state: cells, and the bytes for a terminal after a step of the cursor.

#![allow(clippy::unwrap_used)]

#[path = "shared/mod.rs"]
mod shared;

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use criterion::Criterion;
use ratatui::{buffer::Buffer, layout::Rect};
use segue::{
    app::{Answer, Question, Status, UserData},
    catalogue::Writer,
    config::{Mixing, theme::Theme},
    jobs::{Pools, stand_back},
    library::{
        fit::fit,
        query::{By, Marks, SearchAnswer, SearchHit, SimilarAnswer, SimilarRow, TrackRow},
    },
    sound::{embed::Embedder, mel::RATE},
    track::TrackId,
    tui::{
        effect::Effect,
        glyphs::UNICODE,
        keymap::{Keymap, Remaps},
        look::Look,
        message::Message,
        paint::{Depth, Paint},
        state::State,
        terminal::{decode::Input, output::Frames},
        update::update,
        view::draw,
    },
};

use shared::{
    made,
    rows::{Sheet, short},
    time::{median, percentile, took},
};

const MILLISECONDS: f64 = 1e3;

fn row(i: u32) -> TrackRow {
    TrackRow {
        id: TrackId(i),
        artist: format!("Artist Number {i} & Somebody Else"),
        title: format!("A Title Of The Usual Length {i}"),
        version: i.is_multiple_of(3).then(|| "Total Science Remix".to_owned()),
        label: Some("Hardleaders".to_owned()),
        year: Some(1999),
        mixes: i,
        djs: i / 2 + 1,
    }
}

fn similar(i: u32) -> SimilarRow {
    SimilarRow {
        row: row(i),
        score: 1.0,
        together: i + 1,
        djs_together: i / 2 + 1,
        last: Some("2017-05-20".to_owned()),
        distance: Some(2),
        direction: None,
        straight_after: None,
        via: None,
        kin: None,
        paired: false,
        why: Vec::new(),
        played_before: false,
        sound_distance: None,
        tags: Vec::new(),
        came_out: Some(1999),
    }
}

fn answer(question: &Question) -> Option<Answer> {
    Some(match question {
        Question::Welcome => Answer::Welcome((0..5).map(row).collect()),
        Question::Search { query, .. } => Answer::Search(SearchAnswer {
            query: query.clone(),
            total: 100,
            tracks: (0..100)
                .map(|i| SearchHit {
                    row: row(i),
                    spellings: Vec::new(),
                    owned: false,
                    score: 1.0,
                    marks: Marks::default(),
                })
                .collect(),
            ..SearchAnswer::default()
        }),
        Question::Similar(_) => Answer::Similar(SimilarAnswer {
            seeds: vec![row(0)],
            unresolved: Vec::new(),
            by: By::Played,
            generation: 1,
            tracks: (1..200).map(similar).collect(),
            thin: false,
            nothing_after: false,
            hidden: Vec::new(),
            listened: None,
            taste: false,
            fit: Some(1),
        }),
        Question::Evidence { .. } => Answer::Evidence(Vec::new()),
        Question::User => Answer::User(UserData::default()),
        _ => return None,
    })
}

fn send(state: &mut State, message: Message) {
    for effect in update(state, Duration::ZERO, message) {
        if let Effect::Ask(ticket, question) = effect
            && let Some(answer) = answer(&question)
        {
            send(state, Message::Answer(ticket, Ok(answer)));
        }
    }
}

fn full(size: (u16, u16)) -> State {
    let keymap = Keymap::build(&Remaps::new(), &|_| true).expect("the defaults do not clash");
    let theme = Theme::named("dark").expect("a built-in theme");
    let look = Look {
        glyphs: &UNICODE,
        paint: Paint::new(theme, Depth::True),
        mouse: false,
        mixing: Mixing::default(),
    };
    let mut state = State::new(size, look, Arc::new(keymap), vec![By::Played], 1);
    send(&mut state, Message::Status(Status { ready: true, mixes: 4500, ..Status::default() }));
    press(&mut state, "a");
    press(&mut state, "enter");
    state
}

fn press(state: &mut State, key: &str) {
    if let Ok(chord) = key.parse() {
        send(state, Message::Input(Input::Key(chord)));
    }
}

fn frames(c: &mut Criterion) {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut state = full(size);
        assert!(state.list().rows.len() > 100, "the list is full");
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        c.bench_function(&format!("draw {}x{}", size.0, size.1), |b| {
            b.iter(|| draw(black_box(&state), &mut buffer));
        });
        let mut frames = Frames::new(false);
        c.bench_function(&format!("key to bytes {}x{}", size.0, size.1), |b| {
            b.iter(|| {
                press(&mut state, "j");
                press(&mut state, "k");
                frames.frame(black_box(&state)).map(|bytes| bytes.len())
            });
        });
    }
}

/// A frame alone, and a key to the bytes of its frame while a fit, a crawl and an embedding go on.
fn figures() {
    let mut sheet = Sheet::begin(41, "cargo bench --bench draw");
    let mut state = full((120, 40));
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    let draws =
        (0..500).map(|_| took(|| draw(black_box(&state), &mut buffer)).1.wall * MILLISECONDS).collect();
    sheet.below("a frame", "120x40", median(draws), 2.0, "ms", "");
    let keys = busy(|| key_times(&mut state));
    let (high, worst) = (percentile(keys.clone(), 0.95), percentile(keys, 1.0));
    let more = format!(" (worst {} ms)", short(worst));
    let what = "key to frame with a fit, a crawl and an embedding going on, 95 %";
    sheet.below(what, "120x40", high, 16.0, "ms", &more);
    sheet.keep();
}

/// Keys at the pace of a fast hand.
fn key_times(state: &mut State) -> Vec<f64> {
    let mut frames = Frames::new(false);
    (0..400)
        .map(|at| {
            thread::sleep(Duration::from_millis(20));
            let begin = Instant::now();
            press(state, if at % 2 == 0 { "j" } else { "k" });
            black_box(frames.frame(state).map(|bytes| bytes.len()).unwrap_or_default());
            begin.elapsed().as_secs_f64() * MILLISECONDS
        })
        .collect()
}

/// Runs `work` while a cold fit, a stream of changed mixes and a network on a clip keep the background busy.
fn busy<T>(work: impl FnOnce() -> T) -> T {
    let pools = Pools::new().unwrap();
    let library = made::open(&made::starter());
    let snapshot = library.snapshot();
    let changes = segue::catalogue::starter::changes().unwrap();
    let over = AtomicBool::new(false);
    let going = || !over.load(Ordering::Relaxed);
    thread::scope(|scope| {
        let (snapshot, pools, changes, going) = (&snapshot, &pools, &changes, &going);
        scope.spawn(move || {
            let settings = segue::config::Settings::default().recommend;
            while going() {
                let stop = || !going();
                let _ = fit(&snapshot.tables, &settings, None, pools.background(), &mut |_| {}, &stop);
            }
        });
        scope.spawn(move || {
            stand_back();
            let mut writer = Writer::in_memory().unwrap();
            for batch in changes.chunks(50).cycle().take_while(|_| going()) {
                writer.apply(batch).unwrap();
            }
        });
        scope.spawn(move || {
            stand_back();
            let embedder = Embedder::raw().unwrap();
            let clip: Vec<f32> = (0..30 * RATE as usize).map(|at| (at as f32 * 0.05).sin() * 0.3).collect();
            while going() {
                black_box(embedder.embed(&clip, &|| !going())).ok();
            }
        });
        thread::sleep(Duration::from_secs(1));
        let out = work();
        over.store(true, Ordering::Relaxed);
        out
    })
}

fn main() {
    figures();
    let mut criterion = Criterion::default().configure_from_args();
    frames(&mut criterion);
    criterion.final_summary();
}
