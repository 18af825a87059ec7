//! Mixes to fit: the starter's, and made-up ones of any size with the real ones' shape.

use segue::catalogue::{Writer, starter};
use segue::chance::Rng;
use segue::library::{Snapshot, fit, snapshot::tables::Tables};
use segue::recommend::interactions::Plays;
use segue::recommend::lists::ListsBuf;

const GENRES: usize = 300;

pub enum Mixes {
    Real { tables: Box<Tables>, dates: Vec<u32> },
    Made { mixes: ListsBuf, artists: ListsBuf, labels: Vec<u32> },
}

impl Mixes {
    /// The starter catalogue.
    pub fn starter() -> Self {
        let mut writer = Writer::in_memory().unwrap();
        starter::load(&mut writer).unwrap();
        let tables = Snapshot::of(&writer).unwrap().tables;
        Self::Real { dates: fit::dates(&tables), tables: Box::new(tables) }
    }

    /// Simon and Yule growth inside genre clusters: Zipf popularity, about 60 % of tracks in one mix, tracks numbered
    /// in order of first appearance. Artists and labels are drawn per genre from a distribution as skewed.
    pub fn made(mixes: usize, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let unit = |rng: &mut Rng| rng.below(1 << 30) as f64 / (1u64 << 30) as f64;
        let mut by_genre: Vec<Vec<u32>> = vec![Vec::new(); GENRES];
        let mut all: Vec<u32> = Vec::new();
        let mut lists = ListsBuf::default();
        let (mut artists, mut labels) = (ListsBuf::default(), Vec::new());
        let (mut artist_names, mut label_names): (Vec<Vec<u32>>, Vec<Vec<u32>>) =
            (vec![Vec::new(); GENRES], vec![Vec::new(); GENRES]);
        let (mut artist_count, mut label_count) = (0u32, 0u32);
        for _ in 0..mixes {
            let genre = ((unit(&mut rng)).powf(3.3) * GENRES as f64) as usize;
            let length = 10 + (unit(&mut rng) * unit(&mut rng) * 30.0) as usize;
            let mut mix: Vec<u32> = Vec::with_capacity(length);
            for _ in 0..length {
                let a = unit(&mut rng);
                let history = &by_genre[genre];
                let known = if a < 0.4 || history.is_empty() {
                    None
                } else if a < 0.91 {
                    // Half of what is known already is recent.
                    let recent = history.len().min(4000);
                    let from = if unit(&mut rng) < 0.5 { history.len() - recent } else { 0 };
                    Some(history[from + rng.below(history.len() - from)])
                } else {
                    Some(all[rng.below(all.len())])
                };
                let track = known.filter(|t| !mix.contains(t)).unwrap_or_else(|| {
                    // A third of new tracks are by an artist not seen before, a tenth on a new label.
                    let mut of = |names: &mut Vec<u32>, fresh: f64, count: &mut u32| {
                        if names.is_empty() || unit(&mut rng) < fresh {
                            names.push(*count);
                            *count += 1;
                        } else {
                            names.push(names[rng.below(names.len())]);
                        }
                        names[names.len() - 1]
                    };
                    artists.push(&[of(&mut artist_names[genre], 0.33, &mut artist_count)]);
                    labels.push(of(&mut label_names[genre], 0.1, &mut label_count));
                    labels.len() as u32 - 1
                });
                mix.push(track);
            }
            by_genre[genre].extend(&mix);
            all.extend(&mix);
            lists.push(&mix);
        }
        Self::Made { mixes: lists, artists, labels }
    }

    pub fn plays(&self) -> Plays<'_> {
        match self {
            Self::Real { tables, dates } => fit::plays(tables, dates),
            Self::Made { mixes, artists, labels } => {
                let artists = artists.view();
                // Without dates: where these are fitted with weak rows, there are too many mixes for rows of periods.
                Plays { tracks: labels.len(), mixes: mixes.view(), artists, labels, dates: &[] }
            }
        }
    }
}
