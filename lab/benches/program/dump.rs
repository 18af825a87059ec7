//! A dump of Discogs' releases, by a process of its own so that its memory can be seen; beside unpacking it alone with the same reader.

use std::fmt::Write as _;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use segue::chance::Rng;

use super::import::imported;
use super::shared::{
    made::folder,
    rows::{Row, Sheet, short},
    time::median,
};

const RELEASES: u64 = 200_000;
/// Of a thousand releases, as in a sample of the real dump.
const MIXED: u64 = 7;
const ROUNDS: usize = 3;

pub fn rates(sheet: &mut Sheet) {
    let file = dump();
    let megabytes = std::fs::metadata(&file).unwrap().len() as f64 / 1e6;
    let (mut import, mut alone, mut ratios, mut peaks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (mixes, seconds, cpu, peak) = imported(&file);
        assert!(mixes > 1_000.0, "{mixes}");
        let unpacked = unpacked(&file);
        import.push(megabytes / cpu);
        alone.push(megabytes / unpacked);
        ratios.push(unpacked / seconds);
        peaks.push(peak);
    }
    let (import, alone, ratio) = (median(import), median(alone), median(ratios));
    sheet.row(Row {
        what: "import of a Discogs dump, a core".into(),
        size: "200,000 releases".into(),
        segue: format!("{} MB/s packed", short(import)),
        beside: format!("unpacking alone {} MB/s", short(alone)),
        ratio: format!("{} x", short(ratio)),
        bar: "60 MB/s, or 0.9 x".into(),
        met: Some(import >= 60.0 || ratio >= 0.9),
    });
    sheet.below("import of a Discogs dump: most memory", "200,000 releases", median(peaks), 150.0, "MB", "");
}

fn unpacked(file: &Path) -> f64 {
    let begin = Instant::now();
    std::io::copy(&mut MultiGzDecoder::new(File::open(file).unwrap()), &mut std::io::sink()).unwrap();
    begin.elapsed().as_secs_f64()
}

/// Made once: releases of the size and the kinds of fields that real ones have.
fn dump() -> PathBuf {
    let path = folder().join("discogs_20260101_releases.xml.gz");
    if !path.exists() {
        eprintln!("making {}", path.display());
        let partial = folder().join("partial-dump");
        let mut out = GzEncoder::new(BufWriter::new(File::create(&partial).unwrap()), Compression::default());
        let mut made = Made { rng: Rng::new(1), out: String::new() };
        writeln!(out, "<releases>").unwrap();
        for id in 1..=RELEASES {
            made.release(id);
            out.write_all(made.out.as_bytes()).unwrap();
        }
        writeln!(out, "</releases>").unwrap();
        out.finish().unwrap().flush().unwrap();
        std::fs::rename(partial, &path).unwrap();
    }
    path
}

struct Made {
    rng: Rng,
    out: String,
}

impl Made {
    fn below(&mut self, n: u64) -> u64 {
        self.rng.next_u64() % n
    }

    /// Some words, of a vocabulary as large as names have.
    fn words(&mut self, most: u64) -> String {
        let count = 1 + self.below(most);
        let word = |made: &mut Self| {
            let mut number = made.below(40_000) + 500;
            let mut word = String::new();
            while number > 0 {
                word.push(char::from(b"etaoinshrdlucmfwypvbgkjqxz"[(number % 26) as usize]));
                number /= 26;
            }
            word
        };
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }

    fn artist(&mut self, role: &str) -> String {
        let (id, name) = (self.below(9_000_000), self.words(3));
        format!(
            "<artist><id>{id}</id><name>{name}</name><anv></anv><join>,</join><role>{role}</role><tracks></tracks></artist>"
        )
    }

    fn release(&mut self, id: u64) {
        let mixed = self.below(1_000) < MIXED;
        let (title, label, notes) = (self.words(5), self.words(3), self.words(60));
        let (artist, engineer) = (self.artist(""), self.artist("Mastered By"));
        let (year, master, code) = (1960 + self.below(66), self.below(9_000_000), self.below(1 << 40));
        let kind = if mixed { "Mixed" } else { "Album" };
        self.out = format!(
            "<release id=\"{id}\" status=\"Accepted\"><artists>{artist}</artists><title>{title}</title><labels><label name=\"{label}\" \
             catno=\"{code}\" id=\"{master}\"/></labels><extraartists>{engineer}</extraartists><formats><format name=\"Vinyl\" qty=\"1\" \
             text=\"\"><descriptions><description>12\"</description><description>{kind}</description></descriptions></format></formats>\
             <genres><genre>Electronic</genre></genres><styles><style>Techno</style></styles><country>UK</country><released>{year}-05-00\
             </released><notes>{notes}</notes><data_quality>Correct</data_quality><master_id is_main_release=\"false\">{master}</master_id>\
             <tracklist>"
        );
        for number in 1..=4 + self.below(14) {
            let (title, artist, seconds) = (self.words(4), self.artist(""), self.below(60));
            let _ = write!(
                self.out,
                "<track><position>{number}</position><title>{title}</title><duration>5:{seconds:02}</duration><artists>{artist}</artists></track>"
            );
        }
        let (code, video) = (self.below(1 << 44), self.words(8));
        let _ = writeln!(
            self.out,
            "</tracklist><identifiers><identifier type=\"Barcode\" value=\"{code}\"/></identifiers><videos><video \
             src=\"https://www.youtube.com/watch?v={code}\" duration=\"300\" embed=\"true\"><title>{video}</title></video></videos>\
             <companies/></release>"
        );
    }
}
