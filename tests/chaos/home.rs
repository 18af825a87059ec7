//! A data folder of its own, the binary over it, and what it may hold.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// Longer than this nothing may take, not even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
const STEP: Duration = Duration::from_millis(2);

/// A data folder and its settings; goes with the last that has it.
#[derive(Clone)]
pub struct Home {
    dir: Arc<tempfile::TempDir>,
    starter: bool,
}

/// How a command ended that was to be killed.
pub enum Ended {
    /// By itself, with success: what it did is acknowledged.
    Done,
    /// By itself, and it says that it failed.
    Failed(String),
    /// By the kill.
    Killed,
}

impl Home {
    /// An empty one whose model is quick to fit.
    pub fn new() -> Self {
        let dir = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let home = Self { dir, starter: false };
        home.settings("");
        home
    }

    /// One that begins with the starter.
    pub fn with_starter() -> Self {
        Self { starter: true, ..Self::new() }
    }

    /// Writes the settings, these and a small model's.
    pub fn settings(&self, more: &str) {
        let settings = format!("[recommend]\nfactors = 8\niterations = 2\n{more}");
        fs::write(self.path("config.toml"), settings).expect("the settings are written");
    }

    /// A file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The binary with these arguments.
    pub fn command(&self, args: &[&str]) -> Command {
        self.within(Command::new(env!("CARGO_BIN_EXE_segue")), args)
    }

    /// The binary as arguments of another program, such as `sh`.
    pub fn command_of(&self, mut program: Command, args: &[&str]) -> Command {
        program.arg(env!("CARGO_BIN_EXE_segue"));
        self.within(program, args)
    }

    fn within(&self, mut command: Command, args: &[&str]) -> Command {
        command
            .args(args)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SEGUE_DATA_DIR", self.data())
            .env("SEGUE_CONFIG", self.path("config.toml"))
            .env("SEGUE_STARTER", if self.starter { "1" } else { "0" })
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the binary runs")
    }

    /// The one document of a command that must succeed.
    pub fn json(&self, args: &[&str]) -> Value {
        let out = self.run(&[args, &["--json"]].concat());
        let text = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success(), "{args:?}: {text} {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}: {text}"))
    }

    /// Files of the data folder that no start leaves there, by their paths below it.
    pub fn litter(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        list(&self.data(), &self.data(), &mut found);
        let current = fs::read_to_string(self.data().join("snapshot/current")).unwrap_or_default();
        let mut folders = BTreeSet::new();
        for path in &found {
            folders.extend(path.strip_prefix("snapshot/").and_then(|rest| rest.split_once('/')));
        }
        let stray = folders.iter().filter(|(folder, _)| *folder != current.trim());
        let stray = stray.map(|(folder, file)| format!("snapshot/{folder}/{file}"));
        let unknown = found.iter().filter(|path| !is_known(path)).cloned();
        unknown.chain(stray).collect()
    }
}

/// Whether a program that has ended may leave the file, snapshots' folders apart.
fn is_known(path: &str) -> bool {
    const FILES: &[&str] = &[
        "catalogue.db",
        "catalogue.lock",
        "user.db",
        "analysed.db",
        "update.lock",
        "sound.seg",
        "heads.seg",
    ];
    // SQLite's journals stay where a program was killed, until the last one that opens the file closes it.
    let plain = path.strip_suffix("-wal").or_else(|| path.strip_suffix("-shm")).unwrap_or(path);
    // The next screen takes a killed one's place.
    let socket = path == "state/listen.sock";
    let log = path.starts_with("state/segue.log");
    FILES.contains(&plain)
        || path == "snapshot/current"
        || log
        || socket
        || (path.starts_with("snapshot/") && path.matches('/').count() == 2)
}

fn list(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, root, found);
        } else {
            found.insert(path.strip_prefix(root).expect("below").display().to_string());
        }
    }
}

/// Waits for the end of a program that must end by itself; kills it and fails where it does not.
pub fn wait(child: &mut Child, what: &str) -> std::process::ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("{what}: it does not end");
        }
        thread::sleep(STEP);
    }
}

/// Starts a command and kills it after a while, unless it has ended.
pub fn kill_after(command: &mut Command, after: Duration) -> Ended {
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let begun = Instant::now();
    while begun.elapsed() < after {
        if let Some(status) = child.try_wait().expect("a child") {
            let out = child.wait_with_output().expect("its words");
            let said = String::from_utf8_lossy(&out.stderr).into_owned();
            return if status.success() { Ended::Done } else { Ended::Failed(said) };
        }
        thread::sleep(STEP.min(after));
    }
    let _ = child.kill();
    match child.wait_with_output().expect("it ends") {
        out if out.status.success() => Ended::Done,
        out if out.status.code().is_some() => {
            Ended::Failed(String::from_utf8_lossy(&out.stderr).into_owned())
        }
        _ => Ended::Killed,
    }
}
