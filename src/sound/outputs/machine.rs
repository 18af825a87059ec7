//! The outputs of this computer: chosen by what is there, looked for again as things come and go.

use std::path::Path;

use super::listen::Listeners;
#[cfg(unix)]
use super::pulse::{ServerOrigin, Servers, Surroundings};
use super::way::OutputWay;
use super::{Null, Outlets, Output, OutputChoice, OutputError, OutputKind, host};

/// File in the state folder that a laptop forwards its sound server's socket to.
pub const FORWARDED: &str = "pulse.sock";
/// File in the state folder that `segue listen` joins.
pub const LISTEN: &str = "listen.sock";

/// This computer's outputs.
pub struct Machine {
    ways: Vec<Box<dyn OutputWay>>,
    /// Which way is open.
    open: Option<usize>,
    /// Who uses it sits at another computer.
    over_ssh: bool,
}

impl Machine {
    /// Every way there may be, and the socket that `segue listen` joins, in the state folder `state`.
    pub fn new(state: &Path) -> Self {
        Self::of_process(state, true)
    }

    /// The same without serving listeners: for a command beside a running program.
    pub fn aside(state: &Path) -> Self {
        Self::of_process(state, false)
    }

    /// [`new`](Self::new) in other surroundings than this process's.
    #[cfg(unix)]
    pub fn amid(surroundings: &Surroundings, state: &Path) -> Self {
        Self::of(ways(surroundings, state, true), surroundings.over_ssh)
    }

    #[cfg(unix)]
    fn of_process(state: &Path, listeners: bool) -> Self {
        let surroundings = Surroundings::of_process();
        Self::of(ways(&surroundings, state, listeners), surroundings.over_ssh)
    }

    #[cfg(not(unix))]
    fn of_process(state: &Path, listeners: bool) -> Self {
        let listeners = listeners.then(|| Box::new(Listeners::new(state.join(LISTEN))) as Box<dyn OutputWay>);
        Self::of(listeners.into_iter().chain(device(false)).collect(), false)
    }

    fn of(ways: Vec<Box<dyn OutputWay>>, over_ssh: bool) -> Self {
        Self { ways, open: None, over_ssh }
    }

    /// Why there is nothing of the kind asked for, whatever opening what there is has come to.
    fn missed(&self, choice: OutputChoice) -> OutputError {
        let mut asked = self.ways.iter().filter(|way| asked(choice, &***way));
        asked.find_map(|way| way.missed()).unwrap_or_else(|| nothing(choice, self.over_ssh))
    }
}

#[cfg(unix)]
fn ways(surroundings: &Surroundings, state: &Path, listeners: bool) -> Vec<Box<dyn OutputWay>> {
    let server = |origin| {
        let servers = Servers::new(origin, surroundings, &state.join(FORWARDED));
        servers.map(|servers| Box::new(servers) as Box<dyn OutputWay>)
    };
    let listeners = listeners.then(|| Box::new(Listeners::new(state.join(LISTEN))) as Box<dyn OutputWay>);
    // What somebody set up for this before what just is there.
    let mut ways: Vec<_> =
        [server(ServerOrigin::Forwarded), server(ServerOrigin::Named), listeners, server(ServerOrigin::Own)]
            .into_iter()
            .flatten()
            .collect();
    ways.extend(device(surroundings.over_ssh));
    ways
}

#[cfg(any(feature = "alsa", not(target_os = "linux")))]
fn device(over_ssh: bool) -> Vec<Box<dyn OutputWay>> {
    vec![Box::new(super::device::Devices::new(!over_ssh))]
}

#[cfg(not(any(feature = "alsa", not(target_os = "linux"))))]
fn device(_: bool) -> Vec<Box<dyn OutputWay>> {
    Vec::new()
}

/// Whether `way` is one of those that `choice` asks for.
fn asked(choice: OutputChoice, way: &dyn OutputWay) -> bool {
    match choice {
        OutputChoice::Auto => way.is_automatic(),
        OutputChoice::Pulse => way.kind() == OutputKind::Pulse,
        OutputChoice::Listen => way.kind() == OutputKind::Listen,
        OutputChoice::Device => way.kind() == OutputKind::Device,
        OutputChoice::Null => false,
    }
}

impl Outlets for Machine {
    fn open(&mut self, choice: OutputChoice) -> (Box<dyn Output>, Option<OutputError>) {
        let mut trouble = None;
        for (at, way) in self.ways.iter_mut().enumerate() {
            if !asked(choice, &**way) || !way.is_there() {
                continue;
            }
            match way.open() {
                Ok(output) => {
                    self.open = Some(at);
                    return (output, trouble);
                }
                Err(error) => drop(trouble.get_or_insert(error)),
            }
        }
        self.open = None;
        let trouble = (choice != OutputChoice::Null).then(|| trouble.unwrap_or_else(|| self.missed(choice)));
        (Box::new(Null::new()), trouble)
    }

    fn has_news(&mut self, choice: OutputChoice, now: OutputKind) -> bool {
        let better =
            if now == OutputKind::Null { self.ways.len() } else { self.open.unwrap_or(self.ways.len()) };
        self.ways[..better].iter_mut().any(|way| asked(choice, &**way) && way.is_promising())
    }
}

/// There is no way of the kind asked for; what to do about it depends on where who listens sits.
fn nothing(choice: OutputChoice, over_ssh: bool) -> OutputError {
    let elsewhere = if over_ssh { "On your laptop" } else { "From another machine" };
    let listen = format!("{elsewhere}: {}", host::listen_line());
    let here = if over_ssh { listen.clone() } else { "Start PipeWire or PulseAudio here.".to_owned() };
    match choice {
        OutputChoice::Device => OutputError::new(
            "This build does not play on the sound card itself",
            "Build it with --features alsa (needs libasound2-dev), or start PulseAudio or PipeWire.",
        ),
        OutputChoice::Listen => OutputError::absent("Nobody listens yet", listen),
        OutputChoice::Pulse => OutputError::absent("There is no sound server", here),
        OutputChoice::Auto | OutputChoice::Null => OutputError::absent("No sound on this host", here),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::sound::feed::Feed;
    use crate::sound::outputs::OutputPlace;

    /// A way that is there when the test says so.
    struct Fake(OutputKind, Arc<AtomicBool>);

    /// A way that another program has.
    struct Taken;

    impl OutputWay for Taken {
        fn kind(&self) -> OutputKind {
            OutputKind::Listen
        }

        fn is_there(&mut self) -> bool {
            false
        }

        fn is_promising(&mut self) -> bool {
            false
        }

        fn missed(&self) -> Option<OutputError> {
            Some(OutputError::new("another program has it", "Quit it."))
        }

        fn open(&mut self) -> Result<Box<dyn Output>, OutputError> {
            Err(OutputError::new("taken", ""))
        }
    }

    struct Silence(OutputKind);

    impl Output for Silence {
        fn restart(&mut self, _: &Feed) -> Result<(), OutputError> {
            Ok(())
        }

        fn pause(&mut self) -> Result<(), OutputError> {
            Ok(())
        }

        fn resume(&mut self) -> Result<(), OutputError> {
            Ok(())
        }

        fn heard(&mut self, _: std::time::Instant) -> Result<super::super::ListenerPosition, OutputError> {
            Ok(super::super::ListenerPosition::default())
        }

        fn place(&self) -> OutputPlace {
            OutputPlace { kind: self.0, name: String::new() }
        }
    }

    impl OutputWay for Fake {
        fn kind(&self) -> OutputKind {
            self.0
        }

        fn is_there(&mut self) -> bool {
            self.0 == OutputKind::Pulse || self.is_promising()
        }

        fn is_promising(&mut self) -> bool {
            self.1.load(Ordering::SeqCst)
        }

        fn open(&mut self) -> Result<Box<dyn Output>, OutputError> {
            if self.is_promising() {
                Ok(Box::new(Silence(self.0)))
            } else {
                Err(OutputError::new("refused", ""))
            }
        }
    }

    fn machine() -> (Machine, [Arc<AtomicBool>; 2]) {
        let there = [Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false))];
        let ways: Vec<Box<dyn OutputWay>> = vec![
            Box::new(Fake(OutputKind::Pulse, there[0].clone())),
            Box::new(Fake(OutputKind::Listen, there[1].clone())),
        ];
        (Machine::of(ways, true), there)
    }

    fn opened(machine: &mut Machine, choice: OutputChoice) -> (OutputKind, Option<String>) {
        let (output, trouble) = machine.open(choice);
        (output.place().kind, trouble.map(|trouble| trouble.title))
    }

    #[test]
    fn the_best_that_opens_is_taken_and_the_better_one_is_said_to_fail() {
        let (mut machine, [pulse, listen]) = machine();
        assert_eq!(opened(&mut machine, OutputChoice::Auto), (OutputKind::Null, Some("refused".to_owned())));
        listen.store(true, Ordering::SeqCst);
        assert!(machine.has_news(OutputChoice::Auto, OutputKind::Null));
        assert_eq!(
            opened(&mut machine, OutputChoice::Auto),
            (OutputKind::Listen, Some("refused".to_owned()))
        );
        assert!(!machine.has_news(OutputChoice::Auto, OutputKind::Listen));
        pulse.store(true, Ordering::SeqCst);
        assert!(machine.has_news(OutputChoice::Auto, OutputKind::Listen), "a better one came up");
        assert_eq!(opened(&mut machine, OutputChoice::Auto), (OutputKind::Pulse, None));
        assert!(!machine.has_news(OutputChoice::Auto, OutputKind::Pulse), "nothing is better");
    }

    #[test]
    fn what_is_asked_for_is_taken_or_missed() {
        let (mut machine, [pulse, _]) = machine();
        pulse.store(true, Ordering::SeqCst);
        assert_eq!(opened(&mut machine, OutputChoice::Listen).0, OutputKind::Null);
        assert!(
            !machine.has_news(OutputChoice::Listen, OutputKind::Null),
            "a sound server is not what was asked for"
        );
        assert_eq!(opened(&mut machine, OutputChoice::Null), (OutputKind::Null, None));
        assert!(!machine.has_news(OutputChoice::Null, OutputKind::Null));
        let (_, trouble) = machine.open(OutputChoice::Device);
        assert!(trouble.expect("missed").hint.contains("alsa"));
    }

    #[test]
    fn what_another_program_has_is_said_where_nothing_else_sounds() {
        let title = |machine: &mut Machine, choice| machine.open(choice).1.map(|trouble| trouble.title);
        let mut alone = Machine::of(vec![Box::new(Taken)], true);
        for choice in [OutputChoice::Auto, OutputChoice::Listen] {
            assert_eq!(title(&mut alone, choice).as_deref(), Some("another program has it"));
        }
        assert_eq!(title(&mut alone, OutputChoice::Pulse).as_deref(), Some("There is no sound server"));
        let there = Arc::new(AtomicBool::new(true));
        let mut beside = Machine::of(vec![Box::new(Taken), Box::new(Fake(OutputKind::Pulse, there))], true);
        assert_eq!(title(&mut beside, OutputChoice::Auto), None, "this one has sound all the same");
    }

    #[test]
    fn what_to_do_depends_on_where_who_listens_sits() {
        for (choice, over_ssh, hint) in [
            (OutputChoice::Auto, true, "On your laptop: ssh"),
            (OutputChoice::Pulse, true, "On your laptop: ssh"),
            (OutputChoice::Listen, true, "On your laptop: ssh"),
            (OutputChoice::Auto, false, "Start PipeWire or PulseAudio here."),
            (OutputChoice::Pulse, false, "Start PipeWire or PulseAudio here."),
            (OutputChoice::Listen, false, "From another machine: ssh"),
        ] {
            let trouble = Machine::of(Vec::new(), over_ssh).open(choice).1.expect("nothing is there");
            assert!(trouble.absent && trouble.hint.starts_with(hint), "{choice:?} {trouble:?}");
        }
    }
}
