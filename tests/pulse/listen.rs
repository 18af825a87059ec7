//! `segue listen`, the real binary, beside a program that plays.

use std::fs::File;
use std::process::{Child, Command, Stdio};

use segue::sound::clip::Clip;
use segue::sound::feed::Cued;
use segue::sound::outputs::pulse::Surroundings;
use segue::sound::outputs::{Machine, OutputKind};

use segue::sound::player::{PlaybackPhase, Player, PlayerCommand};
use segue::sound::synth::{self, Style};

use super::clips::correlation;
use super::server::RATE;
use super::{play, player, until};

/// A data folder, the program that plays in it, and a listener that has joined.
fn joined() -> (tempfile::TempDir, Player, Child) {
    let data = tempfile::tempdir().expect("temporary folder");
    let state = data.path().join("state");
    std::fs::create_dir_all(&state).expect("made");
    let player = player(Machine::amid(&Surroundings::default(), &state));
    let listener = listen(&data).stdout(Stdio::piped()).spawn().expect("the binary runs");
    until(&player, |state| state.place.kind == OutputKind::Listen);
    (data, player, listener)
}

fn listen(data: &tempfile::TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
    command
        .arg("listen")
        .env("SEGUE_DATA_DIR", data.path())
        .env("SEGUE_CONFIG", data.path().join("config.toml"));
    command.env("SEGUE_STARTER", "0").stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

fn record() -> Clip {
    synth::clip(Style::Techno, 2).cut(std::time::Duration::from_secs(12), std::time::Duration::from_secs(2))
}

#[test]
#[ignore = "needs ffmpeg"]
fn a_decoder_makes_of_it_what_was_played_over_a_pause_and_two_records() {
    let (data, player, mut listener) = joined();
    let wav = data.path().join("heard.wav");
    let decoder = Command::new("ffmpeg")
        .args(["-v", "error", "-i", "-", "-ac", "1", "-f", "f32le", "-"])
        .stdin(listener.stdout.take().expect("piped"))
        .stdout(File::create(&wav).expect("made"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("ffmpeg starts");
    let clip = record();
    let cued = Cued::new(clip.clone()).expect("cued");
    play(&player, 1, cued.clone(), 0);
    until(&player, |state| state.phase == PlaybackPhase::Ended);
    play(&player, 2, cued.clone(), 0);
    player.send(PlayerCommand::Toggle);
    until(&player, |state| state.phase == PlaybackPhase::Paused);
    player.send(PlayerCommand::Toggle);
    until(&player, |state| state.phase == PlaybackPhase::Ended && state.token == Some(2));
    // The program quits; the file ends.
    drop(player);
    assert!(listener.wait().expect("ends").success());
    let complaints = decoder.wait_with_output().expect("ends").stderr;
    assert!(complaints.is_empty(), "{}", String::from_utf8_lossy(&complaints));
    let bytes = std::fs::read(&wav).expect("decoded");
    let heard: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    let wanted = clip.mono().samples;
    let first = correlation(&heard[..], &wanted);
    assert!(first > 0.95, "{first}");
    assert!(heard.len() > 3 * RATE, "both records and the silence between them");
}

#[test]
fn a_listener_that_goes_leaves_the_clock_and_the_next_one_is_taken() {
    let (data, player, mut listener) = joined();
    play(&player, 1, Cued::new(record()).expect("cued"), 0);
    listener.kill().expect("killed");
    listener.wait().expect("gone");
    let state = until(&player, |state| state.place.kind == OutputKind::Null);
    assert!(state.trouble.expect("said why").hint.contains("segue listen"));
    let mut next = listen(&data).stdout(Stdio::null()).spawn().expect("the binary runs");
    until(&player, |state| state.place.kind == OutputKind::Listen);
    drop(player);
    assert!(next.wait().expect("ends").success());
}

#[test]
fn without_a_running_program_it_says_so() {
    let data = tempfile::tempdir().expect("temporary folder");
    let ended = listen(&data).arg("--json").stdout(Stdio::piped()).output().expect("the binary runs");
    assert_eq!(ended.status.code(), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&ended.stdout).expect("one document");
    assert_eq!(document["error"]["kind"], "not_running", "{document}");
    assert!(document["error"]["hint"].as_str().expect("a hint").contains("Start segue"));
}
