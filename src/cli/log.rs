//! The log: five files of one megabyte in the state folder, readable by their owner alone. Dependencies speak up
//! from warnings on, segue from `info` on, with `-v` from `debug`, with `-vv` everything. Commands say it on stderr
//! too when asked with `-v`; the screen never.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

const LIMIT: u64 = 1 << 20;
const KEPT: u32 = 5;

/// Starts logging. Where the folder cannot be written the program goes on without a log.
pub fn start(state: &Path, verbose: u8, on_stderr: bool) {
    let level = ["info", "debug", "trace"][usize::from(verbose.min(2))];
    // rspotify writes bearer tokens into its lines.
    let filter = || EnvFilter::new(format!("warn,rspotify=off,rspotify_http=off,segue={level}"));
    let file = Rotating::open(state.join("segue.log")).ok().map(|file| {
        let layer = fmt::layer().with_ansi(false).with_writer(Mutex::new(file));
        tracing_subscriber::Layer::with_filter(layer, filter())
    });
    let stderr = (on_stderr && verbose > 0).then(|| {
        let layer = fmt::layer().with_ansi(false).with_target(false).with_writer(super::out::stderr);
        tracing_subscriber::Layer::with_filter(layer, filter())
    });
    // A second start in one process (tests) keeps the first.
    let _ = tracing_subscriber::registry().with(file).with(stderr).try_init();
}

struct Rotating {
    path: PathBuf,
    file: File,
    size: u64,
}

impl Rotating {
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = private(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size })
    }

    fn turn(&mut self) -> io::Result<()> {
        let old = |n: u32| self.path.with_extension(format!("log.{n}"));
        for n in (1..KEPT - 1).rev() {
            let _ = fs::rename(old(n), old(n + 1));
        }
        fs::rename(&self.path, old(1))?;
        self.file = private(&self.path)?;
        self.size = 0;
        Ok(())
    }
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Write for Rotating {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.size + bytes.len() as u64 > LIMIT && self.size > 0 {
            self.turn()?;
        }
        let n = self.file.write(bytes)?;
        self.size += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_files_of_a_megabyte_at_most_and_private() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let mut log = Rotating::open(dir.path().join("segue.log")).expect("opened");
        let line = vec![b'x'; 100_000];
        for _ in 0..80 {
            log.write_all(&line).expect("written");
        }
        let sizes: Vec<u64> = fs::read_dir(dir.path())
            .expect("folder")
            .map(|e| e.expect("file").metadata().expect("meta").len())
            .collect();
        assert_eq!(sizes.len(), 5);
        assert!(sizes.iter().all(|s| *s <= LIMIT), "{sizes:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join("segue.log")).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
