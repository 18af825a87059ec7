//! Every view at every size: one snapshot a view, so that a changed word changes one.

use std::{
    fmt::Write as _,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use ratatui::{buffer::Buffer, layout::Rect};
use rstest::rstest;

use super::{
    Driver, Fake, export,
    fake::{HOSTILE, MIXES},
    picture::{part, styles, text},
};
use crate::{
    config::theme::Theme,
    library::query::By,
    sound::outputs::{OutputKind, OutputPlace},
    tui::{
        glyphs::{ASCII, UNICODE},
        layout::layout,
        message::Message,
        paint::{Depth, Paint},
        terminal::decode::Input,
    },
};

const SIZES: [(u16, u16); 6] = [(40, 10), (60, 15), (80, 24), (120, 40), (160, 50), (240, 70)];
/// The size whose styles a snapshot tells.
const STYLED: (u16, u16) = (80, 24);

/// What of the screen a snapshot shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Trail,
    Tabs,
    List,
    Search,
    Why,
    Queue,
    /// The topmost popup.
    Popup,
    /// The keys that go on from those pressed.
    WhichKey,
    /// The spectrogram with its times.
    Picture,
    Status,
    Screen,
}

impl View {
    fn area(self, app: &mut Driver) -> Rect {
        let places = layout(&app.state);
        match self {
            Self::Trail => places.trail,
            Self::Tabs => places.tabs,
            Self::List => both(places.head, places.list),
            Self::Search => places.search,
            Self::Why => both(places.why, places.tracklist),
            Self::Queue => places.queue,
            Self::Picture => both(places.spectrogram, places.axis),
            Self::Status if places.status.area() == 0 => places.footer,
            Self::Status => places.status,
            Self::Screen => places.screen,
            Self::Popup => match app.state.popups.last() {
                Some(popup) => app.state.frame(popup.as_ref()),
                None => Rect::ZERO,
            },
            Self::WhichKey => {
                let with = app.buffer();
                let pressed = std::mem::take(&mut app.state.keys.pressed);
                let without = app.buffer();
                app.state.keys.pressed = pressed;
                changed(&with, &without)
            }
        }
    }

    fn shoot(self, app: &mut Driver) -> Buffer {
        let area = self.area(app);
        part(&app.buffer(), area)
    }
}

/// The smallest area that holds both.
fn both(a: Rect, b: Rect) -> Rect {
    match (a.area(), b.area()) {
        (0, _) => b,
        (_, 0) => a,
        _ => a.union(b),
    }
}

/// The smallest area that holds every cell in which two screens differ.
fn changed(a: &Buffer, b: &Buffer) -> Rect {
    let cells = (0..a.area.height).flat_map(|y| (0..a.area.width).map(move |x| (x, y)));
    let cells = cells.filter(|at| a[*at] != b[*at]).map(|(x, y)| Rect::new(x, y, 1, 1));
    cells.reduce(both).unwrap_or_default()
}

fn keep(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// One snapshot a view, every size in it; the styles of one of them.
fn shoot(name: &str, views: &[View], fake: &dyn Fn() -> Fake, drive: &dyn Fn(&mut Driver)) {
    let mut texts = vec![String::new(); views.len()];
    for size in SIZES {
        let mut app = Driver::new(size, Arc::new(fake()));
        drive(&mut app);
        for (view, out) in views.iter().zip(&mut texts) {
            let shot = view.shoot(&mut app);
            let _ = writeln!(out, "{}x{}\n{}", size.0, size.1, text(&shot));
            if size == STYLED {
                let _ = writeln!(out, "{}\n", styles(&shot));
            }
        }
    }
    for (view, text) in views.iter().zip(texts) {
        keep(&format!("{name}-{view:?}").to_lowercase(), &text);
    }
}

fn mixes() -> Fake {
    Fake::new(MIXES)
}

#[rstest]
#[case("empty", "", &[View::List])]
#[case("hits", "the", &[View::List])]
#[case("closest", "spastic", &[View::List])]
#[case("nothing", "qqqqqq", &[View::List])]
#[case("played_with", "phantom<enter>", &[View::Screen, View::List, View::Trail, View::Tabs])]
#[case("beside", "phantom<enter>0", &[View::Search])]
#[case("verdicts", "phantom<enter>fjxjajaks", &[View::List, View::Status])]
#[case("why", "phantom<enter>w", &[View::Why])]
#[case("queue", "phantom<enter>ajaja<tab>", &[View::Queue])]
#[case("empty_queue", "phantom<enter><tab>", &[View::Queue])]
#[case("bridged", "phantom<enter>G", &[View::List, View::Why])]
#[case("dj", "phantom<enter>gdj<enter>", &[View::List, View::Tabs])]
#[case("label", "phantom<enter>gl", &[View::List])]
#[case("artist", "dexter<enter>jga", &[View::List])]
#[case("mix", "phantom<enter>gm", &[View::List])]
#[case("plays", "phantom<enter>gt", &[View::List])]
#[case("choose", "phantom<enter>ga", &[View::Popup])]
#[case("help", "phantom<enter>?", &[View::Popup])]
#[case("palette", "phantom<enter>:rej", &[View::Popup])]
#[case("go", "phantom<enter>g", &[View::WhichKey])]
#[case("card", "phantom<enter>od", &[View::Popup])]
#[case("messages", "phantom<enter>ge", &[View::Popup])]
#[case("jobs", "phantom<enter>gj", &[View::Popup])]
#[case("filters", "phantom<enter>Fjjjl", &[View::Popup])]
#[case("note", "phantom<enter>m174 bpm", &[View::Popup])]
#[case("found", "phantom<enter>gi", &[View::Popup])]
#[case("path", "phantom<enter>gi1<tab>", &[View::Popup])]
#[case("queues", "phantom<enter>agq", &[View::Popup])]
#[case("no_news", "phantom<enter>gn", &[View::List])]
#[case("order", "phantom<enter>WO", &[View::Popup])]
#[case("way", "phantom<enter>GT", &[View::Popup])]
#[case("browse", "<tab>gb", &[View::List, View::Tabs])]
#[case("sorted", "phantom<enter>Z", &[View::List, View::Tabs])]
fn quiet(#[case] name: &str, #[case] keys: &str, #[case] views: &[View]) {
    shoot(name, views, &mixes, &|app| {
        app.settle();
        app.keys(keys).settle();
    });
}

#[rstest]
#[case("audition", "<space>", &[View::Picture, View::Status])]
#[case("audition_run", "jP", &[View::Status])]
#[case("audition_paused", "<space>d<space>", &[View::Status])]
#[case("sweep", "<space>v", &[View::Picture])]
#[case("outputs", "<space>S", &[View::Popup])]
fn listening(#[case] name: &str, #[case] keys: &str, #[case] views: &[View]) {
    shoot(name, views, &mixes, &|app| {
        app.settle();
        app.keys("phantom<enter>").settle();
        for chord in super::driver::chords(keys) {
            app.send(Message::Input(Input::Key(chord)));
            app.settle();
        }
        app.listen(Duration::from_millis(4500));
    });
}

#[test]
fn no_sound() {
    shoot("no_sound", &[View::Popup, View::Status], &mixes, &|app| {
        app.deck.place = OutputPlace { kind: OutputKind::Null, name: "nowhere".into() };
        app.state.audition.listen = "ssh attic segue listen | mpv -".into();
        app.settle();
        app.keys("phantom<enter>").settle();
        app.keys("<space>").settle().listen(Duration::from_secs(1));
    });
}

#[rstest]
#[case("next", "fade<enter>2", &[View::List])]
#[case("next_nothing", "beau mot<enter>2", &[View::List])]
#[case("blend", "phantom<enter>3", &[View::List, View::Why])]
#[case("continue", "phantom<enter>ajac", &[View::Trail])]
#[case("between", "phantom<enter>aja<tab>kB", &[View::Trail, View::Tabs])]
fn every_tab(#[case] name: &str, #[case] keys: &str, #[case] views: &[View]) {
    let fake = || Fake::new(MIXES).with_tabs(&[By::Played, By::Next, By::Blend]);
    shoot(name, views, &fake, &|app| {
        app.settle();
        app.keys(keys).settle();
    });
}

#[rstest]
#[case("hostile_hits", "a", &[View::List])]
#[case("hostile_list", "artist<enter>", &[View::List, View::Why])]
#[case("hostile_mix", "artist<enter>gm", &[View::List])]
fn hostile(#[case] name: &str, #[case] keys: &str, #[case] views: &[View]) {
    shoot(name, views, &|| Fake::new(HOSTILE), &|app| {
        app.settle();
        app.keys(keys).settle();
    });
}

#[test]
fn loading() {
    shoot("loading", &[View::List], &mixes, &|app| {
        app.settle();
        app.keys("phantom").settle();
        app.keys("<enter>");
    });
}

#[test]
fn errors() {
    shoot("error", &[View::List, View::Status], &mixes, &|app| {
        app.settle();
        app.keys("phantom").settle();
        app.services.broken.store(true, Ordering::SeqCst);
        app.keys("<enter>").settle();
        app.keys("gd").settle();
    });
}

/// The footer's hints and the prompt's line: all places and sizes in one snapshot each.
#[test]
fn the_first_line_and_the_last() {
    let (mut prompts, mut footers) = (String::new(), String::new());
    for (place, keys) in [
        ("prompt", "phantom"),
        ("list", "phantom<enter>"),
        ("why", "phantom<enter>w"),
        ("queue", "phantom<enter>a<tab>"),
        ("mix", "phantom<enter>gt"),
        ("popup", "phantom<enter>F"),
    ] {
        for size in SIZES {
            let mut app = Driver::new(size, Arc::new(mixes()));
            app.settle();
            app.keys(keys).settle();
            app.state.screen.toasts.dismiss(app.now);
            let (buffer, places) = (app.buffer(), layout(&app.state));
            let _ = write!(footers, "{place} {size:?}\n{}", text(&part(&buffer, places.footer)));
            if place == "prompt" || place == "list" {
                let _ = write!(prompts, "{place} {size:?}\n{}", text(&part(&buffer, places.prompt)));
            }
        }
    }
    keep("prompt", &prompts);
    keep("footer", &footers);
}

#[rstest]
#[case("ascii_none", true, Depth::None, "dark")]
#[case("ascii_sixteen", true, Depth::Sixteen, "dark")]
#[case("unicode_palette", false, Depth::Palette, "dark")]
#[case("unicode_light", false, Depth::True, "light")]
fn looks(#[case] name: &str, #[case] ascii: bool, #[case] depth: Depth, #[case] theme: &str) {
    let glyphs = if ascii { &ASCII } else { &UNICODE };
    let mut app = Driver::with(STYLED, Arc::new(mixes()), glyphs, depth);
    app.state.screen.look.paint = Paint::new(Theme::named(theme).unwrap(), depth);
    app.settle();
    app.keys("phantom<enter>fjajxk").settle();
    app.keys("<space>").settle().listen(Duration::from_secs(3));
    let shots = [View::List, View::Picture].map(|view| view.shoot(&mut app));
    keep(
        name,
        &format!("{}{}\n{}\n\n{}", text(&shots[0]), text(&shots[1]), styles(&shots[0]), styles(&shots[1])),
    );
    if ascii {
        assert!(app.text().is_ascii(), "{}", app.text());
    }
}

#[test]
fn nothing_is_written_in_the_colour_of_its_ground() {
    for theme in ["dark", "light"] {
        for depth in [Depth::Sixteen, Depth::Palette, Depth::True] {
            let mut app = Driver::new(STYLED, Arc::new(mixes()));
            app.state.screen.look.paint = Paint::new(Theme::named(theme).unwrap(), depth);
            app.settle();
            for keys in ["phantom", "<down>", "<enter>fjajxk", "w", "<esc>F", "<esc>?", "<esc><tab>"] {
                app.keys(keys).settle();
                let buffer = app.buffer();
                let lost = buffer.content.iter().find(|cell| cell.symbol() != " " && cell.fg == cell.bg);
                let lost = lost.filter(|cell| cell.fg != ratatui::style::Color::Reset);
                assert_eq!(lost, None, "{theme} {depth:?} {keys}: {}", app.text());
            }
        }
    }
}

#[test]
fn the_playhead_stands_on_the_theme_s_ground_whatever_the_picture_s_colours_are() {
    for theme in ["dark", "light"] {
        let mut app = Driver::new(STYLED, Arc::new(mixes()));
        app.state.screen.look.paint = Paint::new(Theme::named(theme).unwrap(), Depth::True);
        app.settle();
        app.keys("phantom<enter><space>").settle().listen(Duration::from_secs(3));
        let buffer = View::Picture.shoot(&mut app);
        let heads: Vec<_> = buffer.content.iter().filter(|cell| cell.symbol() == UNICODE.vertical).collect();
        assert!(heads.len() > 1, "{theme}: {}", app.text());
        assert!(heads.iter().all(|cell| cell.bg == ratatui::style::Color::Reset), "{theme}: {heads:?}");
    }
}

/// Styles alone: a word that changes its width moves runs here and there, and what it says is told elsewhere.
#[test]
fn light_at_every_size() {
    let (mut panes, mut popups) = (String::new(), String::new());
    for size in SIZES {
        let mut app = Driver::new(size, Arc::new(mixes()));
        app.state.screen.look.paint = Paint::new(Theme::named("light").unwrap(), Depth::True);
        app.settle();
        app.keys("phantom<enter>fjajxks").settle();
        let _ = writeln!(panes, "{size:?}\n{}\n", styles(&View::Screen.shoot(&mut app)));
        app.keys("F").settle();
        let _ = writeln!(popups, "{size:?}\n{}\n", styles(&View::Popup.shoot(&mut app)));
    }
    keep("light-panes", &panes);
    keep("light-popup", &popups);
}

#[test]
fn no_cell_ever_holds_a_control_character() {
    for size in SIZES {
        for glyphs in [&UNICODE, &ASCII] {
            let mut app = Driver::with(size, Arc::new(Fake::new(HOSTILE)), glyphs, Depth::True);
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
fn handing_over(#[case] name: &str, #[case] stage: usize) {
    shoot(name, &[View::Popup], &mixes, &|app| {
        app.settle();
        app.keys("phantom<enter>").settle();
        app.keys("aja").settle();
        app.keys("E");
        for news in export::stages().remove(stage) {
            export::tell(app, news);
        }
    });
}
