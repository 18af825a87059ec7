//! Two other fuzzy finders over the same lines.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use nucleo_matcher::{
    Config, Matcher, Utf32String,
    pattern::{CaseMatching, Normalization, Pattern},
};
use rayon::{
    ThreadPool, ThreadPoolBuilder,
    prelude::{IntoParallelRefIterator, ParallelIterator, ParallelSliceMut},
};

/// nucleo's matcher on a pool, as nucleo drives it: lines kept as UTF-32, those that matched a shorter prompt matched
/// again, all of them sorted.
pub struct Nucleo {
    pool: ThreadPool,
    lines: Vec<Utf32String>,
    before: String,
    matched: Vec<(u32, u32)>,
}

impl Nucleo {
    pub fn new(lines: &[String], threads: usize) -> Self {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let lines: Vec<Utf32String> = lines.iter().map(|line| line.as_str().into()).collect();
        let mut peer = Self { pool, lines, before: String::new(), matched: Vec::new() };
        peer.forget();
        peer
    }

    /// The prompt is empty again.
    pub fn forget(&mut self) {
        self.before.clear();
        self.matched = (0..self.lines.len() as u32).map(|row| (0, row)).collect();
    }

    /// Seconds until the first rows of what is typed stand there.
    pub fn keystroke(&mut self, typed: &str, wanted: usize) -> f64 {
        let begin = Instant::now();
        if !typed.starts_with(&self.before) {
            self.forget();
        }
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let Self { pool, lines, matched, .. } = self;
        pool.install(|| {
            let matcher = || Matcher::new(Config::DEFAULT);
            let one = |matcher: &mut Matcher, &(_, row): &(u32, u32)| {
                Some((pattern.score(lines[row as usize].slice(..), matcher)?, row))
            };
            let mut all: Vec<(u32, u32)> = matched.par_iter().map_init(matcher, one).flatten().collect();
            all.par_sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            *matched = all;
        });
        std::hint::black_box(&matched[..wanted.min(matched.len())]);
        typed.clone_into(&mut self.before);
        begin.elapsed().as_secs_f64()
    }
}

/// fzf, a process for each question.
pub struct Fzf {
    list: tempfile::NamedTempFile,
}

pub fn fzf_version() -> Option<String> {
    let output = Command::new("fzf").arg("--version").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).split(' ').next()?.to_owned())
}

impl Fzf {
    /// `None` where it is not installed.
    pub fn new(lines: &[String]) -> Option<Self> {
        fzf_version()?;
        let mut list = tempfile::NamedTempFile::new().unwrap();
        for line in lines {
            writeln!(list, "{line}").unwrap();
        }
        list.flush().unwrap();
        Some(Self { list })
    }

    /// Seconds of one run, reading the list among them.
    pub fn filter(&self, typed: &str) -> f64 {
        let begin = Instant::now();
        let list = std::fs::File::open(self.list.path()).unwrap();
        let _ = Command::new("fzf")
            .args(["--filter", typed])
            .env("GOMAXPROCS", super::shared::THREADS.to_string())
            .stdin(list)
            .stdout(Stdio::null())
            .status();
        begin.elapsed().as_secs_f64()
    }
}
