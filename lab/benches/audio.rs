//! Auditioning in figures: from a key to the ear on a real `PulseAudio` server with a null sink, breaks in the sound over a minute, the
//! CPU of playing, from a preview's bytes to samples and picture, and a minute out of a long mix on a server.
//!
//! `cargo bench --bench audio [decode|follow|minute|cpu|passage]…`. `follow` and `minute` want Debian's `pulseaudio` and `pulseaudio-utils`;
//! `decode` wants `ffmpeg` for an MP3 of music, without it a tone serves. A latency is from the key to `parec`'s receiving the sound, so
//! it holds the sink's and `parec`'s own time too.

#![cfg_attr(not(unix), allow(unused))]
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

#[cfg(unix)]
#[path = "../../tests/pulse/clips.rs"]
#[allow(dead_code)]
mod clips;
#[cfg(unix)]
#[path = "../../tests/pulse/server.rs"]
#[allow(dead_code)]
mod server;

#[path = "audio/passage.rs"]
mod passage;

use std::process::{Command, Stdio};
#[cfg(unix)]
use std::time::Instant;

use segue::sound::decode::{Limits, decode};
use segue::sound::feed::Cued;
use segue::sound::spectrogram::{Range, Spectra};
use segue::sound::synth::{self, Style};
use segue::sound::wav;

/// Seconds that this thread, or with `all` the process, has worked.
fn cpu(all: bool) -> f64 {
    let path = if all { "/proc/self/stat" } else { "/proc/thread-self/schedstat" };
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let numbers =
        |text: &str| text.split(' ').filter_map(|word| word.parse::<f64>().ok()).collect::<Vec<_>>();
    if all {
        // utime and stime, in hundredths of a second, counted after the name in brackets.
        let fields = numbers(text.rsplit_once(") ").map_or("", |(_, rest)| &rest[2..]));
        (fields[10] + fields[11]) / 100.0
    } else {
        numbers(&text).first().map_or(0.0, |nanoseconds| nanoseconds / 1e9)
    }
}

/// 30 s of made-up music as MP3 at 128 kbit/s; a repeated tone where there is no encoder.
fn preview() -> (&'static str, Vec<u8>) {
    let encoder = Command::new("ffmpeg")
        .args(["-v", "error", "-i", "-", "-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut encoder) = encoder else {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/audio/bare.mp3");
        return ("a tone (no ffmpeg)", std::fs::read(path).unwrap().repeat(50));
    };
    let mut stdin = encoder.stdin.take().unwrap();
    let music = wav::encode(&synth::clip(Style::House, 1));
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &music).unwrap());
    let mp3 = encoder.wait_with_output().unwrap().stdout;
    writer.join().unwrap();
    ("music, 128 kbit/s", mp3)
}

fn decoding() {
    let (name, mp3) = preview();
    println!("decode: a 30 s MP3 ({name}), CPU ms of one thread, the best of ten");
    let mut best = [f64::INFINITY; 4];
    let mut seconds = 0.0;
    for _ in 0..10 {
        let mut times = vec![cpu(false)];
        let clip = decode(&mp3, &Limits::default()).unwrap();
        seconds = clip.seconds();
        times.push(cpu(false));
        let spectra = Spectra::of(&clip);
        std::hint::black_box(spectra.grid(120, 40, Range::default()));
        times.push(cpu(false));
        std::hint::black_box(Cued::new(clip).unwrap());
        times.push(cpu(false));
        let parts = [times[1] - times[0], times[2] - times[1], times[2] - times[0], times[3] - times[2]];
        for (best, part) in best.iter_mut().zip(parts) {
            *best = best.min(part);
        }
    }
    println!("  {seconds:.1} s of sound");
    for (name, part) in
        ["bytes to samples", "samples to picture", "both (the bar is 80)", "made ready to play"]
            .iter()
            .zip(best)
    {
        println!("  {name:24} {:8.1}", part * 1e3);
    }
}

#[cfg(unix)]
mod playing {
    use std::os::unix::net::UnixStream;
    use std::time::Duration;

    use segue::sound::outputs::pulse::Surroundings;
    use segue::sound::outputs::{Machine, OutputChoice, OutputKind};
    use segue::sound::player::{PlaybackPhase, Player, PlayerCommand, PlayerState};

    use super::clips::{Stretch, number, numbered, stretches};
    use super::server::{Frame, RATE, Server, Tape, forward};
    use super::{Cued, Instant, Style, cpu, synth};

    const ROUNDS: u64 = 10;

    /// Whether the programs are there; says so where not.
    fn is_installed(programs: &[&str]) -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
        let missing: Vec<_> = programs.iter().filter(|program| !found(program)).collect();
        if !missing.is_empty() {
            println!("skipped: {missing:?} are not installed (Debian: pulseaudio pulseaudio-utils)");
        }
        missing.is_empty()
    }

    fn until(player: &Player, what: impl Fn(&PlayerState) -> bool) -> PlayerState {
        loop {
            let state = player.state();
            if what(&state) {
                return state;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn player(machine: Machine) -> Player {
        let player = Player::start(Box::new(machine), OutputChoice::Auto, |_| {}).unwrap();
        player.send(PlayerCommand::Level(false));
        until(&player, |state| state.place.kind == OutputKind::Pulse);
        player
    }

    /// When the first frame that is looked for came in.
    fn first(tape: &Tape, since: usize, what: impl Fn(&Frame) -> bool) -> Instant {
        let frames = tape.wait(|frames| frames[since..].iter().any(&what));
        frames[since..].iter().find(|frame| what(frame)).unwrap().at
    }

    fn show(name: &str, mut times: Vec<Duration>) {
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "  {name:36} median {:6.1}  most {:6.1}",
            ms(times[times.len() / 2]),
            ms(times[times.len() - 1])
        );
    }

    pub fn follow() {
        if !is_installed(&["pulseaudio", "parec"]) {
            return;
        }
        let server = Server::start();
        println!("follow: ms from the key until parec has it, {ROUNDS} rounds");
        rounds(&server, &player(Machine::amid(&server.surroundings(), server.dir.path())));
        let state = tempfile::tempdir().unwrap();
        let far = server.socket();
        forward(&state.path().join("pulse.sock"), move || UnixStream::connect(&far));
        println!("the same through a forwarded socket");
        rounds(&server, &player(Machine::amid(&Surroundings::default(), state.path())));
    }

    fn rounds(server: &Server, player: &Player) {
        let tape = server.record();
        let clips = [numbered(1, 30), numbered(2, 30)];
        let (mut starts, mut pauses, mut resumes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut seeks, mut changes) = (Vec::new(), Vec::new());
        let key = |press: &dyn Fn()| {
            let since = tape.frames().len();
            let at = Instant::now();
            press();
            (since, at)
        };
        for round in 0..ROUNDS {
            let play = |clip: usize| {
                key(&|| player.play(round * 2 + clip as u64, clips[clip].clone(), Duration::ZERO))
            };
            let (since, at) = play(0);
            starts.push(first(&tape, since, |frame| number(frame).is_some()) - at);
            std::thread::sleep(Duration::from_millis(700));
            let (since, at) = key(&|| player.send(PlayerCommand::Seek(Duration::from_secs(20))));
            seeks.push(first(&tape, since, |frame| number(frame).is_some_and(|(_, n)| n > 19 * RATE)) - at);
            std::thread::sleep(Duration::from_millis(700));
            let (since, at) = play(1);
            changes.push(first(&tape, since, |frame| number(frame).is_some_and(|(name, _)| name == 2)) - at);
            std::thread::sleep(Duration::from_millis(700));
            let (since, at) = key(&|| player.send(PlayerCommand::Toggle));
            let frames = tape.wait(|frames| {
                frames.len() > since + RATE / 2
                    && frames[frames.len() - RATE / 3..].iter().all(|frame| number(frame).is_none())
            });
            let last = frames[since..].iter().rfind(|frame| number(frame).is_some());
            pauses.push(last.map_or(Duration::ZERO, |frame| frame.at.saturating_duration_since(at)));
            let (since, at) = key(&|| player.send(PlayerCommand::Toggle));
            resumes.push(first(&tape, since, |frame| number(frame).is_some()) - at);
            player.send(PlayerCommand::Stop);
            std::thread::sleep(Duration::from_millis(500));
        }
        show("start of a prefetched row (bar 400)", starts);
        show("pause (bar 100)", pauses);
        show("going on (bar 100)", resumes);
        show("seek (bar 100)", seeks);
        show("track change (bar 100)", changes);
    }

    pub fn minute() {
        if !is_installed(&["pulseaudio", "parec"]) {
            return;
        }
        let server = Server::start();
        let player = player(Machine::amid(&server.surroundings(), server.dir.path()));
        let tape = server.record();
        player.play(1, numbered(1, 60), Duration::ZERO);
        let state = until(&player, |state| state.phase == PlaybackPhase::Ended);
        let played = stretches(&tape.frames());
        let frames: usize = played.iter().map(Stretch::len).sum();
        println!(
            "minute: 60 s in {} unbroken stretches of {frames} frames, {} underruns (the bar is 1 and 0)",
            played.len(),
            state.underruns
        );
        println!("  latency {} ms", state.latency.as_millis());
    }

    pub fn cost() {
        if !is_installed(&["pulseaudio"]) {
            return;
        }
        let server = Server::start();
        let player = player(Machine::amid(&server.surroundings(), server.dir.path()));
        let clip = Cued::new(synth::clip(Style::House, 1)).unwrap();
        player.play(1, clip, Duration::ZERO);
        until(&player, |state| state.phase == PlaybackPhase::Playing);
        let (start, worked) = (Instant::now(), cpu(true));
        std::thread::sleep(Duration::from_secs(25));
        let share = (cpu(true) - worked) / start.elapsed().as_secs_f64();
        println!("cpu: playing takes {:.2} % of one core (the bar with the spectrogram is 3)", share * 100.0);
        player.send(PlayerCommand::Toggle);
        std::thread::sleep(Duration::from_secs(1));
        let (start, worked) = (Instant::now(), cpu(true));
        std::thread::sleep(Duration::from_secs(5));
        println!("  paused {:.2} %", (cpu(true) - worked) / start.elapsed().as_secs_f64() * 100.0);
    }
}

#[cfg(not(unix))]
mod playing {
    pub fn follow() {}
    pub fn minute() {}
    pub fn cost() {}
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let parts: [(&str, fn()); 5] = [
        ("decode", decoding),
        ("follow", playing::follow),
        ("minute", playing::minute),
        ("cpu", playing::cost),
        ("passage", passage::run),
    ];
    for (name, run) in parts {
        if asked.is_empty() || asked.iter().any(|a| a == name) {
            run();
        }
    }
}
