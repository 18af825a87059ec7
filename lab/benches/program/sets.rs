//! Two thousand nights of a DJ's own, a history file each, into an empty folder by the program itself.

use std::{fmt::Write as _, path::Path};

use jiff::{ToSpan as _, civil::date};

use super::shared::{
    made,
    rows::{Row, Sheet, short},
    time::median,
};

const SETS: usize = 2_000;
const PLAYS: usize = 30;
/// Records that the DJ has.
const RECORDS: usize = 8_000;
const ROUNDS: usize = 3;
/// The first night begins at 20:00 UTC on 1 January 2015.
const BEGIN: usize = 1_420_142_400;
const DAY: usize = 86_400;

pub fn import(sheet: &mut Sheet) {
    let folder = tempfile::tempdir().unwrap();
    let histories = folder.path().join("History");
    std::fs::create_dir(&histories).unwrap();
    for night in 0..SETS {
        let day = date(2015, 1, 1).checked_add((night as i64).days()).unwrap();
        std::fs::write(histories.join(format!("{day}.m3u")), history(night)).unwrap();
    }
    let time = median((0..ROUNDS).map(|round| once(folder.path(), &histories, round)).collect());
    sheet.row(Row {
        what: "import of own sets".into(),
        size: "2,000 histories of 30 plays".into(),
        segue: format!("{} s", short(time)),
        beside: String::new(),
        ratio: String::new(),
        bar: "below 10 s".into(),
        met: Some(time < 10.0),
    });
}

fn once(folder: &Path, histories: &Path, round: usize) -> f64 {
    let data = folder.join(round.to_string());
    let (time, output) = made::import(&data, &["--no-refit", "--json", &histories.display().to_string()]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let sets = said["sets"].as_array().map_or(0, Vec::len);
    assert_eq!(sets, SETS, "{said} {}", String::from_utf8_lossy(&output.stderr));
    time
}

/// A night as `VirtualDJ` writes it.
fn history(night: usize) -> String {
    let mut text = String::new();
    for place in 0..PLAYS {
        let record = (night * 7_919 + place * 491) % RECORDS;
        let at = BEGIN + night * DAY + place * 240;
        let _ = write!(
            text,
            "#EXTVDJ:<lastplaytime>{at}</lastplaytime><artist>Artist {}</artist><title>Track Number {record}</title>\
             <songlength>300.0</songlength>\n/Users/dj/Music/{record}.mp3\n",
            record % 1_500
        );
    }
    text
}
