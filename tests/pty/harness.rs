//! The one place that knows the pseudo-terminal library: a data folder with a few mixes, and the real binary over it.

use std::{path::Path, process::Command, time::Duration};

use tempfile::TempDir;
use termlens::TerminalBuilder;

pub use termlens::{Color, Key, Signal, Terminal};

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
}

impl House {
    /// Makes it.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let lines: Vec<String> = MIXES
            .iter()
            .map(|(title, lines)| {
                let mix = serde_json::json!({ "title": title, "url": null, "tracklist": lines });
                format!("{mix}\n")
            })
            .collect();
        let file = dir.path().join("mixes.jsonl");
        std::fs::write(&file, lines.concat()).expect("the mixes are written");
        let house = Self { dir };
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
        command.args(["--no-starter", "--offline", "--data-dir"]).arg(self.path().join("data"));
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
    pub fn arguments(&self) -> [String; 4] {
        let data = self.path().join("data").display().to_string();
        ["--no-starter".into(), "--offline".into(), "--data-dir".into(), data]
    }

    /// The screen, started and ready.
    pub fn start(&self) -> Terminal {
        self.start_in(self.terminal())
    }

    /// The screen in a terminal of another kind.
    pub fn start_in(&self, terminal: TerminalBuilder) -> Terminal {
        let mut screen = terminal.args(self.arguments()).spawn(SEGUE).expect("segue starts");
        screen.wait_until(|s| s.contains("3 mixes")).expect("the first picture");
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
    screen.send_str("buoy").expect("typed");
    screen.wait_until(|s| s.contains("Harbour Fog – Buoy")).expect("the hit");
    screen.send(Key::Enter).expect("typed");
    screen
        .wait_until(|s| s.contains("[1 Played with]") && s.contains("1 of") && s.contains("Made Up"))
        .expect("the list");
}

/// Leaves with q and checks that the terminal is as before.
pub fn quit(mut screen: Terminal) {
    screen.send(Key::Char('q')).expect("typed");
    let status = screen.wait_exit().expect("segue ends");
    assert!(status.success(), "{status:?}");
    let after = screen.screen();
    assert!(!after.alternate_screen() && after.cursor_visible() && !after.bracketed_paste(), "{after}");
}
