//! Snapshots with flipped bits, cut, lengthened, with pieces of zeros: no crash, and no wrong answer once the check has run.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use segue::{
    config::{Paths, Settings},
    library::Library,
};

use crate::{home::Home, ledger::Ledger, random::Random};

/// Damaged snapshots, and who noticed.
#[derive(Default)]
pub struct Counts {
    /// All.
    pub damaged: usize,
    /// Made again before the first answer.
    pub refused: usize,
    /// Made again by the check.
    pub found: usize,
}

/// Damages until the time is over.
pub fn run(random: &mut Random, time: Duration, counts: &mut Counts) {
    let ledger = Ledger::new(Home::new());
    for _ in 0..3 {
        ledger.home.json(&["similar", &ledger.record(random)]);
    }
    let whole = ledger.home.data();
    let pristine = answers(&open(&ledger.home, &whole));
    let begun = Instant::now();
    while begun.elapsed() < time {
        let copy = ledger.home.path("copy");
        let _ = fs::remove_dir_all(&copy);
        copy_folder(&whole, &copy);
        let what = damage(&copy, random);
        counts.damaged += 1;
        let survived = catch_unwind(AssertUnwindSafe(|| attack(&ledger.home, &copy, &pristine, counts)));
        assert!(survived.is_ok(), "{what}: a panic");
        assert_eq!(survived.unwrap_or_default(), "", "{what}: another answer after the check");
    }
}

/// Asks before and after the check; what differs after it, empty where nothing does.
fn attack(home: &Home, data: &Path, pristine: &[String], counts: &mut Counts) -> String {
    let library = open(home, data);
    // Whatever is said before the check may be wrong, but nothing may end the program.
    answers(&library);
    let found = library.check().expect("what is damaged is made again");
    if found.is_some() {
        counts.found += 1;
    } else if library.snapshot().held().is_none_or(|held| held.name != "1.1") {
        counts.refused += 1;
    }
    let now = answers(&library);
    // A model that was damaged is fitted by whoever has the time; until then there is none.
    let model = pristine.len() - 1;
    let differs = |(place, (was, is)): (usize, (&String, &String))| {
        (was != is && !(place == model && is == NO_MODEL)).then(|| format!("{was}\nbecame\n{is}"))
    };
    pristine.iter().zip(&now).enumerate().find_map(differs).unwrap_or_default()
}

const NO_MODEL: &str = "no model";

fn open(home: &Home, data: &Path) -> Library {
    let paths = Paths::find(Some(home.path("config.toml")), Some(data.to_owned())).expect("paths");
    let mut settings = Settings::default();
    settings.library.starter = false;
    settings.recommend.factors = 8;
    settings.recommend.iterations = 2;
    Library::open(&paths, &settings).expect("opens")
}

/// All that is asked, as text; the model last.
fn answers(library: &Library) -> Vec<String> {
    let snapshot = library.snapshot();
    let mut all = Vec::new();
    for words in ["song", "band bace", "sogn", "take"] {
        let found = snapshot.search(words, 50, &|| false);
        all.push(format!("{words}: {found:?}"));
    }
    for row in 0..snapshot.tables.n_tracks().min(100) as u32 {
        all.push(format!("{:?}", snapshot.tables.track_page(row)));
    }
    for mix in 0..snapshot.tables.n_mixes().min(20) as u32 {
        all.push(format!("{:?}", library.mix_page(mix)));
    }
    for dj in 0..3 {
        all.push(format!("{:?}", snapshot.tables.dj_page(&format!("Taker {dj}"))));
    }
    let items = |items: &[f32]| items.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    all.push(
        library.model().map_or_else(|| NO_MODEL.to_owned(), |model| format!("{:?}", items(model.items()))),
    );
    all
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copied");
        }
    }
}

/// Damages one file of the snapshot; says what it did.
fn damage(data: &Path, random: &mut Random) -> String {
    let files = segments(data);
    let file = random.pick(&files);
    let mut bytes = fs::read(file).expect("read");
    let at = random.below(bytes.len());
    let length = random.below(64).min(bytes.len() - at);
    let what = match random.below(12) {
        0 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        1 => {
            bytes[at..at + length].fill(0);
            format!("{length} zeros at {at}")
        }
        2 => {
            bytes[at..at + length].fill(0xff);
            format!("{length} ones at {at}")
        }
        3 => {
            bytes.extend(vec![0; length]);
            format!("{length} bytes longer")
        }
        4 => {
            let from = random.below(bytes.len() - length);
            bytes.copy_within(from..from + length, at);
            format!("{length} bytes of {from} at {at}")
        }
        _ => {
            let bit = random.below(8);
            bytes[at] ^= 1 << bit;
            format!("bit {bit} of {at} flipped")
        }
    };
    fs::write(file, bytes).expect("written");
    format!("{}: {what}", file.display())
}

fn segments(data: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in
        fs::read_dir(data.join("snapshot")).expect("read").flatten().filter(|entry| entry.path().is_dir())
    {
        files.extend(fs::read_dir(folder.path()).expect("read").flatten().map(|entry| entry.path()));
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "seg"));
    files.sort();
    files
}
