//! Files that are cut, empty, endless or without a name of their own, and what is said of them.

use std::path::{Path, PathBuf};

use super::{OwnImport, SetOrder};
use crate::{
    catalogue::User,
    import::{ImportError, ImportReport, ImportWatch, open},
};

struct House {
    dir: tempfile::TempDir,
    user: User,
}

impl House {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("temporary folder"),
            user: User::open_in_memory().expect("a store"),
        }
    }

    fn import(&mut self, name: &str, content: impl AsRef<[u8]>) -> Result<ImportReport, ImportError> {
        let file: PathBuf = self.dir.path().join(name);
        std::fs::write(&file, content).expect("written");
        let mut import = OwnImport::new(SetOrder::default());
        let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
        import.take(open(&file, None)?, &mut self.user, 9, &mut watch)
    }

    /// What its only set is called.
    fn title(&self) -> String {
        let sets = self.user.sets().expect("sets");
        assert_eq!(sets.len(), 1);
        sets[0].set.title("Me")
    }

    fn refused(&mut self, name: &str, content: impl AsRef<[u8]>) -> String {
        self.import(name, content).expect_err("refused").to_string()
    }
}

const LIST: &str = "1. A - One\n2. B - Two\n3. C - Three\n";
const SHEET: &str = "FILE \"a.wav\" WAVE\nTRACK 01 AUDIO\nPERFORMER \"A\"\nTITLE \"One\"\nINDEX 01 00:00:00\n\
    TRACK 02 AUDIO\nPERFORMER \"B\"\nTITLE \"Two\"\nINDEX 01 30:00:00\n";

#[test]
fn a_set_without_a_title_is_called_after_its_file() {
    let titles = [
        ("Freitag im Flex.txt", LIST.to_owned(), "Me - Freitag im Flex"),
        ("x.txt", format!("Night at Home\n\n{LIST}"), "Night at Home"),
        ("Rooftop.cue", SHEET.to_owned(), "Me - Rooftop"),
        ("Rooftop.cue", format!("TITLE \"Above All\"\n{SHEET}"), "Me - Above All"),
    ];
    for (name, content, title) in titles {
        let mut house = House::new();
        house.import(name, &content).expect("taken");
        assert_eq!(house.title(), title, "{name}");
    }
}

#[test]
fn a_file_that_breaks_off_before_anything_whole_is_not_said_to_be_imported() {
    let fixture = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sets").join(name);
        std::fs::read(path).expect("there")
    };
    let mut house = House::new();
    for (name, of) in
        [("a.session", "serato/1.session"), ("a.nml", "traktor/history_2024y05m04d_23h53m20s.nml")]
    {
        let whole = fixture(of);
        let said = house.refused(name, &whole[..whole.len().min(120)]);
        assert!(said.ends_with("nothing is imported") && said.contains("breaks off"), "{said}");
        assert!(said.matches("imported").count() == 1 && said.contains("get the file anew"), "{said}");
    }
}

#[test]
fn zeros_and_blanks_are_not_called_empty() {
    let mut house = House::new();
    assert!(house.refused("a.txt", "").contains("is empty"));
    assert!(house.refused("b.session", [0; 5_000]).contains("nothing but zeros"));
    assert!(house.refused("c.txt", " \n\n \t\n").contains("nothing but blanks"));
}

#[test]
fn endless_names_are_left_out_of_every_form() {
    let long = "x".repeat(1 << 20);
    for (name, content) in [
        ("list.txt", format!("{LIST}4. D - {long}\n")),
        ("sheet.cue", format!("{SHEET}TRACK 03 AUDIO\nPERFORMER \"{long}\"\nTITLE \"x\"\n")),
    ] {
        let mut house = House::new();
        let report = house.import(name, &content).expect("taken");
        assert_eq!(report.sets[0].left_out.len(), 1, "{name}");
        assert!(report.sets[0].left_out[0].reason.contains("more than 1000 letters"), "{name}");
        let sets = house.user.sets().expect("sets");
        assert!(sets[0].set.plays.iter().all(|play| play.entry.raw.len() < 100), "{name}");
    }
    let mut house = House::new();
    let track = |title: &str| format!("{{\"title\":\"{title}\",\"creator\":\"A\"}}");
    let list = format!("{{\"playlist\":{{\"track\":[{},{}]}}}}", track("One"), track(&long));
    let report = house.import("a.jspf", list).expect("taken");
    assert!(report.skipped[0].reason.contains("more than 1000 letters"), "{:?}", report.skipped);
}

#[test]
fn text_that_is_likely_no_western_one_is_said_once_and_taken() {
    let (bytes, _, _) =
        encoding_rs::SHIFT_JIS.encode("1. 東京事変 - 群青日和\n2. 椎名林檎 - 丸ノ内\n3. 電気 - 虹\n");
    let mut house = House::new();
    let report = house.import("a.txt", &bytes).expect("taken");
    let said = report.skipped.iter().filter(|skipped| skipped.reason.contains("--encoding shift_jis"));
    assert_eq!((said.count(), report.sets[0].plays), (1, 3));
}
