//! `implicit` in a process of its own, told line by line what to do.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use segue::recommend::Model;
use segue::recommend::interactions::Csr;
use segue::recommend::simd::padded;

use super::shared::time::Took;

pub struct Peer {
    pub version: String,
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    folder: tempfile::TempDir,
}

impl Peer {
    /// Starts it, in an environment made for it the first time; `None`, with the reason on stderr, where that fails.
    pub fn start(threads: usize) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = environment(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("implicit"))
            .map_err(|e| eprintln!("no peer: {e}"))
            .ok()?;
        let folder = tempfile::tempdir().ok()?;
        let mut process = Command::new(python)
            .arg(root.join("benches/als_implicit.py"))
            .arg(threads.to_string())
            .current_dir(folder.path())
            .env("OPENBLAS_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| eprintln!("no peer: {e}"))
            .ok()?;
        let (to, from) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        let mut peer = Self { version: String::new(), process, to, from, folder };
        peer.version = peer.ask("version");
        Some(peer)
    }

    fn ask(&mut self, line: &str) -> String {
        writeln!(self.to, "{line}").unwrap();
        let mut answer = String::new();
        self.from.read_line(&mut answer).unwrap();
        assert!(!answer.is_empty(), "the peer died at {line}");
        answer.trim().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Hands both directions over, with confidences as values, which is what `implicit` takes.
    pub fn matrix(&mut self, rows: &Csr, columns: &Csr, alpha: f32) {
        for (name, m) in [("rows", rows), ("columns", columns)] {
            let write = |what: &str, bytes: &mut dyn Iterator<Item = [u8; 4]>| {
                let mut file =
                    std::io::BufWriter::new(File::create(self.path(&format!("{name}.{what}"))).unwrap());
                bytes.for_each(|b| file.write_all(&b).unwrap());
                file.flush().unwrap();
            };
            write("starts", &mut m.indptr().raw_storage().iter().map(|v| v.to_le_bytes()));
            write("indices", &mut m.indices().iter().map(|v| v.to_le_bytes()));
            write("values", &mut m.data().iter().map(|r| (1.0 + alpha * r).to_le_bytes()));
        }
        self.ask(&format!("matrix {} {}", rows.rows(), rows.cols()));
    }

    /// The rows' factors that all its solvers begin with.
    pub fn start_fit(&mut self, rows: &[f32], stride: usize, factors: usize) {
        let mut file = std::io::BufWriter::new(File::create(self.path("start")).unwrap());
        for row in rows.chunks_exact(stride) {
            row[..factors].iter().for_each(|v| file.write_all(&v.to_le_bytes()).unwrap());
        }
        file.flush().unwrap();
        self.ask(&format!("start {factors}"));
    }

    /// One iteration; it times itself.
    pub fn iterate(&mut self, solver: &str, regularisation: f32) -> Took {
        self.timed(&format!("iterate {} {regularisation}", kind(solver)))
    }

    fn timed(&mut self, line: &str) -> Took {
        let answer = self.ask(line);
        let mut seconds = answer.split(' ').map(|s| s.parse::<f64>().unwrap());
        Took { wall: seconds.next().unwrap(), cpu: seconds.next().unwrap() }
    }

    /// Hands a model's items over, for [`Peer::recommend`].
    pub fn items(&mut self, model: &Model, factors: usize) {
        let mut file = std::io::BufWriter::new(File::create(self.path("items")).unwrap());
        for row in model.items.chunks_exact(model.shape.stride()) {
            row[..factors].iter().for_each(|v| file.write_all(&v.to_le_bytes()).unwrap());
        }
        file.flush().unwrap();
        let (alpha, regularisation) = (model.shape.alpha, model.shape.regularisation);
        self.ask(&format!("items {factors} {} {regularisation}", 1.0 + alpha));
    }

    /// Folds one seed in and finds the best; it times itself.
    pub fn recommend(&mut self, seed: u32, wanted: usize) -> Took {
        self.timed(&format!("recommend {seed} {wanted}"))
    }

    /// Its factors, padded as ours are.
    pub fn factors(&mut self, solver: &str, factors: usize) -> (Vec<f32>, Vec<f32>) {
        self.ask(&format!("save {}", kind(solver)));
        let read = |name| {
            let bytes = std::fs::read(self.path(name)).unwrap();
            let mut out = vec![0.0; bytes.len() / 4 / factors * padded(factors)];
            for (row, to) in bytes.chunks_exact(factors * 4).zip(out.chunks_exact_mut(padded(factors))) {
                for (v, to) in row.as_chunks().0.iter().zip(to) {
                    *to = f32::from_le_bytes(*v);
                }
            }
            out
        };
        (read("x.out"), read("y.out"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = writeln!(self.to, "quit");
        let _ = self.process.wait();
    }
}

fn kind(solver: &str) -> &'static str {
    if solver.contains("CG") { "cg" } else { "exact" }
}

/// A virtual environment with `implicit` in it.
fn environment(folder: &Path) -> std::io::Result<PathBuf> {
    let python = folder.join("bin/python");
    if !folder.join("ready").exists() {
        let base = std::env::var("SEGUE_PYTHON").unwrap_or_else(|_| "python3".into());
        let run = |command: &mut Command| match command.stdout(Stdio::null()).status()? {
            status if status.success() => Ok(()),
            status => Err(std::io::Error::other(format!("{command:?}: {status}"))),
        };
        eprintln!("making the peer's environment in {}", folder.display());
        run(Command::new(base).args(["-m", "venv"]).arg(folder))?;
        run(Command::new(&python).args(["-m", "pip", "install", "-q", "implicit==0.7.3", "numpy", "scipy"]))?;
        File::create(folder.join("ready"))?;
    }
    Ok(python)
}
