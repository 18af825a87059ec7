//! What comes in while one listens waits: the list and the cursor stay where they are until `r`.

use std::{sync::atomic::Ordering, time::Duration};

use super::Driver;
use crate::{
    app::{Services as _, Status},
    tui::message::Message,
};

const SECOND: Duration = Duration::from_secs(1);

/// What one sees of the list: its rows, the cursor, the first row in view, what plays.
type View = (Vec<String>, usize, usize, Option<String>);

fn view(app: &Driver) -> View {
    let list = app.state.list();
    let on = app.state.audition.on.as_ref().map(|on| on.row.title.clone());
    (app.titles(), list.cursor, list.offset, on)
}

/// A run with three likes; where it is disturbed, a crawl ends and a new model is published between them.
fn evening(disturbed: bool) -> (Driver, Vec<View>) {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let mut seen = vec![view(&app)];
    app.keys("P").settle().listen(SECOND * 2);
    let known = app.services.status();
    for round in 0..3 {
        seen.push(view(&app));
        app.keys("f").settle();
        seen.push(view(&app));
        if disturbed {
            match round {
                0 => app.services.refitted.store(true, Ordering::SeqCst),
                1 => app.services.generation.store(9, Ordering::SeqCst),
                _ => app.services.change_elsewhere(|user| user.notes.clear()),
            }
            let mixes = known.mixes + if round == 0 { 0 } else { 3 };
            app.send(Message::Status(Status { mixes, ..app.services.status() }));
            app.settle();
        }
        seen.push(view(&app));
        // Long enough for the run to go on by itself.
        app.listen(SECOND * 8);
    }
    seen.push(view(&app));
    (app, seen)
}

#[test]
fn a_new_model_three_likes_and_a_finished_crawl_in_a_run_move_nothing_until_r() {
    let (mut app, seen) = evening(true);
    let (_, calm) = evening(false);
    assert_eq!(seen, calm, "it goes as it would without them");
    let before = app.titles();
    assert!(seen.iter().all(|(titles, ..)| *titles == before), "no row moves");
    let text = app.text();
    assert!(app.state.waiting().is_some_and(|said| said.contains("3 verdicts, +3 mixes")), "{text}");
    // Only `r` brings the new list.
    app.keys("P").settle();
    app.keys("r").settle();
    let after = app.titles();
    assert_ne!(after, before);
    assert_eq!(after.iter().rev().cloned().collect::<Vec<_>>(), before);
    assert_eq!(app.state.waiting(), None);
}
