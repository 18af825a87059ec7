use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::*;
use crate::sound::clip::Clip;
use crate::sound::feed::{Cued, Feed, RATE};
use crate::sound::outputs::{ListenerPosition, Null, Output, OutputError, OutputKind, OutputPlace};

/// An output whose ear moves when the test says so.
#[derive(Clone, Default)]
struct Fake(Arc<FakeState>);

#[derive(Default)]
struct FakeState {
    heard_ms: AtomicU64,
    restarts: AtomicU64,
    silent: AtomicU64,
    broken: AtomicU64,
}

impl Fake {
    fn checked<T>(&self, value: T) -> Result<T, OutputError> {
        match self.0.broken.load(Ordering::SeqCst) {
            0 => Ok(value),
            _ => Err(OutputError::new("the server went away", "")),
        }
    }
}

impl Output for Fake {
    fn restart(&mut self, feed: &Feed) -> Result<(), OutputError> {
        feed.open();
        self.0.heard_ms.store(0, Ordering::SeqCst);
        self.0.silent.store(0, Ordering::SeqCst);
        self.0.restarts.fetch_add(1, Ordering::SeqCst);
        self.checked(())
    }

    fn pause(&mut self) -> Result<(), OutputError> {
        self.0.silent.store(1, Ordering::SeqCst);
        self.checked(())
    }

    fn resume(&mut self) -> Result<(), OutputError> {
        self.0.silent.store(0, Ordering::SeqCst);
        self.checked(())
    }

    fn heard(&mut self, _: Instant) -> Result<ListenerPosition, OutputError> {
        self.checked(ListenerPosition {
            time: Duration::from_millis(self.0.heard_ms.load(Ordering::SeqCst)),
            latency: Duration::from_millis(120),
            underruns: 0,
        })
    }

    fn place(&self) -> OutputPlace {
        OutputPlace { kind: OutputKind::Pulse, name: "a fake".to_owned() }
    }
}

struct One(Fake);

impl Outlets for One {
    fn open(&mut self, choice: OutputChoice) -> (Box<dyn Output>, Option<OutputError>) {
        let broken = self.0.0.broken.load(Ordering::SeqCst) > 0;
        if choice == OutputChoice::Null || broken {
            return (Box::new(Null::new()), broken.then(|| OutputError::new("no server", "")));
        }
        (Box::new(self.0.clone()), None)
    }

    fn has_news(&mut self, _: OutputChoice, now: OutputKind) -> bool {
        now == OutputKind::Null && self.0.0.broken.load(Ordering::SeqCst) == 0
    }
}

fn player() -> (Player, Fake, Receiver<Event>) {
    let fake = Fake::default();
    let (sender, events) = channel();
    let outlets = Box::new(One(fake.clone()));
    let player =
        Player::start(outlets, OutputChoice::Auto, move |event| drop(sender.send(event))).expect("thread");
    (player, fake, events)
}

fn seconds(length: u64) -> Cued {
    Cued::new(Clip::new(vec![0.1; length as usize * 88_200], 2, RATE)).expect("cued")
}

/// Waits until the player says so; a test that waits for ever fails by the harness, not by a clock.
fn until(player: &Player, what: impl Fn(&PlayerState) -> bool) -> PlayerState {
    let mut state = player.state();
    for _ in 0..2_000 {
        if what(&state) {
            return state;
        }
        std::thread::sleep(Duration::from_millis(5));
        state = player.state();
    }
    panic!("it did not come to that: {state:?}");
}

fn play(player: &Player, token: u64, from: u64) {
    player.play(token, seconds(10), Duration::from_secs(from));
    until(player, |state| state.phase == PlaybackPhase::Playing && state.token == Some(token));
}

#[test]
fn the_position_is_what_the_output_says_was_heard() {
    let (player, fake, _events) = player();
    play(&player, 7, 2);
    let state = until(&player, |state| state.phase == PlaybackPhase::Playing);
    assert_eq!((state.token, state.length), (Some(7), Duration::from_secs(10)));
    fake.0.heard_ms.store(1_500, Ordering::SeqCst);
    let state = until(&player, |state| state.position == Duration::from_millis(3_500));
    assert_eq!(state.latency, Duration::from_millis(120));
    let later = state.at + Duration::from_millis(250);
    assert_eq!(state.position(later), Duration::from_millis(3_750), "between two answers it moves on");
    assert_eq!(state.position(later + Duration::from_mins(1)), state.length, "never beyond the end");
}

#[test]
fn a_pause_silences_the_output_and_holds_the_position() {
    let (player, fake, _events) = player();
    play(&player, 1, 0);
    fake.0.heard_ms.store(800, Ordering::SeqCst);
    until(&player, |state| state.position >= Duration::from_millis(800));
    player.send(PlayerCommand::Toggle);
    let state = until(&player, |state| state.phase == PlaybackPhase::Paused);
    assert_eq!(fake.0.silent.load(Ordering::SeqCst), 1);
    assert_eq!(state.position(state.at + Duration::from_secs(5)), state.position);
    player.send(PlayerCommand::Toggle);
    until(&player, |state| state.phase == PlaybackPhase::Playing);
    assert_eq!(fake.0.restarts.load(Ordering::SeqCst), 1, "nothing buffered is lost");
}

#[test]
fn a_seek_starts_afresh_and_a_paused_one_waits() {
    let (player, fake, _events) = player();
    play(&player, 1, 0);
    player.send(PlayerCommand::Skip(4.0));
    until(&player, |state| state.position >= Duration::from_secs(4));
    assert_eq!(fake.0.restarts.load(Ordering::SeqCst), 2);
    player.send(PlayerCommand::Toggle);
    player.send(PlayerCommand::Skip(-30.0));
    let state = until(&player, |state| state.phase == PlaybackPhase::Paused && state.position.is_zero());
    assert_eq!(fake.0.restarts.load(Ordering::SeqCst), 2, "{state:?}");
    player.send(PlayerCommand::Toggle);
    until(&player, |state| state.phase == PlaybackPhase::Playing);
    assert_eq!(fake.0.restarts.load(Ordering::SeqCst), 3);
}

#[test]
fn the_end_is_told_once_and_space_starts_over() {
    let (player, fake, events) = player();
    play(&player, 9, 0);
    fake.0.heard_ms.store(10_000, Ordering::SeqCst);
    until(&player, |state| state.phase == PlaybackPhase::Ended);
    assert_eq!(fake.0.silent.load(Ordering::SeqCst), 1, "an ended clip costs nothing");
    player.send(PlayerCommand::Toggle);
    until(&player, |state| state.phase == PlaybackPhase::Playing);
    let told = events.try_iter().filter(|event| *event == Event::Ended(9)).count();
    assert_eq!(told, 1);
}

#[test]
fn a_server_that_dies_leaves_the_clock_and_comes_back() {
    let (player, fake, events) = player();
    play(&player, 3, 0);
    until(&player, |state| state.phase == PlaybackPhase::Playing);
    fake.0.broken.store(1, Ordering::SeqCst);
    let state = until(&player, |state| state.place.kind == OutputKind::Null);
    assert_eq!(state.phase, PlaybackPhase::Playing, "the playhead goes on");
    assert!(state.trouble.is_some());
    fake.0.broken.store(0, Ordering::SeqCst);
    let state = until(&player, |state| state.place.kind == OutputKind::Pulse);
    assert_eq!((state.phase, state.trouble), (PlaybackPhase::Playing, None));
    let troubles = events.try_iter().filter(|event| matches!(event, Event::Trouble(_))).count();
    assert_eq!(troubles, 1, "said once, not every second");
}

#[test]
fn who_chooses_an_output_hears_again_why_it_is_none() {
    let (player, fake, events) = player();
    fake.0.broken.store(1, Ordering::SeqCst);
    play(&player, 3, 0);
    let trouble = || while !matches!(events.recv().expect("an event"), Event::Trouble(_)) {};
    for choice in [OutputChoice::Listen, OutputChoice::Pulse] {
        trouble();
        player.send(PlayerCommand::Output(choice));
    }
    trouble();
}

#[test]
fn the_output_is_switched_while_it_plays() {
    let (player, _fake, _events) = player();
    play(&player, 3, 5);
    until(&player, |state| state.phase == PlaybackPhase::Playing && state.place.kind == OutputKind::Pulse);
    player.send(PlayerCommand::Output(OutputChoice::Null));
    let state = until(&player, |state| state.place.kind == OutputKind::Null);
    assert!(state.position(Instant::now()) >= Duration::from_secs(5));
}

#[test]
fn stop_takes_the_clip_off_and_volume_is_kept() {
    let (player, _fake, _events) = player();
    play(&player, 3, 0);
    player.send(PlayerCommand::Volume(0.5));
    player.send(PlayerCommand::Mute(true));
    player.send(PlayerCommand::Stop);
    let state = until(&player, |state| state.phase == PlaybackPhase::Empty && state.muted);
    assert_eq!((state.token, state.length), (None, Duration::ZERO));
    assert!((state.volume - 0.5).abs() < f32::EPSILON);
}
