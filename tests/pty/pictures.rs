//! Pictures of the real program over the starter catalogue: those of the README, and every view at every size, dark and light, for people
//! to look at.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use segue::sound::{
    synth::{self, Style},
    wav,
};

use super::{
    harness::{self, House, Key, Screen, Terminal, TerminalBuilder},
    moving::Film,
};

const SIZES: [(u16, u16); 6] = [(40, 10), (60, 15), (80, 24), (120, 40), (160, 50), (240, 70)];
/// A picture's ground and ink where nothing else is said.
const GROUND: (&str, &str) = ("#1e1e1e", "#d4d4d4");
/// What is typed to get from view to view; `<` is Escape, `^` the arrow up.
const VIEWS: &[(&str, &str)] = &[
    ("start", ""),
    ("hits", "phantom force"),
    ("list", "\r"),
    ("marks", "jjfjajjx"),
    ("why", "w"),
    ("which-key", "wg"),
    ("help", "<?"),
    ("palette", "<:que"),
    ("filters", "<F"),
    ("filtered", "1990..2000\r<"),
    ("jobs", "Hgj"),
    ("queue", "<Wg\t\t"),
    ("order", "O"),
    ("export", "<E"),
    ("written", "5\r"),
    ("note", "<<1m"),
    ("label", "<gl"),
    ("mix", "qgm"),
    ("plays", "qgt"),
    ("browse", "qgb"),
    ("next", "q3"),
    ("blend", "4"),
    ("sounds", "2"),
    ("path", "1GT"),
    ("playing", "<gg ddd"),
    ("live", "v"),
    ("enlarged", "\t\t\tz"),
    ("sound", "<S"),
    ("keys", "<gi"),
];

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Every view as an SVG: `list-80x24-light.svg`.
#[test]
#[ignore = "writes target/stills for people to look at; run it with: cargo test --test pty -- --ignored every_view"]
fn every_view_at_every_size_dark_and_light() {
    let (house, folder) = (fitted("null"), folder("target/stills"));
    for (theme, grey) in [("dark", 0), ("light", 255)] {
        let terminal = house.terminal().background_rgb(grey, grey, grey);
        let mut screen = start(&house, terminal, (120, 40));
        for (view, keys) in VIEWS {
            press(&mut screen, keys);
            for (columns, rows) in SIZES {
                resize(&mut screen, (columns, rows));
                let still = on(&screen.screen().to_svg(), theme);
                std::fs::write(folder.join(format!("{view}-{columns}x{rows}-{theme}.svg")), still)
                    .expect("written");
            }
            resize(&mut screen, (120, 40));
        }
    }
}

/// To another size, drawn whole.
fn resize(screen: &mut Terminal, (columns, rows): (u16, u16)) {
    let before = screen.screen().repaints();
    screen.resize(columns, rows).expect("resized");
    let _ = screen.wait_until_for(|s| s.repaints() > before, Duration::from_secs(5));
    rest(screen);
}

/// The picture on the theme's ground.
fn on(svg: &str, theme: &str) -> String {
    let (ground, ink) = GROUND;
    if theme == "light" { svg.replace(ground, "#ffffff").replace(ink, "#000000") } else { svg.to_owned() }
}

/// Key by key, as a person presses them.
fn press(screen: &mut Terminal, keys: &str) {
    for key in keys.chars() {
        match key {
            '<' => screen.send(Key::Esc).expect("sent"),
            key => screen.send_str(&key.to_string()).expect("sent"),
        }
        rest(screen);
    }
}

/// Until nothing more is drawn, or for a moment where something plays; a lone Escape is one after some time.
fn rest(screen: &mut Terminal) {
    std::thread::sleep(Duration::from_millis(200));
    let _ = screen.wait_idle_for(Duration::from_millis(150), Duration::from_millis(900));
}

#[test]
#[ignore = "writes assets/pictures; run it with: cargo test --test pty -- --ignored for_the_readme"]
fn stills_for_the_readme() {
    let (house, folder) = (fitted("listen"), folder("assets/pictures"));
    for (name, size, keys) in [("wide", (120, 40), "jjfjajjxkkkk "), ("small", (80, 24), "jjfjajjxkkkkg")] {
        let mut screen = start(&house, house.terminal(), size);
        let _listener = Listener::join(&house);
        screen.send_str("phantom force").expect("sent");
        screen.wait_until(|s| s.contains("of 7") || s.contains("Fracture")).expect("hits");
        screen.send(Key::Enter).expect("sent");
        screen.wait_until(|s| s.contains("[1 Played with]") && s.contains("Deadline")).expect("a list");
        press(&mut screen, keys);
        if keys.ends_with(' ') {
            screen.wait_until(|s| s.contains(" 0:12/")).expect("it plays");
        }
        std::fs::write(folder.join(format!("{name}.svg")), screen.screen().to_svg()).expect("written");
    }
}

/// The first minute as a picture that moves: typed, dug, auditioned and queued, at 80x24.
#[test]
#[ignore = "writes assets/pictures; run it with: cargo test --test pty -- --ignored for_the_readme"]
fn moving_picture_for_the_readme() {
    let film = first_minute();
    std::fs::write(folder("assets/pictures").join("moving.svg"), film).expect("written");
}

/// Somebody who listens, so that the pictures show a program that is heard.
struct Listener(std::process::Child);

impl Listener {
    fn join(house: &House) -> Self {
        let mut command = std::process::Command::new(harness::SEGUE);
        command.args(arguments(house)).arg("listen").stdin(Stdio::null()).stdout(Stdio::null());
        Self(command.stderr(Stdio::null()).spawn().expect("it listens"))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A house over the starter with sound that is made here. A small model is fitted in a minute, and lists much the same.
fn fitted(output: &str) -> House {
    let house = House::over(tempfile::tempdir().expect("a folder"));
    let path = house.dir.path();
    let settings = format!("[sound]\noutput = \"{output}\"\n[recommend]\nfactors = 32\niterations = 4\n");
    std::fs::write(path.join("config.toml"), settings).expect("settings");
    std::fs::create_dir(path.join("music")).expect("a folder");
    let names = ["Digital - Deadline", "Capone - Friday", "Souljah - Fade 2 Black", "Adam F - Metropolis"];
    for (name, number) in names.into_iter().zip(1..) {
        let sound = wav::encode(&synth::clip(Style::DrumAndBass, number));
        std::fs::write(path.join(format!("music/{name}.wav")), sound).expect("written");
    }
    let mut first = start(&house, house.terminal(), (120, 40));
    first.wait_until_for(|s| s.contains(" learned "), Duration::from_mins(10)).expect("fitted");
    drop(first);
    let mut import = std::process::Command::new(harness::SEGUE);
    let done =
        import.args(arguments(&house)).arg("import").arg(path.join("music")).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    house
}

/// The screen over the starter, its model fitted, an empty prompt in focus.
fn start(house: &House, terminal: TerminalBuilder, size: (u16, u16)) -> Terminal {
    let terminal = terminal.size(size.0, size.1).env("COLORTERM", "truecolor");
    let mut screen = terminal.args(arguments(house)).spawn(harness::SEGUE).expect("it starts");
    // An unoptimised build takes minutes for the first fit.
    let patience = Duration::from_mins(10);
    let ready = |s: &Screen| s.contains("4,500 mixes") && !s.contains("learning");
    screen.wait_until_for(ready, patience).expect("fitted");
    screen.send(Key::Ctrl('c')).expect("sent");
    if screen.screen().contains("/ search") {
        screen.send_str("/").expect("sent");
    }
    screen
}

fn arguments(house: &House) -> Vec<String> {
    let at = |name: &str| house.dir.path().join(name).display().to_string();
    let file = at("config.toml");
    ["--offline", "--data-dir", &at("data"), "--config", &file].map(str::to_owned).to_vec()
}

fn first_minute() -> String {
    let house = fitted("listen");
    let mut screen = start(&house, house.terminal(), (80, 24));
    let _listener = Listener::join(&house);
    let mut film = Film::default();
    show(&mut film, &mut screen, 1_500);
    for letter in "phantom force".chars() {
        screen.send_str(&letter.to_string()).expect("sent");
        show(&mut film, &mut screen, 140);
    }
    show(&mut film, &mut screen, 1_200);
    screen.send(Key::Enter).expect("sent");
    screen.wait_until(|s| s.contains("[1 Played with]") && s.contains("Deadline")).expect("a list");
    show(&mut film, &mut screen, 2_500);
    for (keys, millis) in [
        (" ", 1_000),
        ("", 1_000),
        ("", 1_000),
        ("d", 1_000),
        ("", 1_000),
        ("a", 1_000),
        ("", 1_000),
        ("a", 1_000),
        ("", 1_000),
        ("\r", 2_500),
        ("\t", 4_000),
    ] {
        screen.send_str(keys).expect("sent");
        show(&mut film, &mut screen, millis);
    }
    film.svg("segue: type a record, dig, listen, queue", GROUND.0)
}

/// Takes the picture as it stands a moment after a key.
fn show(film: &mut Film, screen: &mut Terminal, millis: u32) {
    std::thread::sleep(Duration::from_millis(900));
    film.add(&screen.screen().to_svg(), millis);
}
