//! Five tasks of an evening, with their keys counted.

use crate::harness::{House, Key, Terminal, quit};

/// A screen and how many keys were pressed since the task began.
struct Counted {
    screen: Terminal,
    keys: usize,
}

impl Counted {
    /// Presses keys one after the other and waits for what they lead to.
    fn press(&mut self, keys: &str, shows: &str) {
        self.screen.send_str(keys).expect("typed");
        self.keys += keys.chars().count();
        self.wait(shows);
    }

    fn key(&mut self, key: Key, shows: &str) {
        self.screen.send(key).expect("typed");
        self.keys += 1;
        self.wait(shows);
    }

    fn wait(&mut self, shows: &str) {
        self.screen.wait_until(|s| s.contains(shows)).unwrap_or_else(|e| panic!("{shows}: {e:?}"));
    }

    /// The task is done: its keys were no more than that. The screen is left as it stands.
    fn done(self, most: usize) -> Terminal {
        assert!(self.keys <= most, "{} keys, at most {most}", self.keys);
        self.screen
    }
}

/// Fourteen records that three DJs play after Phantom Force, the later ones by one DJ alone.
fn house() -> House {
    let line = |n: u16| format!("Artist {n} - Title {n} [Prototype, {}]", 2008 + n);
    let seed = "Digital & Spirit - Phantom Force [Prototype, 1999]".to_owned();
    let set = |title: &str, numbers: &mut dyn Iterator<Item = u16>| {
        (title.to_owned(), std::iter::once(seed.clone()).chain(numbers.map(line)).collect())
    };
    let house = House::with(&[
        set("2021-01-01 - Ann - Set", &mut (1..=14)),
        set("2021-02-01 - Bob - Set", &mut (1..=12).rev()),
        set("2021-03-01 - Cid - Set", &mut (3..=6)),
    ]);
    let track = |n: u16| {
        let bpm = 120 + n * 7 % 14;
        format!(
            "<TRACK TrackID=\"{n}\" Name=\"Title {n}\" Artist=\"Artist {n}\" AverageBpm=\"{bpm}.00\" \
             Location=\"file://localhost/music/{n}.mp3\"/>"
        )
    };
    let tracks: String = (1..=14).map(track).collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DJ_PLAYLISTS Version=\"1.0.0\"><COLLECTION Entries=\"14\">{tracks}\
         </COLLECTION><PLAYLISTS><NODE Type=\"0\" Name=\"ROOT\" Count=\"0\"/></PLAYLISTS></DJ_PLAYLISTS>"
    );
    let file = house.dir.path().join("collection.xml");
    std::fs::write(&file, xml).expect("the collection is written");
    let import = house.command().arg("import").arg(&file).output().expect("segue runs");
    assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
    house
}

fn dug(house: &House) -> Counted {
    let mut screen = house.start_in(house.terminal().size(120, 40));
    screen.send_str("phantom").expect("typed");
    screen.wait_until(|s| s.contains("Phantom Force")).expect("the hit");
    screen.send(Key::Enter).expect("typed");
    screen.wait_until(|s| s.contains("[1 Played with]") && s.contains("Title 3")).expect("the list");
    Counted { screen, keys: 0 }
}

#[test]
fn ten_records_that_two_djs_played_with_a_seed_take_at_most_twelve_keys() {
    let house = house();
    let mut task = dug(&house);
    task.press("F", "DJs in common");
    task.key(Key::End, "style it sounds like");
    task.press("kkkkl", "2 DJs or more: ");
    task.key(Key::Esc, "H shows all");
    task.press("W", "queued: 10 records");
    quit(task.done(12));
    let queue = house.queue();
    assert_eq!(queue.matches("Title ").count(), 10, "{queue}");
    assert!(!queue.contains("Title 13") && !queue.contains("Title 14"), "{queue}");
}

#[test]
fn twelve_records_rising_in_tempo_take_at_most_twenty_keys_to_order() {
    let house = house();
    let mut task = dug(&house);
    task.press("W", "queued: 10 records");
    task.press("W", "queue · 14 records");
    task.keys = 0;
    task.press("O", "tempo rising");
    task.key(Key::Enter, "ordered: tempo rising");
    quit(task.done(20));
    let queue = house.queue();
    let numbers =
        queue.lines().filter_map(|line| line.split("Title ").nth(1)?.split_whitespace().next()?.parse().ok());
    let tempi: Vec<u16> = numbers.map(|n: u16| n * 7 % 14).collect();
    assert_eq!(tempi.len(), 14, "{queue}");
    assert!(tempi[1..13].is_sorted(), "the first and the last stay, the twelve between rise: {tempi:?}");
}

#[test]
fn what_a_dj_played_after_a_record_takes_at_most_eight_keys() {
    let house = house();
    let mut screen = house.start_in(house.terminal().size(120, 40));
    screen.send_str("title 12").expect("typed");
    screen.wait_until(|s| s.contains("Artist 12 – Title 12")).expect("the hit");
    let mut task = Counted { screen, keys: 0 };
    task.key(Key::Tab, "1 of");
    task.press("gt", "[1 Played by]");
    // Bob plays them the other way round.
    task.wait("played by Bob");
    task.wait("Title 11");
    task.done(8);
}

#[test]
fn a_labels_records_since_2015_take_at_most_eight_keys() {
    let house = house();
    let mut task = dug(&house);
    task.press("gl", "label Prototype");
    task.press("F", "or first played, in");
    task.press("ll", "2015..");
    task.key(Key::Esc, "out or played 2015..: ");
    task.wait("7 hidden");
    // The tracklist beside the list has them all.
    let shown = task.screen.screen().text();
    let list: String =
        shown.lines().map(|line| line.chars().take(70).chain(['\n']).collect::<String>()).collect();
    assert!(list.contains("Title 14") && !list.contains("Title 6 "), "{shown}");
    task.done(8);
}

#[test]
fn the_queue_as_text_takes_at_most_three_keys() {
    let house = house();
    let mut task = dug(&house);
    task.press("W", "queued: 10 records");
    task.keys = 0;
    task.press("Q", "copied: 10 records");
    quit(task.done(3));
}

#[test]
fn a_path_from_the_seed_to_a_row_is_found_in_the_library_and_queued() {
    let house = house();
    let mut task = dug(&house);
    task.press("jj", "3 of");
    task.press("T", "a path with");
    task.key(Key::Enter, "queued: ");
    quit(task.screen);
    let queue = house.queue();
    assert!(queue.matches(" – ").count() >= 3 && queue.contains("Phantom Force"), "{queue}");
}
