//! What the screen costs on the line to the terminal: bytes, counted with the test's clock, at 120x40 with half blocks and 256
//! colours.

use std::{sync::Arc, time::Duration};

use super::{Driver, Fake, fake::MIXES, starter::starter};
use crate::{
    app::{Answer, Outcome, Question, Services as _, Status},
    library::{MixingFacts, similar::SimilarQuery},
    tui::{
        glyphs::UNICODE,
        message::Message,
        paint::Depth,
        state::{list::versions_together, trail::Place},
        terminal::output::Frames,
    },
};

const TICK: Duration = Duration::from_millis(100);

/// A screen and what it writes.
struct Wire {
    app: Driver,
    frames: Frames,
    bytes: usize,
}

impl Wire {
    fn over(fake: Fake) -> Self {
        let mut app = Driver::with((120, 40), Arc::new(fake), &UNICODE, Depth::Palette);
        app.settle();
        let mut wire = Self { app, frames: Frames::new(false), bytes: 0 };
        wire.draw();
        wire
    }

    fn draw(&mut self) {
        self.bytes += self.frames.frame(&self.app.state).unwrap().len();
    }

    /// Keys, each answer to them drawn by itself; what that costs.
    fn press(&mut self, keys: &str, answer: &dyn Fn(&Fake, &Question) -> Outcome<Answer>) -> usize {
        let before = self.bytes;
        self.app.keys(keys);
        self.draw();
        while !self.app.asked.is_empty() || !self.app.unsaved.is_empty() {
            for (ticket, question) in std::mem::take(&mut self.app.asked) {
                let outcome = answer(&self.app.services, &question);
                self.app.send(Message::Answer(ticket, outcome));
                self.draw();
            }
            self.app.store();
            self.draw();
        }
        self.bytes - before
    }
}

fn usual(fake: &Fake, question: &Question) -> Outcome<Answer> {
    fake.answer(question, &|| false)
}

#[allow(clippy::print_stdout, reason = "the figure is what this is asked for")]
fn told(what: &str, bytes: usize) -> usize {
    println!("{what}: {bytes} bytes");
    bytes
}

/// What each of some keys costs.
fn each(wire: &mut Wire, keys: &str, answer: &dyn Fn(&Fake, &Question) -> Outcome<Answer>) -> usize {
    let letters: Vec<String> = keys.chars().map(String::from).collect();
    let all: usize = letters.iter().map(|key| wire.press(key, answer)).sum();
    told(&format!("each of {keys:?}"), all / letters.len())
}

/// Sets of twenty out of 160 records with names as long as real ones.
fn evenings() -> Fake {
    const FIRST: [&str; 16] = [
        "Phantom", "Shadow", "Photek", "Prism", "Plastic", "Phase", "Physical", "Philo", "Pharaoh", "Phono",
        "Silent", "Broken", "Golden", "Distant", "Hollow", "Electric",
    ];
    const SECOND: [&str; 10] = [
        "Force", "Boxing", "Circles", "Motion", "Theory", "Science", "Garden", "Signal", "Harbour", "Letters",
    ];
    let record = |n: usize| {
        let (a, b) = (FIRST[n % 16], SECOND[n / 16]);
        let version =
            if n.is_multiple_of(5) { format!(" ({} Remix)", FIRST[(n + 3) % 16]) } else { String::new() };
        format!("{b} {} - {a} {b}{version} [{a} Recordings]", FIRST[(n * 7 + 5) % 16])
    };
    let mixes: Vec<(String, Vec<String>)> = (0..60)
        .map(|mix| {
            let dj = format!("{} {}", SECOND[mix % 10], FIRST[mix * 3 % 16]);
            let title =
                format!("20{:02}-0{}-1{} - {dj} - Essential Selection", mix % 22, 1 + mix % 9, mix % 9);
            (title, (0..20).map(|place| record((mix * 11 + place * (1 + mix % 7)) % 160)).collect())
        })
        .collect();
    let lines: Vec<Vec<&str>> =
        mixes.iter().map(|(_, lines)| lines.iter().map(String::as_str).collect()).collect();
    let all: Vec<(&str, &[&str])> =
        mixes.iter().zip(&lines).map(|((title, _), lines)| (title.as_str(), lines.as_slice())).collect();
    Fake::new(&all)
}

#[test]
fn nothing_to_do_costs_12_bytes_a_second() {
    let mut wire = Wire::over(evenings());
    wire.press("phantom<enter>", &usual);
    let before = wire.bytes;
    let seconds = 600;
    for second in 0..seconds {
        wire.app.now += Duration::from_secs(1);
        let status = wire.app.services.status();
        let fitted = Some(Duration::from_secs(second));
        wire.app.send(Message::Status(Status { fitted, ..status }));
        wire.app.send(Message::Wake);
        wire.app.settle();
        wire.draw();
    }
    assert!((1..=12).contains(&told("idle, a second", (wire.bytes - before).div_ceil(seconds as usize))));
}

#[test]
fn a_letter_costs_two_and_a_half_kilobytes() {
    assert!((1..=2_500).contains(&each(&mut Wire::over(evenings()), "phantom force", &usual)));
}

#[test]
fn a_row_further_costs_2200_bytes() {
    let mut wire = Wire::over(evenings());
    wire.press("phantom force<enter>", &usual);
    assert!((1..=2_200).contains(&each(&mut wire, &"j".repeat(20), &usual)));
}

/// Bytes a second over so many seconds of ten clocks a second each.
fn bytes_a_second(keys: &str, seconds: u32) -> usize {
    let mut wire = Wire::over(Fake::new(MIXES));
    for keys in ["phantom<enter>", "<space>", keys] {
        wire.app.keys(keys).settle();
    }
    // Everything that is drawn once is drawn: the first second passes uncounted, and heard marks with it.
    wire.app.listen(Duration::from_secs(2));
    wire.app.wait(Duration::from_secs(20)).settle();
    wire.draw();
    let before = wire.bytes;
    for _ in 0..seconds * 10 {
        wire.app.listen(TICK);
        wire.draw();
    }
    told(&format!("after {keys:?}, a second"), (wire.bytes - before) / seconds as usize)
}

#[test]
fn the_overview_with_its_playhead_costs_two_and_a_half_kilobytes_a_second() {
    assert!((1..=2_500).contains(&bytes_a_second("", 20)));
}

#[test]
fn the_live_view_costs_5700_bytes_a_second() {
    assert!((1..=5_700).contains(&bytes_a_second("v", 20)));
}

/// What enlarging costs: a column of all rows is written where one of five was.
#[test]
fn enlarged_both_views_cost_what_their_rows_do() {
    assert!((1..8_500).contains(&bytes_a_second("<shift-tab>z", 10)));
    assert!((1..19_000).contains(&bytes_a_second("<shift-tab>zv", 10)));
}

#[test]
fn nothing_is_written_while_it_is_paused() {
    for keys in ["<space>", "v<space>"] {
        assert_eq!(bytes_a_second(keys, 5), 0, "{keys}");
    }
}

#[test]
#[ignore = "fits a model to the starter"]
fn a_letter_and_a_row_further_cost_as_little_on_the_starter() {
    let (snapshot, pools) = starter();
    let starters = |fake: &Fake, question: &Question| match question {
        Question::Search { query, limit, .. } => {
            Ok(Answer::Search(snapshot.search(query, *limit, &|| false).unwrap_or_default()))
        }
        // Nobody has listened to any of it yet.
        Question::Facts { rows, .. } => Ok(Answer::Facts(vec![MixingFacts::default(); rows.len()])),
        _ => usual(fake, question),
    };
    let mut wire = Wire::over(Fake::of(snapshot.clone()));
    let words = ["phantom force", "ricardo villalobos", "spastik"];
    let mut all = 0;
    for words in words {
        all += each(&mut wire, words, &starters) * words.len();
        wire.press("<ctrl-u>", &starters);
    }
    assert!((1..=2_500).contains(&told("each letter", all / words.concat().len())));
    wire.press("phantom force<enter>", &starters);
    let seeds = wire.app.state.trail.seeds().to_vec();
    let query = SimilarQuery::new(&[seeds[0].id], 200);
    let answer = snapshot.played_with(&query, pools.interactive(), &|| false).unwrap();
    let stop = wire.app.state.trail.here_mut().unwrap();
    stop.place = Place::Seeds(seeds);
    stop.list_mut().fill(versions_together(answer.tracks));
    wire.draw();
    assert!((1..=2_200).contains(&each(&mut wire, &"j".repeat(40), &starters)));
}
