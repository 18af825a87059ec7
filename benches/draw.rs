//! A frame from a full state: cells, and the bytes for a terminal after a step of the cursor.

use std::{hint::black_box, sync::Arc, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::{buffer::Buffer, layout::Rect};
use segue::{
    config::theme::Theme,
    library::query::{By, Marks, SearchAnswer, SearchHit, SimilarAnswer, SimilarRow, TrackRow},
    track::TrackId,
    tui::{
        glyphs::UNICODE,
        keymap::{Keymap, Remaps},
        paint::{Depth, Paint},
        services::{Status, UserData},
        state::{
            Effect, Look, State,
            slots::{Answer, Question},
        },
        terminal::{decode::Input, output::Frames},
        update::{Message, update},
        view::draw,
    },
};

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
        via: None,
        why: Vec::new(),
        sound_distance: None,
        tags: Vec::new(),
    }
}

fn answer(question: &Question) -> Option<Answer> {
    Some(match question {
        Question::Welcome => Answer::Rows((0..5).map(row).collect()),
        Question::Search { query, .. } => Answer::Search(SearchAnswer {
            query: query.clone(),
            closest: false,
            total: 100,
            total_is_lower_bound: false,
            tracks: (0..100)
                .map(|i| SearchHit { row: row(i), score: 1.0, marks: Marks::default() })
                .collect(),
        }),
        Question::Similar(_) => Answer::Similar(SimilarAnswer {
            seeds: vec![row(0)],
            unresolved: Vec::new(),
            by: By::Played,
            generation: 1,
            tracks: (1..200).map(similar).collect(),
            thin: false,
            hidden: Vec::new(),
            listened: None,
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
    let look = Look { glyphs: &UNICODE, paint: Paint::new(theme, Depth::True), mouse: false };
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

criterion_group!(benches, frames);
criterion_main!(benches);
