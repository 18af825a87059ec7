//! Programs killed at random moments of everything they do.

use std::{
    collections::BTreeMap,
    fs,
    process::Command,
    time::{Duration, Instant},
};

use termlens::{Key, Terminal};

use crate::{
    home::{Ended, Home, kill_after},
    ledger::Ledger,
    random::Random,
    wiki::{Manner, Wiki, pages},
};

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// A fresh folder that is filled with the starter.
    FirstStart,
    /// Mixes taken in.
    Import,
    /// A wiki fetched.
    Crawl,
    /// A model fitted and published.
    Refit,
    /// Names published.
    Publish,
    /// Rows queued.
    Queue,
    /// The screen, while keys are typed.
    Screen,
    /// The queue written to a file.
    Export,
}

/// In such turns: what takes long is rare.
const TURNS: &[Deed] = &[
    Deed::Import,
    Deed::Queue,
    Deed::Refit,
    Deed::Queue,
    Deed::Crawl,
    Deed::Publish,
    Deed::Import,
    Deed::Export,
    Deed::Queue,
    Deed::Screen,
];
/// A first start with the starter comes once in so many turns.
const STARTS: usize = 40;
/// A folder that is killed in is used so often, and then begun anew: what piles up must be found, too.
const TURNS_A_HOME: usize = 200;
const CRAWLED: usize = 230;

/// How many were killed, by what they were doing, and how many were done before.
pub type Counts = BTreeMap<Deed, (usize, usize)>;

/// Kills until the time is over.
pub fn run(random: &mut Random, time: Duration, counts: &mut Counts) {
    let begun = Instant::now();
    let mut attack = Attack::new();
    let mut turn = 0;
    while begun.elapsed() < time {
        if turn % TURNS_A_HOME == TURNS_A_HOME - 1 {
            attack = Attack { lasts: attack.lasts, ..Attack::new() };
        }
        let deed = if turn % STARTS == STARTS / 2 { Deed::FirstStart } else { TURNS[turn % TURNS.len()] };
        let killed = attack.one(deed, random);
        let count = counts.entry(deed).or_default();
        if killed {
            count.0 += 1;
        } else {
            count.1 += 1;
        }
        turn += 1;
    }
}

struct Attack {
    ledger: Ledger,
    crawl: Home,
    wiki: Wiki,
    /// How long each takes when it is let.
    lasts: BTreeMap<Deed, Duration>,
}

impl Attack {
    fn new() -> Self {
        let wiki = Wiki::serve(pages(CRAWLED), Manner::Honest, Duration::from_millis(3));
        let crawl = Home::new();
        crawl.settings(&wiki.settings());
        Self { ledger: Ledger::new(Home::new()), crawl, wiki, lasts: BTreeMap::new() }
    }

    /// Begins one, kills it somewhere, and checks what is left; false where it was done first.
    fn one(&mut self, deed: Deed, random: &mut Random) -> bool {
        let after = format!("{deed:?}");
        let killed = match deed {
            Deed::FirstStart => return self.first_start(random),
            Deed::Crawl => return self.crawl(random),
            Deed::Screen => self.screen(random),
            Deed::Import => {
                let (number, file) = self.ledger.next_import();
                let done = self.kill(deed, &["import", &file], random);
                if done {
                    self.ledger.imports(number);
                }
                !done
            }
            Deed::Refit | Deed::Publish => {
                let record = self.ledger.record(random);
                let _ = fs::remove_dir_all(self.ledger.home.data().join("snapshot"));
                let command = if deed == Deed::Refit { "similar" } else { "search" };
                !self.kill(deed, &[command, &record], random)
            }
            Deed::Queue => {
                let row = self.ledger.record(random);
                let done = self.kill(deed, &["queue", "add", &row], random);
                if done {
                    self.ledger.queues(row);
                } else {
                    self.ledger.may_queue(row);
                }
                !done
            }
            Deed::Export => self.export(random),
        };
        self.ledger.check(random, &after);
        killed
    }

    /// Runs a command over the ledger's home and kills it at a moment of the time it takes; true where it was done.
    fn kill(&mut self, deed: Deed, args: &[&str], random: &mut Random) -> bool {
        let mut command = self.ledger.home.command(args);
        self.kill_command(deed, &mut command, random)
    }

    fn kill_command(&mut self, deed: Deed, command: &mut Command, random: &mut Random) -> bool {
        let lasts = self.lasts.entry(deed).or_insert(Duration::from_millis(400));
        let after = random.moment(*lasts * 5 / 4);
        let begun = Instant::now();
        match kill_after(command, after) {
            Ended::Done => {
                *lasts = (*lasts * 3 + begun.elapsed()) / 4;
                true
            }
            Ended::Killed => {
                // A machine that became slow gets killed later the next time.
                *lasts = *lasts * 21 / 20;
                false
            }
            Ended::Failed(said) => panic!("{deed:?} failed by itself: {said}"),
        }
    }

    fn first_start(&mut self, random: &mut Random) -> bool {
        let home = Home::with_starter();
        let mut command = home.command(&["search", "spastik"]);
        let done = self.kill_command(Deed::FirstStart, &mut command, random);
        let found = home.json(&["search", "spastik"]);
        assert_eq!(found["tracks"][0]["artist"], "Plastikman", "after a killed first start: {found}");
        assert_eq!(home.litter(), [""; 0], "after a killed first start and another");
        !done
    }

    fn crawl(&mut self, random: &mut Random) -> bool {
        let mut command = self.crawl.command(&["update", "--no-refit"]);
        let done = self.kill_command(Deed::Crawl, &mut command, random);
        if done {
            let mixes: usize = (0..20).map(|dj| mixes_by(&self.crawl, &format!("Wiki {dj}"))).sum();
            assert_eq!(mixes, CRAWLED, "a crawl that ended after kills");
            self.crawl = Home::new();
            self.crawl.settings(&self.wiki.settings());
        } else {
            // What was fetched is there, whole: a search answers and shows lines of one mix under its title.
            self.crawl.json(&["search", "page"]);
            assert_eq!(self.crawl.litter(), [""; 0], "after a killed crawl and another start");
        }
        !done
    }

    fn export(&mut self, random: &mut Random) -> bool {
        let file = self.ledger.home.path("out/queue.txt");
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        let rows = self.ledger.queue();
        if rows.is_empty() {
            return false;
        }
        let before = fs::read_to_string(&file).ok();
        let path = file.display().to_string();
        let args = ["export", "--to", "text", "--force", "-o", &path];
        let done = self.kill(Deed::Export, &args, random);
        let whole = rows.join("\n") + "\n";
        let there = fs::read_to_string(&file).ok();
        assert!(there.as_ref() == Some(&whole) || (!done && there == before), "half a file: {there:?}");
        assert!(self.ledger.home.run(&args).status.success(), "the export after a kill");
        let files = fs::read_dir(file.parent().expect("a folder")).expect("read").count();
        assert_eq!(files, 1, "litter beside an export");
        !done
    }

    /// Types until the kill; what another program has seen meanwhile is acknowledged.
    fn screen(&mut self, random: &mut Random) -> bool {
        let mut screen = open(&self.ledger.home, &["--offline"]);
        type_rows(&mut screen, &self.ledger.record(random), random);
        std::thread::sleep(random.moment(Duration::from_millis(120)));
        self.ledger.takes_queue("a screen that is open");
        let pid = screen.pid().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-KILL", &pid]).status().expect("kill runs").success());
        let _ = screen.wait_exit();
        self.ledger.takes_queue("a killed screen");
        true
    }
}

/// What stands below while the prompt is open; what is typed then is no key of the list.
const TYPING: &str = "ctrl-c clear";

/// Digs for a record and queues some rows of what comes up. Each step waits for what the one before has drawn: keys that come together
/// are read together, and words with a line break in them are a list that is pasted.
pub fn type_rows(screen: &mut Terminal, record: &str, random: &mut Random) {
    let title = record.split(" - ").nth(1).expect("a title");
    // One of the two stands below as soon as there is a whole picture.
    screen.wait_until(|s| s.contains(TYPING) || s.contains("/ search")).expect("the picture");
    if !screen.screen().contains(TYPING) {
        screen.send_str("/").expect("typed");
        screen.wait_until(|s| s.contains(TYPING)).expect("the prompt");
    }
    // The words of the last time stand there, and are replaced by what is typed.
    let prompt = format!("/ {title}");
    if !screen.screen().contains(&prompt) {
        screen.send_str(title).expect("typed");
    }
    // The row may stand there already, of what was found before.
    screen.wait_until(|s| s.contains(&prompt) && s.contains(&record.replace(" - ", " – "))).expect("the hit");
    screen.send(Key::Enter).expect("typed");
    screen.wait_until(|s| s.contains("[1 Played with]") && !s.contains(TYPING)).expect("the list");
    for _ in 0..=random.below(4) {
        let keys = *random.pick(&["a", "ja", "jja", "kc"]);
        screen.send_str(keys).expect("typed");
    }
}

/// The screen, its first picture drawn.
pub fn open(home: &Home, args: &[&str]) -> Terminal {
    let command = home.command(args);
    let mut terminal = Terminal::builder().size(120, 40).env_clear().timeout(Duration::from_mins(1));
    for (name, value) in command.get_envs() {
        let value = value.unwrap_or_default().to_string_lossy().into_owned();
        terminal = terminal.env(name.to_string_lossy().into_owned(), value);
    }
    let mut screen = terminal
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .args(args)
        .spawn(env!("CARGO_BIN_EXE_segue"))
        .expect("segue starts");
    screen.wait_until(|s| s.contains(" mixes")).expect("the first picture");
    screen
}

fn mixes_by(home: &Home, dj: &str) -> usize {
    let found = home.json(&["dj", dj]);
    found["mixes"].as_array().map_or(0, Vec::len)
}
