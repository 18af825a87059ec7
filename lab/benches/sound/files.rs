//! Own files a second: MP3, FLAC and M4A of five minutes, all steps of analysing one, beside decoding all of it alone, and finding where to mix it.
//!
//! The files are made here, by ffmpeg (`SEGUE_FFMPEG`, else what is in the path).

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use segue::sound::{
    analyse::{LISTEN, analyse},
    clip::Clip,
    decode::{self, Limits},
    embed::Embedder,
    resample, structure, wav,
};
use segue_lab::loops::{self, Loop};

use super::best;

/// Length of a file in seconds.
const LONG: f32 = 300.0;
/// Files on two threads.
const FILES: usize = 24;

pub(super) fn run() {
    println!("own files: five minutes each, CPU ms of one thread, and files a second on two");
    let folder = std::env::temp_dir().join(format!("segue-bench-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let embedder = Embedder::built_in().unwrap();
    let made = Loop { harmony: loops::in_every_key(1)[9].harmony, ..Loop::default() };
    let samples = made.render(44_100, LONG);
    let stereo = Clip::new(samples.iter().flat_map(|s| [*s, *s]).collect(), 2, 44_100);
    let whole = folder.join("whole.wav");
    std::fs::write(&whole, wav::encode(&stereo)).unwrap();
    for (name, codec) in [("mp3", "libmp3lame -b:a 320k"), ("flac", "flac"), ("m4a", "aac -b:a 256k")] {
        let Some(path) = encoded(&whole, &folder.join(format!("file.{name}")), codec) else {
            println!("  {name:5} left out: ffmpeg cannot make it");
            continue;
        };
        report(name, &path, &embedder);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn encoded(from: &Path, to: &Path, codec: &str) -> Option<PathBuf> {
    let ffmpeg = std::env::var("SEGUE_FFMPEG").unwrap_or_else(|_| "ffmpeg".into());
    let mut command = Command::new(ffmpeg);
    command.args(["-v", "error", "-y", "-i"]).arg(from).arg("-c:a").args(codec.split(' ')).arg(to);
    command.status().ok().filter(std::process::ExitStatus::success).map(|_| to.to_owned())
}

fn report(name: &str, path: &Path, embedder: &Embedder) {
    let whole = best(2, || decode::decode(path, &Limits::default()).unwrap());
    let part = best(3, || decode::decode(path, &Limits::middle(LISTEN)).unwrap());
    let clip = decode::decode(path, &Limits::middle(LISTEN)).unwrap();
    let mono = resample::to_rate(clip.mono(), 16_000).unwrap();
    let network = best(3, || embedder.embed(&mono.samples, &|| false).unwrap());
    let all = best(3, || one(path, embedder));
    let points = best(2, || structure::of_file(path, &|| false).unwrap());
    println!(
        "  {name:5} all steps {:6.0}: decoding its part {:4.0}, the network {:4.0}; decoding all of it alone {:5.0}, with where to mix it {:5.0}; {:.1} files/s",
        all * 1e3,
        part * 1e3,
        network * 1e3,
        whole * 1e3,
        points * 1e3,
        rate(path, embedder)
    );
}

fn one(path: &Path, embedder: &Embedder) {
    let clip = decode::decode(path, &Limits::middle(LISTEN)).unwrap();
    analyse(&clip, embedder, &[], &|| false).unwrap();
}

/// Files a second on two threads.
fn rate(path: &Path, embedder: &Embedder) -> f64 {
    let (begun, left) = (Instant::now(), AtomicUsize::new(FILES));
    let work = || {
        while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok() {
            one(path, embedder);
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    FILES as f64 / begun.elapsed().max(Duration::from_millis(1)).as_secs_f64()
}
