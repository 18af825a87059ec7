//! Made-up catalogues, each made once by the real binary and kept for later runs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::LazyLock,
    time::Instant,
};

use segue::{
    config::{Paths, Settings},
    library::Library,
};
use segue_lab::synth;

/// The program itself, built as the bench was: it stands beside the folder of the bench.
pub static SEGUE: LazyLock<PathBuf> = LazyLock::new(|| {
    let bench = std::env::current_exe().unwrap();
    let folder = bench.parent().and_then(Path::parent).unwrap();
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "segue", "--bin", "segue"]);
    build.arg("--manifest-path").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"));
    if !folder.ends_with("debug") {
        build.arg("--release");
    }
    let status = build.env("CARGO_TARGET_DIR", folder.parent().unwrap()).status().unwrap();
    assert!(status.success(), "{build:?}: {status}");
    folder.join("segue")
});

/// How large: mixes, tracks and plays in the proportions of MixesDB whole.
#[derive(Clone, Copy)]
pub struct Size {
    pub name: &'static str,
    pub mixes: u64,
    pub tracks: u64,
    pub plays: u64,
}

pub const SIZES: [Size; 3] = [
    Size { name: "10,000 tracks", mixes: 1_400, tracks: 10_000, plays: 25_000 },
    Size { name: "100,000 tracks", mixes: 14_000, tracks: 100_000, plays: 250_000 },
    Size { name: "1,000,000 tracks", mixes: 140_000, tracks: 1_000_000, plays: 2_500_000 },
];
/// MixesDB whole.
pub const FULL: Size = Size { name: "280,000 mixes", mixes: 280_000, tracks: 2_000_000, plays: 5_000_000 };

pub fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("made");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The binary over a data folder, without a starter, without the network.
pub fn segue(data: &Path) -> Command {
    let mut command = Command::new(&*SEGUE);
    command.args(["--no-starter", "--offline", "--data-dir"]).arg(data);
    command.env("SEGUE_CONFIG", data.join("config.toml")).stdin(Stdio::null());
    command
}

/// Seconds that an import takes and what it printed; the data folder is made before the clock starts.
pub fn import(data: &Path, arguments: &[&str]) -> (f64, Output) {
    run(segue(data).args(["queue", "list"]));
    let begin = Instant::now();
    let output = segue(data).arg("import").args(arguments).output().unwrap();
    (begin.elapsed().as_secs_f64(), output)
}

pub fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

impl Size {
    /// The catalogue as a file that `import` takes; `name` says in which form.
    pub fn file(&self, name: &str) -> PathBuf {
        let path = folder().join(format!("{}-{name}", self.tracks));
        if !path.exists() {
            eprintln!("making {}", path.display());
            let partial = folder().join(format!("partial-{name}"));
            let size = synth::Size { mixes: self.mixes, tracks: self.tracks, plays: self.plays };
            synth::to_file(size, 1, &partial).unwrap();
            fs::rename(partial, &path).unwrap();
        }
        path
    }

    /// A data folder with the catalogue imported and the model fitted.
    pub fn data(&self) -> PathBuf {
        let path = folder().join(format!("{}-data", self.tracks));
        if !path.exists() {
            let file = self.file("mixes.jsonl");
            eprintln!("making {}", path.display());
            let partial = folder().join("partial-data");
            let _ = fs::remove_dir_all(&partial);
            run(segue(&partial).arg("import").arg(file));
            fs::rename(partial, &path).unwrap();
        }
        path
    }
}

/// The starter's catalogue in a data folder of its own, fitted.
pub fn starter() -> PathBuf {
    let path = folder().join("starter-data");
    if !path.exists() {
        let partial = folder().join("partial-starter");
        let _ = fs::remove_dir_all(&partial);
        let mut command = Command::new(&*SEGUE);
        command.args(["--offline", "similar", "Jeff Mills - The Bells", "--data-dir"]).arg(&partial);
        run(command.env("SEGUE_CONFIG", partial.join("config.toml")));
        fs::rename(partial, &path).unwrap();
    }
    path
}

/// Opens a data folder in this process.
pub fn open(data: &Path) -> Library {
    let paths = Paths::find(Some(data.join("config.toml")), Some(data.to_owned())).unwrap();
    let mut settings = Settings::default();
    settings.library.starter = false;
    settings.library.offline = true;
    Library::open(&paths, &settings).unwrap()
}

/// Copies a data folder.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}
