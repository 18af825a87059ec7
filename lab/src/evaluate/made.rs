//! Made-up mixes for tests.

use segue::{
    catalogue::{Change, MixLine, MixOrigin, Writer},
    chance::Rng,
    track::Rules,
};

use super::Corpus;

/// The corpus of these mixes.
pub(super) fn corpus(mixes: &[(&str, &[&str])]) -> Corpus {
    let changes = mixes.iter().map(|(title, lines)| {
        let tracklist = lines.iter().map(|&line| line.to_owned()).collect();
        Change::Upsert(
            MixLine { title: (*title).to_owned(), tracklist, ..MixLine::default() }
                .incoming(MixOrigin::Import),
        )
    });
    let mut writer = Writer::in_memory().expect("in memory");
    writer.apply(&changes.collect::<Vec<_>>()).expect("applied");
    Corpus::of(&writer, Rules::current()).expect("read")
}

/// Mixes of twelve scenes; every DJ stays in one, every artist has four records.
pub(super) fn scenes(seed: u64) -> Corpus {
    let mut rng = Rng::new(seed);
    let mixes: Vec<(String, Vec<String>)> = (0..400_usize)
        .map(|i| {
            let dj = rng.below(60);
            let record = |_| {
                let record = (dj % 12) * 60 + rng.below(60);
                let label = if record.is_multiple_of(3) {
                    String::new()
                } else {
                    format!(" [Label {}]", record / 30)
                };
                format!("Artist {} - Title {record}{label}", record / 4)
            };
            let lines = (0..14).map(record).collect();
            let title =
                format!("{}-{:02}-{:02} - Dj {dj} - Show {i}", 2000 + i / 300, i / 25 % 12 + 1, i % 25 + 1);
            (title, lines)
        })
        .collect();
    let lines: Vec<Vec<&str>> =
        mixes.iter().map(|(_, lines)| lines.iter().map(String::as_str).collect()).collect();
    let borrowed: Vec<(&str, &[&str])> =
        mixes.iter().zip(&lines).map(|((title, _), lines)| (title.as_str(), lines.as_slice())).collect();
    corpus(&borrowed)
}
