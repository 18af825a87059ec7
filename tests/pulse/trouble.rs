//! Servers that are not there, refuse, die, and come back.

use std::net::TcpStream;
use std::os::unix::net::UnixListener;

use segue::sound::outputs::pulse::Surroundings;
use segue::sound::outputs::{Machine, OutputKind};
use segue::sound::player::PlaybackPhase;

use super::clips::numbered;
use super::server::{Server, forward};
use super::{heard, on, play, player, until};

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn a_server_that_dies_leaves_the_clock_running_and_its_sound_comes_back() {
    let mut server = Server::start();
    let player = on(&server);
    play(&player, 1, numbered(1, 60), 0);
    server.kill();
    let state = until(&player, |state| state.place.kind == OutputKind::Null);
    assert_eq!(state.phase, PlaybackPhase::Playing, "the playhead goes on");
    let trouble = state.trouble.as_ref().expect("said why");
    assert!(!trouble.title.is_empty() && !trouble.hint.is_empty(), "{trouble:?}");
    // Its socket stays behind: a while of stale answers, with the playhead as the player tells it.
    let then = std::time::Instant::now();
    let later = state.position(then) + std::time::Duration::from_secs(2);
    let state = until(&player, |state| state.position(then) > later);
    assert_eq!(state.place.kind, OutputKind::Null);
    server.restart();
    let tape = server.record();
    let state = until(&player, |state| state.place.kind == OutputKind::Pulse);
    assert_eq!((state.phase, state.trouble), (PlaybackPhase::Playing, None));
    heard(&tape, |stretch| stretch.name == 1 && stretch.len() > 10_000);
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn a_server_that_restarts_over_a_pause_is_found_again() {
    let mut server = Server::start();
    let player = on(&server);
    play(&player, 1, numbered(1, 60), 0);
    player.send(segue::sound::player::PlayerCommand::Toggle);
    until(&player, |state| state.phase == PlaybackPhase::Paused);
    server.restart();
    let tape = server.record();
    player.send(segue::sound::player::PlayerCommand::Toggle);
    heard(&tape, |stretch| stretch.name == 1 && stretch.len() > 10_000);
}

#[test]
#[ignore = "needs pulseaudio, parec and ffmpeg"]
fn a_refused_cookie_says_which_to_bring_and_the_right_one_plays() {
    let server = Server::start();
    // Over TCP the server does not see who we are, as at the far end of some forwards.
    let port = server.port();
    let state = tempfile::tempdir().expect("temporary folder");
    forward(&state.path().join("pulse.sock"), move || TcpStream::connect(("127.0.0.1", port)));
    let wrong = state.path().join("wrong");
    std::fs::write(&wrong, [8; 256]).expect("written");
    let refused = player(Machine::amid(
        &Surroundings { cookies: vec![wrong], ..Surroundings::default() },
        state.path(),
    ));
    let trouble = until(&refused, |state| state.trouble.is_some()).trouble.expect("trouble");
    assert!(trouble.title.contains("cookie") && trouble.hint.contains("scp"), "{trouble:?}");
    play(&refused, 1, numbered(1, 9), 0);
    assert_eq!(refused.state().place.kind, OutputKind::Null, "the clock goes on");
    drop(refused);

    let right = Surroundings { cookies: vec![server.cookie()], ..Surroundings::default() };
    let taken = player(Machine::amid(&right, state.path()));
    until(&taken, |state| state.place.kind == OutputKind::Pulse);
    let tape = server.record();
    play(&taken, 1, numbered(1, 9), 0);
    heard(&tape, |stretch| stretch.name == 1 && stretch.len() > 10_000);
}

#[test]
fn no_socket_a_stale_one_and_one_that_speaks_something_else() {
    let state = tempfile::tempdir().expect("temporary folder");
    let trouble = |surroundings: &Surroundings| {
        let player = player(Machine::amid(surroundings, state.path()));
        until(&player, |state| state.trouble.is_some()).trouble.expect("trouble")
    };
    let desk = trouble(&Surroundings::default());
    assert!(desk.hint.contains("Start PipeWire or PulseAudio"), "{desk:?}");
    let none = trouble(&Surroundings { over_ssh: true, ..Surroundings::default() });
    assert!(
        none.title.contains("No sound on this host") && none.hint.contains("segue listen | mpv -"),
        "{none:?}"
    );

    let at = |path: &std::path::Path| Surroundings {
        server: Some(format!("unix:{}", path.display())),
        ..Surroundings::default()
    };
    let missing = trouble(&at(&state.path().join("nothing")));
    assert!(missing.title.contains("no sound server at"), "{missing:?}");

    let path = state.path().join("stale");
    drop(UnixListener::bind(&path).expect("bound"));
    let stale = trouble(&at(&path));
    assert!(stale.title.contains("stale") && stale.hint.contains("restart"), "{stale:?}");

    let path = state.path().join("other");
    let other = UnixListener::bind(&path).expect("bound");
    std::thread::spawn(move || {
        for stream in other.incoming().flatten() {
            let _ = std::io::Write::write_all(
                &mut &stream,
                b"HTTP/1.1 400 Bad Request\r\n\r\n......................",
            );
        }
    });
    let other = trouble(&at(&path));
    assert!(other.title.contains("other"), "{other:?}");

    let tcp = trouble(&Surroundings { server: Some("tcp:127.0.0.1".into()), ..Surroundings::default() });
    assert!(tcp.hint.contains("ssh -R"), "{tcp:?}");
}

#[test]
fn a_stale_forwarded_socket_makes_room_for_the_next_ssh() {
    let state = tempfile::tempdir().expect("temporary folder");
    let path = state.path().join("pulse.sock");
    drop(UnixListener::bind(&path).expect("bound"));
    let player = player(Machine::amid(&Surroundings::default(), state.path()));
    let trouble = until(&player, |state| state.trouble.is_some()).trouble.expect("trouble");
    assert!(trouble.title.contains("stale") && trouble.hint.contains("ssh -R"), "{trouble:?}");
    for _ in 0..6_000 {
        if !path.exists() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("it is still in the way");
}
