//! Mixes over the made-up records: each DJ has a home and a neighbouring style, and goes from slow to fast within them.

use crate::{
    catalogue::{Incoming, MixLine, MixOrigin},
    sound::synth::{Style, facts},
};

use super::records::{DemoRecord, label, records};

/// A DJ and the two styles they play.
const DJS: [(&str, Style, Style); 9] = [
    ("Coco Imaginary", Style::House, Style::Electro),
    ("Ben Nobody", Style::House, Style::DubTechno),
    ("Vera Vapour", Style::Techno, Style::DubTechno),
    ("Hans Hollow", Style::Techno, Style::Electro),
    ("Dr. Phantasm", Style::DubTechno, Style::Ambient),
    ("MC Unreal", Style::DrumAndBass, Style::Electro),
    ("Juno Notthere", Style::DrumAndBass, Style::Ambient),
    ("Ada Pretend", Style::Electro, Style::Techno),
    ("Sleepy Fiction", Style::Ambient, Style::DubTechno),
];

/// Mixes of each DJ.
const EACH: u32 = 26;
/// Records of a mix.
const RECORDS: usize = 11;

/// All mixes, each filed under its DJ's home style; always the same.
pub fn mixes() -> Vec<Incoming> {
    let records = records();
    let mut random = Random(0x5e60_e5e6);
    let mut mixes = Vec::new();
    for (dj, home, other) in DJS {
        for number in 0..EACH {
            let year = 2012 + random.below(13);
            let (month, day) = (1 + random.below(12), 1 + random.below(28));
            let line = MixLine {
                title: format!("{year}-{month:02}-{day:02} - {dj} - Made-Up Radio {}", mixes.len() + 1),
                categories: vec![home.name().to_owned()],
                tracklist: tracklist(&pick(&records, home, other, number, &mut random)),
                ..MixLine::default()
            };
            mixes.push(line.incoming(MixOrigin::Import));
        }
    }
    mixes
}

/// Two thirds from home, the rest from next door; slow ones first.
fn pick(
    records: &[DemoRecord],
    home: Style,
    other: Style,
    number: u32,
    random: &mut Random,
) -> Vec<DemoRecord> {
    let of = |style| records.iter().filter(move |record| record.style == style).cloned();
    let (mut near, mut far): (Vec<_>, Vec<_>) = (of(home).collect(), of(other).collect());
    let mut picked = Vec::new();
    for place in 0..RECORDS {
        let from = if (place + number as usize).is_multiple_of(3) { &mut far } else { &mut near };
        if !from.is_empty() {
            picked.push(from.swap_remove(random.below(from.len() as u32) as usize));
        }
    }
    picked.sort_by_key(|record| {
        let tempo = facts(record.style, record.number).tempo.unwrap_or(60.0);
        (tempo as u32, record.number)
    });
    picked
}

fn tracklist(records: &[DemoRecord]) -> Vec<String> {
    let line = |(place, record): (usize, &DemoRecord)| {
        format!("[{:02}] {} - {} [{}]", place * 5, record.artist, record.title, label(record.style))
    };
    records.iter().enumerate().map(line).collect()
}

/// A plain generator: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % u64::from(limit.max(1))) as u32
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        track::{Name, TrackKey},
        wikitext::Entry,
    };

    fn key(entry: &Entry) -> Option<TrackKey> {
        Some(Name::parse(entry.artist.as_deref()?, entry.title.as_deref()?).key())
    }

    #[test]
    fn every_record_is_played_and_the_mixes_are_the_same_each_time() {
        let mixes = mixes();
        assert_eq!(mixes.len(), DJS.len() * EACH as usize);
        let names: BTreeSet<_> = mixes.iter().flat_map(|mix| &mix.mix.entries).filter_map(key).collect();
        assert_eq!(names, records().iter().map(|record| record.name().key()).collect());
        assert_eq!(
            super::mixes().last().map(|mix| mix.mix.title.clone()),
            mixes.last().map(|mix| mix.mix.title.clone())
        );
    }
}
