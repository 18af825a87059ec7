//! Every view at every size, with its styles.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use rstest::rstest;

use super::{
    App, Fake, export,
    fake::{HOSTILE, MIXES},
    picture::picture,
};
use crate::{
    library::query::By,
    sound::outputs::{Kind, Place},
    tui::{
        glyphs::{ASCII, UNICODE},
        message::Message,
        paint::Depth,
        terminal::decode::Input,
    },
};

const SIZES: [(u16, u16); 4] = [(40, 10), (80, 24), (120, 40), (200, 60)];

/// One snapshot a size.
fn shoot(name: &str, mixes: &[(&str, &[&str])], drive: &dyn Fn(&mut App)) {
    shoot_with(name, &|| Fake::new(mixes), drive);
}

fn shoot_with(name: &str, fake: &dyn Fn() -> Fake, drive: &dyn Fn(&mut App)) {
    for size in SIZES {
        let mut app = App::new(size, Arc::new(fake()));
        drive(&mut app);
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), picture(&app.buffer()));
        });
    }
}

#[rstest]
#[case("empty", "")]
#[case("hits", "the")]
#[case("closest", "spastic")]
#[case("nothing", "qqqqqq")]
#[case("played_with", "phantom<enter>")]
#[case("verdicts", "phantom<enter>fjxjajaks")]
#[case("why", "phantom<enter>w")]
#[case("queue", "phantom<enter>ajaja<tab>")]
#[case("empty_queue", "phantom<enter><tab>")]
#[case("bridged", "phantom<enter>G")]
#[case("dj", "phantom<enter>gdj<enter>")]
#[case("label", "phantom<enter>gl")]
#[case("artist", "dexter<enter>jga")]
#[case("mix", "phantom<enter>gm")]
#[case("plays", "phantom<enter>gt")]
#[case("choose", "phantom<enter>ga")]
#[case("help", "phantom<enter>?")]
#[case("palette", "phantom<enter>:rej")]
#[case("which_key", "phantom<enter>g")]
#[case("card", "phantom<enter>od")]
#[case("messages", "phantom<enter>ge")]
#[case("jobs", "phantom<enter>gj")]
#[case("filters", "phantom<enter>Fjl")]
#[case("note", "phantom<enter>m174 bpm")]
#[case("queues", "phantom<enter>agq")]
#[case("no_news", "phantom<enter>gn")]
fn full(#[case] name: &str, #[case] keys: &str) {
    shoot(name, MIXES, &|app| {
        app.settle();
        app.keys(keys).settle();
    });
}

#[rstest]
#[case("audition", "<space>")]
#[case("audition_run", "jP")]
#[case("audition_paused", "<space>d<space>")]
#[case("sweep", "<space>v")]
#[case("outputs", "<space>S")]
fn listening(#[case] name: &str, #[case] keys: &str) {
    shoot(name, MIXES, &|app| {
        app.settle();
        app.keys("phantom<enter>").settle();
        for chord in super::app::chords(keys) {
            app.send(Message::Input(Input::Key(chord)));
            app.settle();
        }
        app.listen(Duration::from_millis(4500));
    });
}

#[test]
fn no_sound() {
    shoot("no_sound", MIXES, &|app| {
        app.deck.place = Place { kind: Kind::Null, name: "none, the clock alone".into() };
        app.state.audition.listen = "ssh attic segue listen | mpv -".into();
        app.settle();
        app.keys("phantom<enter>").settle();
        app.keys("<space>").settle().listen(Duration::from_secs(1));
    });
}

#[rstest]
#[case("next", "fade<enter>2")]
#[case("next_nothing", "beau mot<enter>2")]
#[case("blend", "phantom<enter>3")]
#[case("continue", "phantom<enter>ajac")]
#[case("between", "phantom<enter>aja<tab>kB")]
fn every_tab(#[case] name: &str, #[case] keys: &str) {
    let fake = || Fake::new(MIXES).with_tabs(&[By::Played, By::Next, By::Blend]);
    shoot_with(name, &fake, &|app| {
        app.settle();
        app.keys(keys).settle();
    });
}

#[rstest]
#[case("hostile_hits", "a")]
#[case("hostile_list", "artist<enter>")]
#[case("hostile_mix", "artist<enter>gm")]
fn hostile(#[case] name: &str, #[case] keys: &str) {
    shoot(name, HOSTILE, &|app| {
        app.settle();
        app.keys(keys).settle();
    });
}

#[test]
fn loading() {
    shoot("loading", MIXES, &|app| {
        app.settle();
        app.keys("phantom").settle();
        app.keys("<enter>");
    });
}

#[test]
fn errors() {
    shoot("error", MIXES, &|app| {
        app.settle();
        app.keys("phantom").settle();
        app.services.broken.store(true, Ordering::SeqCst);
        app.keys("<enter>").settle();
        app.keys("gd").settle();
    });
}

#[rstest]
#[case("ascii_none", true, Depth::None)]
#[case("ascii_sixteen", true, Depth::Sixteen)]
#[case("unicode_palette", false, Depth::Palette)]
fn looks(#[case] name: &str, #[case] ascii: bool, #[case] depth: Depth) {
    let glyphs = if ascii { &ASCII } else { &UNICODE };
    let mut app = App::with((80, 24), Arc::new(Fake::new(MIXES)), glyphs, depth);
    app.settle();
    app.keys("phantom<enter>fjajxk").settle();
    app.keys("<space>").settle().listen(Duration::from_secs(3));
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, picture(&app.buffer()));
    });
    if ascii {
        assert!(app.text().is_ascii(), "{}", app.text());
    }
}

#[test]
fn no_cell_ever_holds_a_control_character() {
    for size in SIZES {
        for glyphs in [&UNICODE, &ASCII] {
            let mut app = App::with(size, Arc::new(Fake::new(HOSTILE)), glyphs, Depth::True);
            app.settle();
            app.keys("a<enter>").settle();
            for keys in ["", "w", "<esc>gm", "hgd", "<enter>", "2", "0"] {
                app.keys(keys).settle();
                for cell in &app.buffer().content {
                    assert!(!cell.symbol().chars().any(char::is_control), "{:?}", cell.symbol());
                    assert!(!glyphs.ascii || cell.symbol().is_ascii(), "{:?}", cell.symbol());
                }
            }
        }
    }
}

#[rstest]
#[case("export", 0)]
#[case("export_login", 1)]
#[case("export_busy", 2)]
#[case("export_review", 3)]
#[case("export_report", 4)]
#[case("export_trouble", 5)]
#[case("import_sources", 6)]
fn exporting(#[case] name: &str, #[case] stage: usize) {
    shoot(name, MIXES, &|app| {
        app.settle();
        app.keys("phantom<enter>").settle();
        app.keys("aja").settle();
        app.keys("E");
        export::stages().remove(stage).into_iter().for_each(|news| export::tell(app, news));
    });
}
