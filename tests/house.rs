//! The order of the house: `use crate::` lines in `src/` go down the list of rooms, never up, and no file leads back to
//! itself.

#[path = "house/circles.rs"]
mod circles;
#[path = "house/figures.rs"]
mod figures;
#[path = "house/source.rs"]
mod source;

use std::{collections::BTreeMap, fs, path::Path};

use circles::{Arrows, House};
use source::{Source, sources};

/// From the door to the cellar.
const ROOMS: [&str; 24] = [
    "cli",
    "tui",
    "app",
    "updater",
    "import",
    "jobs",
    "library",
    "export",
    "spotify",
    "preview",
    "search",
    "recommend",
    "sound",
    "mixesdb",
    "catalogue",
    "wikitext",
    "track",
    "slab",
    "config",
    "files",
    "plain",
    "network",
    "time",
    "chance",
];

fn house() -> BTreeMap<Vec<String>, Source> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn room(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

fn level(room: &str) -> Option<usize> {
    ROOMS.iter().position(|listed| *listed == room)
}

/// The arrows as a reader sees them: a `mod.rs` is the face of its folder, so what it takes from the files below it is none.
fn arrows() -> Arrows {
    let sources = house();
    let mut arrows = House::new(&sources).arrows();
    for (from, to) in &mut arrows {
        let Some(folder) = from.strip_suffix("mod.rs") else { continue };
        to.retain(|file, _| !file.starts_with(folder));
    }
    arrows
}

#[test]
fn every_room_has_its_place() {
    let sources = house();
    let mut built: Vec<&str> = sources.keys().filter(|m| m.len() == 1).map(|m| m[0].as_str()).collect();
    let mut listed = ROOMS.to_vec();
    built.sort_unstable();
    listed.sort_unstable();
    assert_eq!(built, listed, "every room of src/lib.rs has its place in the list");
}

#[test]
fn a_room_uses_only_the_rooms_below_it() {
    let mut wrong = Vec::new();
    for (from, to) in &arrows() {
        for (file, name) in to {
            if level(room(file)) < level(room(from)) && level(room(file)).is_some() {
                wrong.push(format!("{from} uses {name} of {file}, which stands above it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a door may name: what the program can do, what a track is, the settings; and two that hold nothing, text that steers no
/// terminal and the clock.
const FOR_DOORS: [&str; 5] = ["app", "track", "config", "plain", "time"];

#[test]
fn the_doors_name_the_app_and_the_words_alone() {
    let mut wrong = Vec::new();
    for (module, source) in &house() {
        let door = room(&source.path);
        if !["cli", "tui"].contains(&door) {
            continue;
        }
        // The command line opens the screen in one place.
        let opens = source.path == "cli/screen.rs";
        for named in circles::rooms_named(module, &source.code) {
            let known = named == door || FOR_DOORS.contains(&&*named) || (opens && named == "tui");
            if !known && ROOMS.contains(&&*named) {
                wrong.push(format!("{} names {named}: make it a use case of app", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files of data and words about it, from which `app/answer.rs` may hand any name on …
const DATA: &[&str] = &[
    "catalogue/dj_set.rs",
    "export/mod.rs",
    "export/name.rs",
    "export/text.rs",
    "import/report.rs",
    "library/browse.rs",
    "library/news.rs",
    "library/own.rs",
    "library/player.rs",
    "library/query/pages.rs",
    "library/query/row.rs",
    "library/query/search.rs",
    "library/query/similar.rs",
    "library/rows.rs",
    "library/transitions.rs",
    "preview/wanted.rs",
    "search/marks.rs",
    "sound/key/mod.rs",
    "sound/mixable.rs",
    "sound/player/state.rs",
    "sound/spectrogram/bands.rs",
    "sound/spectrogram/colour.rs",
    "sound/spectrogram/labels.rs",
    "sound/spectrogram/live.rs",
    "sound/spectrogram/mod.rs",
    "sound/spectrogram/render.rs",
    "sound/structure/point.rs",
    "spotify/error.rs",
    "spotify/matching/hit.rs",
    "spotify/matching/mod.rs",
    "spotify/playlists/report.rs",
    "updater/slice.rs",
    "updater/status.rs",
    "wikitext/page.rs",
];
/// … and data of files that open, ask or start something too: those names alone.
const DATA_AMONG_OTHERS: &[(&str, &str)] = &[
    ("import/collection/spotify.rs", "SpotifyImport"),
    ("import/found/mod.rs", "FoundPlace"),
    ("import/sets/keep.rs", "Confirm"),
    ("import/sets/preview.rs", "ListPreview"),
    ("import/sets/preview.rs", "PreviewLine"),
    ("library/facts.rs", "Follows"),
    ("library/facts.rs", "MixingFacts"),
    ("library/resolve.rs", "is_audio"),
    ("library/resolve.rs", "is_link"),
    ("library/similar/controls.rs", "Controls"),
    ("library/similar/controls.rs", "NEW_TO_ME"),
    ("library/similar/controls.rs", "NOT_MINE"),
    ("library/similar/controls.rs", "ONLY_MINE"),
    ("library/similar/controls.rs", "Only"),
    ("library/similar/controls.rs", "djs_name"),
    ("library/similar/controls.rs", "own_name"),
    ("library/similar/controls.rs", "played_name"),
    ("library/similar/controls.rs", "styles_name"),
    ("library/similar/controls.rs", "years_name"),
    ("library/similar/mod.rs", "NEAR"),
    ("library/similar/mod.rs", "Together"),
    ("library/sound/genre.rs", "Kin"),
    ("preview/open.rs", "part_from"),
    ("preview/passage.rs", "Passage"),
    ("recommend/als/fit.rs", "FitProgress"),
    ("sound/outputs/mod.rs", "OutputError"),
    ("sound/outputs/mod.rs", "OutputKind"),
    ("sound/outputs/mod.rs", "OutputPlace"),
    ("sound/player/command.rs", "PlayerCommand"),
    ("spotify/export.rs", "Aim"),
    ("spotify/export.rs", "ExportActivity"),
    ("updater/offers.rs", "SliceOffer"),
    ("updater/update.rs", "Order"),
];

#[test]
fn what_app_hands_on_is_data() {
    let sources = house();
    let house = House::new(&sources);
    let mut wrong = Vec::new();
    for (module, source) in sources.iter().filter(|(_, source)| room(&source.path) == "app") {
        for (file, name) in house.handed_on(module) {
            let is_data = DATA.contains(&&*file) || DATA_AMONG_OTHERS.contains(&(&*file, &*name));
            let lent = source.path == "app/answer.rs" && is_data;
            if !lent && !FOR_DOORS.contains(&room(&file)) {
                wrong.push(format!("{} hands on {name} of {file}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_door_that_names_another_room_is_found_however_it_is_written() {
    let module = ["cli", "similar"].map(str::to_owned);
    for code in [
        "use crate::library::Library;",
        "use crate::{app, library::{query::TrackRow, Library}};",
        "fn f() { crate::library::open() }",
        "use super::super::library as l;",
    ] {
        let named = circles::rooms_named(&module, code);
        assert!(named.contains("library"), "{code}: {named:?}");
    }
    assert!(
        !circles::rooms_named(&module, "use super::library; fn f() { app::library::g() }")
            .contains("library")
    );
}

#[test]
fn no_file_leads_back_to_itself() {
    let arrows = arrows();
    let circles = circles::circles(&arrows);
    let told: Vec<String> = circles.iter().map(|circle| circles::told(&arrows, circle)).collect();
    assert!(told.is_empty(), "{} circles\n{}", told.len(), told.join("\n"));
}

#[test]
fn arrows_are_found_wherever_a_name_stands() {
    let file = |module: &[&str], path: &str, text: &str| {
        let module: Vec<String> = module.iter().map(|m| (*m).to_owned()).collect();
        let code = source::without_tests(&source::bare(text));
        (module, Source { path: path.to_owned(), code })
    };
    let sources = BTreeMap::from([
        file(&[], "lib.rs", "mod a; mod b; mod c;"),
        file(&["a"], "a/mod.rs", "mod inner; pub use inner::Thing;"),
        file(
            &["a", "inner"],
            "a/inner.rs",
            "pub struct Thing;\n#[cfg(test)]\nmod tests { use crate::c::C; }",
        ),
        file(
            &["b"],
            "b.rs",
            "use crate::{a::Thing, c};\n// crate::c::Comment\nfn f() { c::deep(\"crate::a::X\") }",
        ),
        file(&["c"], "c.rs", "pub fn deep(_: &str) {}\nfn g() -> super::b::B { crate::b::f() }"),
    ]);
    let arrows = House::new(&sources).arrows();
    let to = |from: &str| arrows.get(from).map(|m| m.keys().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(to("b.rs"), Some(vec!["a/inner.rs", "c.rs"]), "what is handed on is used where it comes from");
    assert_eq!(to("c.rs"), Some(vec!["b.rs"]));
    assert_eq!(to("a/inner.rs"), None, "tests may lean on anything");
    assert_eq!(circles::circles(&arrows), [["b.rs", "c.rs"]]);
}

#[test]
fn the_architecture_names_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let named = text
        .split('`')
        .filter(|word| Path::new(word).extension().is_some_and(|e| e == "rs") && word.contains('/'));
    let gone: Vec<&str> =
        named.filter(|file| !root.join("src").join(file).exists() && !root.join(file).exists()).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

/// Where bytes of segue's own go to the terminal, or to nobody's eyes.
const DOORS: [&str; 8] = [
    "cli/out.rs",
    "cli/export.rs",
    "cli/listen.rs",
    "cli/login.rs",
    "cli/shell.rs",
    "tui/run/leave.rs",
    "tui/terminal/output.rs",
    "tui/terminal/session.rs",
];

/// What others have written (names, paths, servers' texts) reaches a terminal through `plain` alone.
#[test]
fn nothing_but_the_doors_writes_to_the_terminal() {
    let asks = |rest: &str| rest.starts_with(".is_terminal()");
    let writes = |code: &str| {
        ["io::stdout()", "io::stderr()"].iter().any(|name| code.split(name).skip(1).any(|rest| !asks(rest)))
    };
    let house = house();
    let others =
        house.values().filter(|source| !DOORS.contains(&source.path.as_str()) && writes(&source.code));
    let others: Vec<&str> = others.map(|source| source.path.as_str()).collect();
    assert_eq!(others, [""; 0], "write through cli::out or plain::PlainWriter");
}

/// One word means one thing: a type that other rooms see has a name of its own.
#[test]
fn no_public_type_name_stands_in_two_rooms() {
    let shared = figures::shared_types(&house(), true);
    assert!(shared.is_empty(), "rename all but one of each: {shared:#?}");
}

/// What the screen knows is kept in parts that own their rules, not field beside field.
#[test]
fn the_state_of_the_screen_has_few_parts() {
    let house = house();
    let state = house.values().find(|source| source.path == "tui/state/mod.rs").expect("the state");
    let fields = figures::fields(&state.code, "State");
    assert!((1..=15).contains(&fields), "State has {fields} fields: put what belongs together into one part");
}

/// `cargo test --test house -- --ignored --nocapture` prints how large the house is and how it is cut.
#[test]
#[ignore = "prints figures and checks nothing"]
#[allow(clippy::print_stdout, reason = "printing is what it is for")]
fn figures() {
    let sources = house();
    println!("lines of code without tests and comments: {}", figures::lines(&sources));
    for public in [false, true] {
        let shared = figures::shared_types(&sources, public);
        println!("{} type names of two rooms: {}", if public { "public" } else { "all" }, shared.len());
    }
    println!("circles of files: {}", circles::circles(&arrows()).len());
    let (count, long) = figures::functions(&sources, 60);
    println!("functions above 60 lines: {} of {count}\n  {}", long.len(), long.join("\n  "));
}
