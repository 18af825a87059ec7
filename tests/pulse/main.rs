//! The player against a real `PulseAudio` server with a null sink: what `parec` records from the monitor is what was played. Nothing
//! leaves the machine. They need `pulseaudio` and `parec`.

#![cfg(unix)]

mod clips;
mod listen;
mod server;
mod trouble;

use std::os::unix::net::UnixStream;
use std::time::Duration;

use clips::{Stretch, correlation, frames, numbered, numbers, stretches};
use segue::sound::feed::Cued;
use segue::sound::outputs::{Machine, OutputChoice, OutputKind};

use segue::sound::player::{PlaybackPhase, Player, PlayerCommand, PlayerState};
use segue::sound::synth::{self, Style};
use segue::sound::wav;
use server::{Server, forward};

/// Frames (10 ms) that may be missing or come twice in a recording where the server takes back what it mixed already.
const ROUGH: usize = server::RATE / 100;

/// A player that does not change the level, in a state folder of its own.
fn player(machine: Machine) -> Player {
    let player = Player::start(Box::new(machine), OutputChoice::Auto, |_| {}).expect("thread");
    player.send(PlayerCommand::Level(false));
    player
}

fn on(server: &Server) -> Player {
    let player = player(Machine::amid(&server.surroundings(), server.dir.path()));
    until(&player, |state| state.place.kind == OutputKind::Pulse);
    player
}

/// Waits until the player says so.
fn until(player: &Player, what: impl Fn(&PlayerState) -> bool) -> PlayerState {
    for _ in 0..6_000 {
        let state = player.state();
        if what(&state) {
            return state;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it did not come to that: {:?}", player.state());
}

fn play(player: &Player, token: u64, clip: Cued, from: u64) {
    player.play(token, clip, Duration::from_secs(from));
    until(player, |state| state.phase == PlaybackPhase::Playing && state.token == Some(token));
}

/// Waits until the last stretch satisfies.
fn heard(tape: &server::Tape, what: impl Fn(&Stretch) -> bool) -> Vec<Stretch> {
    stretches(&tape.wait(|frames| {
        let recent = &frames[frames.len().saturating_sub(2 * server::RATE)..];
        stretches(recent).last().is_some_and(&what)
    }))
}

/// Nothing was heard for half a second.
fn silent(recorded: &[server::Frame]) -> bool {
    let since = recorded.len().checked_sub(server::RATE / 2);
    since.is_some_and(|since| recorded[since..].iter().all(|frame| (frame.left, frame.right) == (0, 0)))
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn what_is_played_is_what_is_heard_without_a_gap() {
    let server = Server::start();
    let (player, tape) = (on(&server), server.record());
    play(&player, 1, numbered(3, 4), 0);
    let state = until(&player, |state| state.phase == PlaybackPhase::Ended);
    assert_eq!(state.underruns, 0, "{state:?}");
    let played = heard(&tape, |stretch| stretch.last + 1 == 4 * server::RATE);
    assert_eq!(played.len(), 1, "{played:?}");
    assert!(played[0].name == 3 && played[0].first < ROUGH, "{played:?}");
    assert!(state.place.name.contains("through Pulse"), "{:?}", state.place);
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn the_whole_of_a_file_is_heard_without_a_gap_while_it_is_decoded() {
    let server = Server::start();
    let path = server.dir.path().join("whole.wav");
    std::fs::write(&path, wav::encode(&numbers(5, 42))).expect("written");
    let (player, tape) = (on(&server), server.record());
    let whole = numbered(5, 1).whole_of(path, 42.0).expect("a thread");
    play(&player, 1, whole, 0);
    let played = heard(&tape, |stretch| stretch.last > 3 * server::RATE);
    assert!(played.len() == 1 && played[0].first < ROUGH, "{played:?}");
    // Beyond what is decoded ahead.
    player.send(PlayerCommand::Seek(Duration::from_secs(40)));
    until(&player, |state| state.phase == PlaybackPhase::Ended);
    let played = heard(&tape, |stretch| stretch.last + 1 == 42 * server::RATE);
    let last = played.last().expect("a stretch");
    assert!(last.first.abs_diff(40 * server::RATE) < ROUGH, "{played:?}");
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn a_record_correlates_with_what_is_heard_levelled_or_not() {
    let server = Server::start();
    let (player, tape) = (on(&server), server.record());
    let clip = synth::clip(Style::House, 1).cut(Duration::from_secs(10), Duration::from_secs(3));
    let wanted: Vec<f32> = clip.mono().samples;
    let cued = Cued::new(clip).expect("cued");
    for (token, levelled) in [(1, false), (2, true)] {
        player.send(PlayerCommand::Level(levelled));
        // With some silence before it, as the sound may come with the very next block.
        let before = tape.wait(silent).len() - server::RATE / 4;
        play(&player, token, cued.clone(), 0);
        until(&player, |state| state.phase == PlaybackPhase::Ended);
        let recorded = tape.wait(|frames| frames.len() > before + 4 * server::RATE);
        let heard: Vec<f32> = recorded[before..]
            .iter()
            .map(|frame| (f32::from(frame.left) + f32::from(frame.right)) / 65_536.0)
            .collect();
        let correlation = correlation(&heard, &wanted);
        assert!(correlation > 0.95, "levelled {levelled}: {correlation}");
    }
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn pause_seek_and_track_change_are_followed() {
    let server = Server::start();
    follow(&server, &on(&server));
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn the_same_through_a_socket_that_a_laptop_forwards() {
    let server = Server::start();
    let state = tempfile::tempdir().expect("temporary folder");
    let far = server.socket();
    forward(&state.path().join("pulse.sock"), move || UnixStream::connect(&far));
    let player = player(Machine::amid(&segue::sound::outputs::pulse::Surroundings::default(), state.path()));
    let place = until(&player, |state| state.place.kind == OutputKind::Pulse).place;
    assert_eq!(place.name, "your laptop, through Pulse");
    follow(&server, &player);
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn the_doctor_plays_a_tone_and_names_what_it_found() {
    let server = Server::start();
    let tape = server.record();
    let data = tempfile::tempdir().expect("temporary folder");
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_segue"))
        .args(["--offline", "doctor", "--json"])
        .env("SEGUE_DATA_DIR", data.path())
        .env("SEGUE_CONFIG", data.path().join("config.toml"))
        .env("SEGUE_STARTER", "0")
        .env("PULSE_SERVER", format!("unix:{}", server.socket().display()))
        .output()
        .expect("the binary runs");
    let document: serde_json::Value = serde_json::from_slice(&ended.stdout).expect("one document");
    let check = |name: &str| {
        let checks = document["checks"].as_array().expect("checks");
        let check = checks.iter().find(|check| check["name"] == name).expect(name);
        let text = |field: &str| check[field].as_str().unwrap_or_default().to_owned();
        (text("state"), text("found"), text("advice"))
    };
    let (state, found, _) = check("sound");
    assert!(state == "ok" && found.contains("through Pulse: played a tone"), "{state} {found}");
    let (state, found, _) = check("sound server");
    assert!(state == "ok" && found.contains(server::SINK), "{state} {found}");
    let (_, path, advice) = check("forwarded");
    assert!(path.contains("state/pulse.sock") && advice.contains("ssh -R"), "{path} {advice}");
    assert!(check("listeners").2.contains("segue listen | mpv -"));
    let heard = tape.frames().iter().filter(|frame| frame.left.abs() > 300).count();
    assert!(heard > server::RATE / 8, "{heard} loud frames");
}

fn follow(server: &Server, player: &Player) {
    let tape = server.record();
    play(player, 1, numbered(1, 30), 0);
    heard(&tape, |stretch| stretch.name == 1 && stretch.len() > server::RATE);
    player.send(PlayerCommand::Toggle);
    let paused = until(player, |state| state.phase == PlaybackPhase::Paused);
    let before = stretches(&tape.wait(silent));
    assert_eq!(before.len(), 1, "{before:?}");
    let at = frames(paused.position(std::time::Instant::now()));
    assert!(at.abs_diff(before[0].last) < server::RATE / 10, "paused at {at}, {before:?}");

    player.send(PlayerCommand::Toggle);
    let after = heard(&tape, |stretch| stretch.last > before[0].last + server::RATE / 2);
    assert_eq!(after.len(), 2, "{after:?}");
    assert!((after[0].last + 1).abs_diff(after[1].first) < ROUGH, "it goes on where it paused: {after:?}");

    player.send(PlayerCommand::Seek(Duration::from_secs(20)));
    let sought =
        heard(&tape, |stretch| stretch.first > 19 * server::RATE && stretch.len() > server::RATE / 2);
    let landed = sought.last().expect("sound");
    assert!(landed.first.abs_diff(20 * server::RATE) < server::RATE / 50, "{sought:?}");

    play(player, 2, numbered(2, 30), 0);
    let changed = heard(&tape, |stretch| stretch.name == 2 && stretch.len() > server::RATE / 2);
    let (old, new) = (changed[changed.len() - 2], changed[changed.len() - 1]);
    assert!(old.name == 1 && new.name == 2 && new.first < ROUGH, "from its first frame on: {changed:?}");
    assert_eq!(player.state().underruns, 0);
    player.send(PlayerCommand::Stop);
    tape.wait(silent);
}
