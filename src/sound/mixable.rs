//! What mixes with what: keys that are neighbours on the wheel, tempi within the deck's reach. For colours and filters,
//! never for ranking.

use std::ops::RangeInclusive;

use super::{
    key::{KeyEstimate, MusicalKey, camelot},
    tempo::Tempo,
};

/// How the next record's key follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyFit {
    /// The same.
    Same,
    /// Its relative: the same hour, the other letter.
    Relative,
    /// An hour earlier or later, the same letter.
    Neighbour,
    /// One or two semitones up: it lifts.
    Boost,
}

/// How `to` follows `from`; `None` where they clash.
pub fn key_fit(from: MusicalKey, to: MusicalKey) -> Option<KeyFit> {
    if from == to {
        return Some(KeyFit::Same);
    }
    if from.relative() == to {
        return Some(KeyFit::Relative);
    }
    if from.mode != to.mode {
        return None;
    }
    let hours = (12 + camelot::hour(to) - camelot::hour(from)) % 12;
    let semitones = (12 + to.tonic % 12 - from.tonic % 12) % 12;
    match (hours, semitones) {
        (1 | 11, _) => Some(KeyFit::Neighbour),
        (_, 1 | 2) => Some(KeyFit::Boost),
        _ => None,
    }
}

/// How the next record's tempo follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TempoFit {
    /// 1, or 0.5 and 2 where it is counted at half or double time.
    pub factor: f32,
    /// How far the next record has to be pitched, in per cent; negative is slower.
    pub pitch: f32,
}

/// How `to` is brought to `from`'s tempo: as it is, or at half or double time; the least change. `None` for what is no tempo.
pub fn tempo_fit(from: f32, to: f32) -> Option<TempoFit> {
    let usable = |bpm: f32| bpm.is_finite() && bpm > 0.0;
    if !usable(from) || !usable(to) {
        return None;
    }
    let fit = |factor: f32| TempoFit { factor, pitch: (from / (to * factor) - 1.0) * 100.0 };
    [1.0, 2.0, 0.5].map(fit).into_iter().min_by(|a, b| a.pitch.abs().total_cmp(&b.pitch.abs()))
}

/// Within `percent` of pitch, half and double time included.
pub fn is_in_reach(from: f32, to: f32, percent: f32) -> bool {
    tempo_fit(from, to).is_some_and(|fit| fit.pitch.abs() <= percent)
}

/// Within so many beats per minute, half and double time included: `±3 bpm`.
pub fn is_within_bpm(from: f32, to: f32, bpm: f32) -> bool {
    tempo_fit(from, to).is_some_and(|fit| (to * fit.factor - from).abs() <= bpm)
}

/// A value to show, and what else was heard or written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settled<T> {
    /// What counts.
    pub value: T,
    /// It was written (by a shop, another program or the file), not heard here.
    pub written: bool,
    /// What was heard instead, where both are known, sure and differ.
    pub disagrees: Option<T>,
    /// Sure enough to mix by; else it is shown as a guess.
    pub sure: bool,
    /// What it may be as well, where it was heard.
    pub other: Option<T>,
}

/// Below this probability a tempo is not even shown as a guess.
const GUESS: f32 = 0.3;

/// How the user wants tempi, whatever is heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TempoWish {
    /// Heard tempi are halved or doubled into it; at least an octave.
    pub range: Option<RangeInclusive<f32>>,
    /// For this record: of half, double and what is known, the one nearest to it.
    pub chosen: Option<f32>,
}

/// What is written wins over what is heard, and what the user has chosen decides between half and double of both. What is heard and not
/// sure is a guess, or nothing; `None` is shown as `?`.
pub fn settle_tempo(written: Option<f32>, heard: Option<Tempo>, wish: &TempoWish) -> Option<Settled<f32>> {
    // Shops write 0 for "unknown".
    let written = written.filter(|bpm| bpm.is_finite() && *bpm >= 20.0);
    let heard = heard.filter(|tempo| tempo.confidence >= GUESS).map(|heard| in_range(heard, wish));
    let sure = heard.filter(Tempo::is_sure).map(|tempo| tempo.bpm);
    let mut settled = settle(written, sure, |written, heard| {
        tempo_fit(written, heard).is_some_and(|fit| (fit.factor - 1.0).abs() < 0.1 && fit.pitch.abs() < 1.0)
    });
    if let (None, Some(guess)) = (settled, heard) {
        settled = Some(Settled { sure: false, ..Settled::heard(guess.bpm) });
    }
    let mut settled = settled?;
    settled.other = heard.filter(|_| !settled.written).and_then(|heard| heard.other);
    Some(wish.chosen.map_or(settled, |chosen| decided(settled, chosen)))
}

/// Half or double, if that lies in the wished range and it does not; what it might have been otherwise is then as unlikely as it was.
fn in_range(heard: Tempo, wish: &TempoWish) -> Tempo {
    let Some(range) = wish.range.as_ref().filter(|range| !range.contains(&heard.bpm)) else { return heard };
    let levels = [0.5, 2.0, 0.25, 4.0].map(|level| heard.bpm * level);
    let folded = levels.into_iter().find(|bpm| range.contains(bpm));
    folded.map_or(heard, |bpm| Tempo { bpm, other: Some(heard.bpm), ..heard })
}

/// The user has said which of half and double it is.
fn decided(settled: Settled<f32>, chosen: f32) -> Settled<f32> {
    let octaves = (chosen / settled.value).log2().round().clamp(-2.0, 2.0);
    let value = settled.value * octaves.exp2();
    let same = |other: f32| ((other / value).log2() - (other / value).log2().round()).abs() < 0.01;
    let other = if octaves.abs() < 0.5 { settled.other } else { Some(settled.value) };
    let disagrees = settled.disagrees.filter(|heard| !same(*heard));
    Settled { value, sure: true, disagrees, other, ..settled }
}

/// The other of half and double, as a key of the screen turns a tempo: twice that is the same again.
pub fn other_level(bpm: f32) -> f32 {
    if bpm < TURNING { bpm * 2.0 } else { bpm / 2.0 }
}

/// Tempi below are doubled, others halved.
const TURNING: f32 = 105.0;

/// As [`settle_tempo`].
pub fn settle_key(written: Option<MusicalKey>, heard: Option<KeyEstimate>) -> Option<Settled<MusicalKey>> {
    let settled = settle(written, heard.filter(KeyEstimate::is_sure).map(|heard| heard.key), |a, b| a == b)?;
    let other = heard.filter(|_| !settled.written).and_then(|heard| heard.other);
    Some(Settled { other, ..settled })
}

impl<T> Settled<T> {
    /// As heard, and sure.
    fn heard(value: T) -> Self {
        Self { value, written: false, disagrees: None, sure: true, other: None }
    }

    /// As written.
    pub fn written(value: T) -> Self {
        Self { written: true, ..Self::heard(value) }
    }
}

fn settle<T: Copy>(written: Option<T>, heard: Option<T>, same: impl Fn(T, T) -> bool) -> Option<Settled<T>> {
    match (written, heard) {
        (Some(value), heard) => {
            let disagrees = heard.filter(|&heard| !same(value, heard));
            Some(Settled { disagrees, ..Settled::written(value) })
        }
        (None, Some(value)) => Some(Settled::heard(value)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> MusicalKey {
        MusicalKey::parse(text).expect(text)
    }

    #[test]
    fn keys_follow_by_the_wheel() {
        let fit = |from: &str, to: &str| key_fit(key(from), key(to));
        assert_eq!(fit("8A", "8A"), Some(KeyFit::Same));
        assert_eq!(fit("8A", "8B"), Some(KeyFit::Relative));
        assert_eq!(fit("8A", "9A"), Some(KeyFit::Neighbour));
        assert_eq!(fit("1A", "12A"), Some(KeyFit::Neighbour));
        assert_eq!(fit("12B", "1B"), Some(KeyFit::Neighbour));
        assert_eq!(fit("Am", "Bm"), Some(KeyFit::Boost));
        assert_eq!(fit("Am", "Bbm"), Some(KeyFit::Boost));
        for clash in ["Gm", "G#m", "Ebm", "A", "9B", "F"] {
            assert_eq!(fit("Am", clash), None, "{clash}");
        }
    }

    #[test]
    fn tempi_follow_also_at_half_and_double_time() {
        let fit = tempo_fit(128.0, 126.0).expect("tempi");
        assert!((fit.pitch - 1.587).abs() < 0.01 && (fit.factor - 1.0).abs() < 0.01);
        let half = tempo_fit(174.0, 87.5).expect("tempi");
        assert!((half.factor - 2.0).abs() < 0.01 && half.pitch.abs() < 1.0);
        assert!(is_in_reach(128.0, 135.0, 6.0) && !is_in_reach(128.0, 137.0, 6.0));
        assert!(is_within_bpm(128.0, 131.0, 3.0) && !is_within_bpm(128.0, 132.0, 3.0));
        assert!(is_within_bpm(70.0, 141.0, 3.0));
        for nonsense in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert_eq!(tempo_fit(128.0, nonsense), None);
            assert_eq!(tempo_fit(nonsense, 128.0), None);
        }
    }

    #[test]
    fn what_is_written_wins_and_what_is_unsure_never_counts() {
        let heard = |bpm, confidence| Some(Tempo { bpm, confidence, other: None });
        let settle_tempo = |written, heard| settle_tempo(written, heard, &TempoWish::default());
        let tempo = settle_tempo(Some(128.0), heard(128.4, 0.9)).expect("known");
        assert_eq!(tempo, Settled::written(128.0));
        let other = settle_tempo(Some(128.0), heard(125.0, 0.9)).expect("known");
        assert_eq!(other.disagrees, Some(125.0));
        assert_eq!(settle_tempo(Some(140.0), heard(70.0, 0.9)).and_then(|s| s.disagrees), Some(70.0));
        assert_eq!(
            settle_tempo(Some(0.0), heard(125.0, 0.9)).map(|s| (s.value, s.written)),
            Some((125.0, false))
        );
        assert_eq!(settle_tempo(None, heard(125.0, 0.1)), None);
        assert_eq!(settle_tempo(Some(128.0), heard(99.0, 0.1)).and_then(|s| s.disagrees), None);
        let guess = settle_tempo(None, heard(125.0, 0.5)).expect("a guess");
        assert_eq!((guess.value, guess.sure, guess.written), (125.0, false, false));
        let unsure = KeyEstimate { key: key("Am"), confidence: 0.1, other: Some(key("Em")), cents: 0.0 };
        assert_eq!(settle_key(None, Some(unsure)), None);
        let sure = KeyEstimate { confidence: 0.9, ..unsure };
        assert_eq!(settle_key(Some(key("C")), Some(sure)).and_then(|s| s.disagrees), Some(key("Am")));
        assert_eq!(settle_key(None, Some(sure)).and_then(|s| s.other), Some(key("Em")));
    }

    #[test]
    fn a_range_folds_what_is_heard_and_leaves_what_is_written() {
        let wish = TempoWish { range: Some(88.0..=176.0), chosen: None };
        let heard = |bpm, confidence| Some(Tempo { bpm, confidence, other: None });
        let value = |written, heard| settle_tempo(written, heard, &wish).map(|s| (s.value, s.other, s.sure));
        assert_eq!(value(None, heard(87.0, 0.9)), Some((174.0, Some(87.0), true)));
        assert_eq!(value(None, heard(180.0, 0.5)), Some((90.0, Some(180.0), false)));
        assert_eq!(value(None, heard(128.0, 0.9)), Some((128.0, None, true)));
        assert_eq!(value(Some(70.0), heard(140.0, 0.9)), Some((70.0, None, true)));
    }

    #[test]
    fn what_the_user_has_chosen_holds_whatever_is_heard_or_written_later() {
        let chosen = |bpm| TempoWish { chosen: Some(bpm), ..TempoWish::default() };
        let heard = |bpm, confidence| Some(Tempo { bpm, confidence, other: None });
        let settled = settle_tempo(None, heard(87.1, 0.5), &chosen(174.0)).expect("known");
        assert!((settled.value - 174.2).abs() < 1e-3 && settled.sure && settled.other == Some(87.1));
        let again = settle_tempo(None, heard(174.1, 0.9), &chosen(174.0)).expect("known");
        assert_eq!((again.value, again.other), (174.1, None));
        let written = settle_tempo(Some(70.0), heard(140.0, 0.9), &chosen(140.0)).expect("known");
        assert_eq!((written.value, written.written, written.disagrees), (140.0, true, None));
        for bpm in [60.0, 87.0, 104.9, 105.0, 128.0, 174.0, 209.0] {
            assert!((other_level(other_level(bpm)) - bpm).abs() < 1e-3, "{bpm}");
        }
    }
}
