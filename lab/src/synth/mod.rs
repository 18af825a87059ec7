//! Made-up catalogues of any size with the shape of the real one, as files that `import` takes.
//!
//! The shape: names recombined from real ones, the vocabulary growing with the 0.66th power of the tracks (50,000 words
//! at 80,000 tracks); 60 % of the tracks in one mix and 85 % in at most three, the others by Zipf's law; genres whose
//! DJs play mostly their own; mixes of 10 to 40 tracks. Everything is a function of the seed and a number, so a mix
//! needs no memory of the ones before it, and the same seed gives the same bytes.

mod draw;
mod file;
mod form;
mod names;
mod plays;

use std::{
    collections::{HashSet, VecDeque},
    io::{self, Write},
};

use self::{
    draw::{Draw, Shuffle},
    names::Names,
    plays::Plays,
};

pub use file::to_file;
pub use form::Form;
pub use names::Sample;

/// How large a catalogue is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Mixes.
    pub mixes: u64,
    /// Different tracks; each is played at least once.
    pub tracks: u64,
    /// Plays; the mixes' lengths follow, between 10 and 40.
    pub plays: u64,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Lines, one a mix.
    pub mixes: u64,
    /// Tracklist lines.
    pub plays: u64,
}

const SHORTEST: u64 = 10;
const LONGEST: u64 = 40;
const GENRES: u64 = 24;
/// Of a hundred records of a mix, so many are of its genre.
const OWN_GENRE: u64 = 85;
/// A DJ's mixes on average.
const MIXES_A_DJ: u64 = 8;
const FIRST_YEAR: u64 = 1990;
const YEARS: f64 = 35.0;

/// Writes a catalogue to `out`. `progress` is told how many mixes are written and may say stop.
pub fn write(
    size: Size,
    seed: u64,
    sample: &Sample,
    form: Form,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64) -> bool,
) -> io::Result<Written> {
    let draw = Draw::new(seed);
    let names = Names::new(sample, draw.stream(1));
    let lengths = Lengths::new(size, draw.stream(2));
    let mut crates = Crates::new(size, (0..size.mixes).map(|mix| lengths.of(mix)).sum(), draw.stream(3));
    let mut written = Written::default();
    form.begin(out)?;
    for mix in 0..size.mixes {
        let draw = draw.stream(4).stream(mix);
        // Every genre has as many mixes as it has records; a DJ keeps to one.
        let genre = mix % crates.genres();
        let djs = (size.mixes / MIXES_A_DJ / crates.genres()).max(1);
        let dj = draw.skewed(0, djs, 1.5) * crates.genres() + genre;
        let mut cue = 0;
        let mut tracklist = Vec::new();
        for track in crates.take(lengths.of(mix), genre, draw.stream(5)) {
            tracklist.push(format!(
                "[{:02}:{:02}] {}",
                cue / 60,
                cue % 60,
                names.track(track, track % GENRES, GENRES)
            ));
            cue += 150 + draw.stream(6).below(tracklist.len() as u64, 240);
        }
        // More and more mixes a year.
        let when = (mix as f64 / size.mixes as f64).sqrt() * YEARS;
        let (year, day) = (FIRST_YEAR + when as u64, (when.fract() * 336.0) as u64);
        let title = format!(
            "{year}-{:02}-{:02} - {} - {} {}",
            1 + day / 28,
            1 + day % 28,
            names.dj(dj),
            names.show(dj),
            mix + 1
        );
        written.plays += tracklist.len() as u64;
        written.mixes += 1;
        form.mix(mix + 1, &title, &tracklist, out)?;
        if mix % 256 == 0 && !progress(mix) {
            break;
        }
    }
    form.end(out)?;
    Ok(written)
}

/// How long each mix is.
struct Lengths {
    draw: Draw,
    /// Short mixes are commoner the larger this is.
    skew: f64,
}

impl Lengths {
    fn new(size: Size, draw: Draw) -> Self {
        let mean = size.plays as f64 / size.mixes.max(1) as f64;
        let over = (mean - SHORTEST as f64 + 0.5).clamp(0.1, (LONGEST - SHORTEST) as f64);
        Self { draw, skew: (LONGEST - SHORTEST + 1) as f64 / over - 1.0 }
    }

    fn of(&self, mix: u64) -> u64 {
        SHORTEST + self.draw.skewed(mix, LONGEST - SHORTEST + 1, self.skew)
    }
}

/// The records of each genre, every play of each in an order of its own, and how far they are played.
struct Crates {
    plays: Plays,
    crates: Vec<Crate>,
}

struct Crate {
    order: Shuffle,
    played: u64,
    /// Drawn for a mix that had them already.
    held: VecDeque<u64>,
}

impl Crates {
    fn new(size: Size, plays: u64, draw: Draw) -> Self {
        let genres = GENRES.min(size.tracks.max(1));
        let most = (size.mixes / genres / 2).max(OFTEN_AT_MOST);
        // All genres are equally large, so one table does; a remainder is left over at the end.
        let plays = Plays::new((size.tracks / genres).max(1), plays / genres, most);
        let crates = (0..genres)
            .map(|genre| Crate {
                order: Shuffle::new(draw.stream(genre), plays.total().max(1)),
                played: 0,
                held: VecDeque::new(),
            })
            .collect();
        Self { plays, crates }
    }

    fn genres(&self) -> u64 {
        self.crates.len() as u64
    }

    /// The tracks of one mix, all different.
    fn take(&mut self, length: u64, genre: u64, draw: Draw) -> Vec<u64> {
        let mut tracks = Vec::with_capacity(length as usize);
        let mut there = HashSet::new();
        for place in 0..length {
            let other = draw.below(2 * place, 100) >= OWN_GENRE;
            let wanted = if other { draw.below(2 * place + 1, self.genres()) } else { genre };
            let next = (0..self.genres()).find_map(|step| self.next((wanted + step) % self.genres(), &there));
            let Some(track) = next else { break };
            there.insert(track);
            tracks.push(track);
        }
        tracks
    }

    /// The next play of a genre that the mix does not have yet.
    fn next(&mut self, genre: u64, there: &HashSet<u64>) -> Option<u64> {
        let genres = self.genres();
        let stack = &mut self.crates[genre as usize];
        if let Some(at) = stack.held.iter().take(LONGEST as usize).position(|track| !there.contains(track)) {
            return stack.held.remove(at);
        }
        while stack.played < self.plays.total() {
            let track = self.plays.track(stack.order.at(stack.played)) * genres + genre;
            stack.played += 1;
            if !there.contains(&track) {
                return Some(track);
            }
            stack.held.push_back(track);
        }
        None
    }
}

/// In small catalogues the most played track has at most so many plays.
const OFTEN_AT_MOST: u64 = 8;

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    const SIZE: Size = Size { mixes: 6000, tracks: 24_000, plays: 100_000 };

    fn sample() -> Sample {
        Sample::new([
            "The Black Dog",
            "Windowlicker",
            "Strings Of Life",
            "Phantom Force",
            "Born Slippy",
            "The Bells",
        ])
    }

    fn lines(size: Size, seed: u64) -> Vec<(String, Vec<String>)> {
        let mut out = Vec::new();
        let written =
            write(size, seed, &sample(), Form::JsonLines, &mut out, &mut |_| true).expect("memory takes all");
        let lines: Vec<_> = String::from_utf8(out)
            .expect("UTF-8")
            .lines()
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
                let list = line["tracklist"].as_array().expect("list");
                let name = |entry: &serde_json::Value| {
                    entry.as_str().and_then(|entry| entry.split_once("] ")).expect("cue").1.to_owned()
                };
                (line["title"].as_str().expect("title").to_owned(), list.iter().map(name).collect())
            })
            .collect();
        assert_eq!(written.mixes, lines.len() as u64);
        lines
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let small = Size { mixes: 50, tracks: 400, plays: 800 };
        assert_eq!(lines(small, 3), lines(small, 3));
        assert_ne!(lines(small, 3), lines(small, 4));
    }

    #[test]
    fn the_shape_is_the_real_ones() {
        let lines = lines(SIZE, 1);
        let mut played: HashMap<&str, u64> = HashMap::new();
        for (_, tracks) in &lines[..lines.len() - 1] {
            assert!((SHORTEST..=LONGEST).contains(&(tracks.len() as u64)), "{}", tracks.len());
            for track in tracks {
                *played.entry(track).or_default() += 1;
            }
        }
        let near = |value: f64, wanted: f64, part: f64| (value - wanted).abs() <= wanted * part;
        let plays = played.values().sum::<u64>() as f64;
        assert!(near(plays, SIZE.plays as f64, 0.03), "{plays} plays");
        let tracks = played.len() as f64;
        assert!(near(tracks, SIZE.tracks as f64, 0.03), "{tracks} tracks");
        let at_most = |times: u64| played.values().filter(|count| **count <= times).count() as f64 / tracks;
        assert!(near(at_most(1), 0.60, 0.05), "{} in one mix", at_most(1));
        assert!(near(at_most(3), 0.85, 0.05), "{} in at most three", at_most(3));
        assert!(played.values().max() > Some(&60), "a hit is played everywhere");
        let titles: HashSet<_> = lines.iter().map(|(title, _)| title).collect();
        assert_eq!(titles.len(), lines.len(), "every mix has its title");
    }

    #[test]
    fn the_vocabulary_grows_with_the_two_thirds_power() {
        let words = |tracks: u64| {
            let lines = lines(Size { mixes: tracks / 8, tracks, plays: tracks * 2 }, 1);
            let all: HashSet<String> = lines
                .iter()
                .flat_map(|(_, tracks)| tracks)
                .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
                .map(str::to_lowercase)
                .collect();
            all.len() as f64
        };
        let (small, large) = (words(4000), words(16_000));
        let power = (large / small).ln() / 4_f64.ln();
        assert!((0.56..0.76).contains(&power), "{small} words, then {large}: power {power}");
        let wanted = 50_000.0 * (16_000_f64 / 80_000.0).powf(0.66);
        assert!((large / wanted - 1.0).abs() < 0.15, "{large} words of {wanted}");
    }

    #[test]
    fn tracks_of_a_genre_meet() {
        let lines = lines(SIZE, 1);
        // Two records of one mix stand in another mix together far more often than two of different mixes.
        let mut mixes: HashMap<&str, HashSet<usize>> = HashMap::new();
        for (at, (_, tracks)) in lines.iter().enumerate() {
            for track in tracks {
                mixes.entry(track).or_default().insert(at);
            }
        }
        let together = |a: &str, b: &str| mixes[a].intersection(&mixes[b]).count();
        let hits: Vec<&Vec<String>> = lines.iter().map(|(_, tracks)| tracks).collect();
        let (mut inside, mut across) = (0, 0);
        for pair in hits.windows(2).step_by(7) {
            inside += together(&pair[0][0], &pair[0][1]).saturating_sub(1);
            across += together(&pair[0][0], &pair[1][1]);
        }
        assert!(inside > 3 * across, "{inside} inside, {across} across");
    }

    #[test]
    fn odd_sizes_are_harmless() {
        for size in [
            Size { mixes: 0, tracks: 0, plays: 0 },
            Size { mixes: 1, tracks: 1, plays: 1 },
            Size { mixes: 3, tracks: 5000, plays: 10 },
            Size { mixes: 100, tracks: 3, plays: 10_000 },
        ] {
            lines(size, 1);
        }
        let mut out = Vec::new();
        let written = write(SIZE, 1, &Sample::default(), Form::default(), &mut out, &mut |_| false)
            .expect("memory takes all");
        assert_eq!(written.mixes, 1, "stopped; and no sample is needed");
    }
}
