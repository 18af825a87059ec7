//! The one place that knows the pseudo-terminal library: a data folder with a few mixes, and the real binary over it.

use std::{path::Path, process::Command, time::Duration};

use tempfile::TempDir;
pub use termlens::TerminalBuilder;

pub use termlens::{Color, Key, Screen, Signal, Terminal};

/// The binary.
pub const SEGUE: &str = env!("CARGO_BIN_EXE_segue");

/// Every wait ends after this at the latest; a debug build on a busy machine is slow to start.
pub const PATIENCE: Duration = Duration::from_mins(1);

const MIXES: &[(&str, &[&str])] = &[
    (
        "1999-12-31 - Andy C @ World Dance NYE",
        &[
            "Lil' Louis - French Kiss (Ed Rush & Optical Remix)",
            "Digital & Spirit - Phantom Force [Phantom Audio]",
            "Souljah - Fade 2 Black [Hardleaders]",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
            "Bad Company - The Nine [BC]",
        ],
    ),
    (
        "2017-05-20 - Fabio & Grooverider @ Rage",
        &[
            "Souljah - Fade 2 Black [Hardleaders]",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
            "Nasty Habits - Shadow Boxing [31]",
            "Digital & Spirit - Phantom Force [Phantom Audio]",
        ],
    ),
    (
        "2014-02 - Grooverider - Lowdown",
        &[
            "Digital & Spirit - Phantom Force [Phantom Audio]",
            "Digital - Deadline [31]",
            "Isolée - Beau Mot Plage [Playhouse]",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
        ],
    ),
];

/// A data folder of its own with a few mixes in it.
pub struct House {
    /// The folder; it goes with the test.
    pub dir: TempDir,
    /// The network is allowed; the settings say what of it.
    online: bool,
}

impl House {
    /// Makes it.
    pub fn new() -> Self {
        let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
        let mixes: Vec<_> = MIXES.iter().map(|(title, list)| ((*title).to_owned(), lines(list))).collect();
        Self::of(&mixes, None)
    }

    /// One with other mixes and no network.
    pub fn with(mixes: &[(String, Vec<String>)]) -> Self {
        Self::of(mixes, None)
    }

    /// One with other mixes, whose settings say where the network is.
    pub fn online(mixes: &[(String, Vec<String>)], settings: &str) -> Self {
        Self::of(mixes, Some(settings))
    }

    /// One over a folder that somebody else fills.
    pub fn over(dir: TempDir) -> Self {
        Self { dir, online: false }
    }

    fn of(mixes: &[(String, Vec<String>)], settings: Option<&str>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        if let Some(settings) = settings {
            std::fs::write(dir.path().join("config.toml"), settings).expect("the settings are written");
        }
        let lines: Vec<String> = mixes
            .iter()
            .map(|(title, lines)| {
                let mix = serde_json::json!({ "title": title, "url": null, "tracklist": lines });
                format!("{mix}\n")
            })
            .collect();
        let file = dir.path().join("mixes.jsonl");
        std::fs::write(&file, lines.concat()).expect("the mixes are written");
        let house = Self { dir, online: settings.is_some() };
        let import = house.command().arg("import").arg(&file).output().expect("segue runs");
        assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
        house
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// A command over this folder.
    pub fn command(&self) -> Command {
        let mut command = Command::new(SEGUE);
        command.args(self.arguments());
        command
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// A terminal with nothing inherited.
    pub fn terminal(&self) -> TerminalBuilder {
        Terminal::builder()
            .size(80, 24)
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .timeout(PATIENCE)
    }

    /// What starts the screen.
    pub fn arguments(&self) -> Vec<String> {
        let at = |name: &str| self.path().join(name).display().to_string();
        let mut arguments = vec!["--no-starter".into(), "--data-dir".into(), at("data")];
        if self.online {
            arguments.extend(["--config".into(), at("config.toml"), "-vv".into()]);
        } else {
            arguments.push("--offline".into());
        }
        arguments
    }

    /// The screen, started and ready.
    pub fn start(&self) -> Terminal {
        self.start_in(self.terminal())
    }

    /// The screen in a terminal of another kind.
    pub fn start_in(&self, terminal: TerminalBuilder) -> Terminal {
        let mut screen = terminal.args(self.arguments()).spawn(SEGUE).expect("segue starts");
        screen.wait_until(|s| s.contains(" mixes")).expect("the first picture");
        screen
    }

    /// The tour, in a terminal of this size.
    pub fn demo(&self, columns: u16, rows: u16) -> Terminal {
        let terminal = self.terminal().size(columns, rows).env("TMPDIR", self.path());
        let mut screen = terminal.args(["demo"]).spawn(SEGUE).expect("segue starts");
        screen.wait_until(|s| s.contains("made-up mixes")).expect("the first picture");
        screen
    }

    /// What the queue holds, as another process reads it.
    pub fn queue(&self) -> String {
        let out = self.command().args(["queue", "list"]).output().expect("segue runs");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }
}

/// Digs for Phantom Force and waits for its list.
pub fn dig(screen: &mut Terminal) {
    screen.send_str("phantom").expect("typed");
    screen.wait_until(|s| s.contains("Phantom Force")).expect("the hit");
    screen.send(Key::Enter).expect("typed");
    screen.wait_until(|s| s.contains("[1 Played with]") && s.contains("Alien Girl")).expect("the list");
}

/// Searches in the tour, digs and waits for the list.
pub fn dig_in_the_demo(screen: &mut Terminal) {
    screen.send_str("sounding").expect("typed");
    screen.wait_until(|s| s.contains("Lower Deck – Sounding Line")).expect("the hit");
    screen.send(Key::Enter).expect("typed");
    screen
        .wait_until(|s| s.contains("[1 Played with]") && s.contains("1 of") && s.contains("Made Up"))
        .expect("the list");
}

/// Waits until the program has read what was sent.
pub fn until_read(screen: &Terminal) {
    let path = format!("/proc/{}/fd/0", screen.pid().expect("it runs"));
    let terminal = std::fs::File::open(path).expect("its terminal");
    while rustix::io::ioctl_fionread(&terminal).expect("counted") > 0 {
        std::thread::yield_now();
    }
}

/// Leaves, from wherever on the trail, and checks that the terminal is as before.
pub fn quit(mut screen: Terminal) {
    for _ in 0..2 {
        screen.send(Key::Ctrl('c')).expect("typed");
    }
    let status = screen.wait_exit().expect("segue ends");
    assert!(status.success(), "{status:?}");
    let after = screen.screen();
    assert!(!after.alternate_screen() && after.cursor_visible() && !after.bracketed_paste(), "{after}");
}

/// Leaves the tour with a queue: it asks first, and Escape stays.
pub fn leave_the_demo(mut screen: Terminal) {
    for answer in [Key::Esc, Key::Enter] {
        screen.send(Key::Char('q')).expect("typed");
        screen.wait_until(|s| s.contains("is not kept")).expect("the question");
        screen.send(answer).expect("typed");
        if answer == Key::Esc {
            screen.wait_until(|s| !s.contains("is not kept")).expect("it stays");
        }
    }
    let status = screen.wait_exit().expect("segue ends");
    assert!(status.success(), "{status:?}");
}
