//! The sound: what there is on this computer, a tone through the best of it, and how it comes to a laptop.

use std::f32::consts::TAU;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::{Check, Installation};
use crate::plain::with_remedy;
use crate::sound::clip::Clip;
use crate::sound::feed::{Cued, RATE};
use crate::sound::outputs::{Machine, OutputChoice, OutputKind};

use crate::sound::player::{Event, Player, PlayerCommand};

/// How long the tone may take to be heard to its end.
const PATIENCE: Duration = Duration::from_secs(6);

pub(super) fn checks(here: &Installation<'_>) -> Vec<Check> {
    let state = &here.paths.state;
    #[cfg(unix)]
    let servers = ways::checks(state);
    #[cfg(not(unix))]
    let servers = Vec::new();
    std::iter::once(tone(state, here.settings.sound.output)).chain(servers).collect()
}

/// Plays a tone where the program would.
fn tone(state: &Path, choice: OutputChoice) -> Check {
    let name = "sound";
    let failed = |found: &dyn std::fmt::Display| Check::bad(name, found.to_string(), None);
    let (sender, events) = channel();
    let machine = Box::new(Machine::aside(state));
    let player = match Player::start(machine, choice, move |event| drop(sender.send(event))) {
        Ok(player) => player,
        Err(error) => return failed(&error),
    };
    let clip = match Cued::new(bell()) {
        Ok(clip) => clip,
        Err(error) => return failed(&error),
    };
    // Soft, however the program levels.
    player.send(PlayerCommand::Level(false));
    player.play(0, clip, Duration::ZERO);
    let deadline = Instant::now() + PATIENCE;
    let heard = loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match events.recv_timeout(left) {
            Ok(Event::Ended(_)) => break true,
            Ok(_) => {}
            Err(_) => break false,
        }
    };
    let state = player.state();
    let place = state.place.name;
    match (state.place.kind, state.trouble, heard) {
        (OutputKind::Null, None, _) => Check::ok(name, "switched off: [sound] output is \"null\""),
        (OutputKind::Null, Some(trouble), _) => Check::note(name, trouble.title, trouble.hint),
        (_, _, false) => Check::bad(
            name,
            format!("{place}: took the tone and did not play it within {} s", PATIENCE.as_secs()),
            Some("Is another program holding the device? pactl list sinks tells more.".to_owned()),
        ),
        (_, trouble, true) => {
            let breaks = match state.underruns {
                0 => String::new(),
                n => format!(", broken off {n} times"),
            };
            let latency = state.latency.as_millis();
            let found = format!("{place}: played a tone, {latency} ms from here to the ear{breaks}");
            match trouble {
                None => Check::ok(name, found),
                Some(trouble) => Check::note(name, found, with_remedy(&trouble.title, &trouble.hint)),
            }
        }
    }
}

/// A soft fifth of half a second that dies away.
fn bell() -> Clip {
    let frames = RATE / 2;
    let samples = (0..frames).map(|n| {
        let time = n as f32 / RATE as f32;
        let left = 1.0 - n as f32 / frames as f32;
        0.1 * left
            * left
            * (time * 200.0).min(1.0)
            * ((TAU * 440.0 * time).sin() + (TAU * 660.0 * time).sin())
    });
    Clip::new(samples.collect(), 1, RATE)
}

/// Each way by itself.
#[cfg(unix)]
mod ways {
    use super::{Check, Path};
    use crate::sound::outputs::pulse::{ServerOrigin, Servers, Surroundings};
    use crate::sound::outputs::{FORWARDED, LISTEN, host, listen};

    pub(super) fn checks(state: &Path) -> Vec<Check> {
        let surroundings = Surroundings::of_process();
        let here = server(ServerOrigin::Named, &surroundings, state)
            .or_else(|| server(ServerOrigin::Own, &surroundings, state));
        let no_server =
            || Check::note("sound server", "no place for one is known", "PULSE_SERVER names one.");
        vec![here.unwrap_or_else(no_server), laptop(&surroundings, state), listeners(state)]
    }

    fn server(origin: ServerOrigin, surroundings: &Surroundings, state: &Path) -> Option<Check> {
        let mut servers = Servers::new(origin, surroundings, &state.join(FORWARDED))?;
        Some(match servers.join() {
            Ok(pulse) => Check::ok("sound server", pulse.describe()),
            Err(error) => Check::note("sound server", error.title, error.hint),
        })
    }

    fn laptop(surroundings: &Surroundings, state: &Path) -> Check {
        let (name, path) = ("forwarded", state.join(FORWARDED));
        let advice = format!("A laptop lends its sound server with: {}", host::forward_line(&path));
        if !path.exists() {
            return Check::note(name, format!("{} (not there)", path.display()), advice);
        }
        match Servers::new(ServerOrigin::Forwarded, surroundings, &path).map(|mut servers| servers.join()) {
            Some(Ok(pulse)) => Check::ok(name, format!("{}: {}", path.display(), pulse.describe())),
            Some(Err(error)) => Check::note(name, error.title, error.hint),
            None => Check::note(name, "not looked for", advice),
        }
    }

    fn listeners(state: &Path) -> Check {
        let path = state.join(LISTEN);
        let found = match listen::join(&path) {
            Ok(_) => "the segue that runs here has them; a second one beside it has none",
            Err(_) => "no segue runs here now",
        };
        let advice = format!("While it runs, any laptop hears it with: {}", host::listen_line());
        Check::note("listeners", format!("{} ({found})", path.display()), advice)
    }
}
