//! What mixes with what: keys that are neighbours on the wheel, tempi within the deck's reach. For colours and filters,
//! never for ranking.

use super::{
    key::{KeyEstimate, Mode, MusicalKey, camelot},
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
#[must_use]
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
#[must_use]
pub fn tempo_fit(from: f32, to: f32) -> Option<TempoFit> {
    let usable = |bpm: f32| bpm.is_finite() && bpm > 0.0;
    if !usable(from) || !usable(to) {
        return None;
    }
    let fit = |factor: f32| TempoFit { factor, pitch: (from / (to * factor) - 1.0) * 100.0 };
    [1.0, 2.0, 0.5].map(fit).into_iter().min_by(|a, b| a.pitch.abs().total_cmp(&b.pitch.abs()))
}

/// Within `percent` of pitch, half and double time included.
#[must_use]
pub fn is_in_reach(from: f32, to: f32, percent: f32) -> bool {
    tempo_fit(from, to).is_some_and(|fit| fit.pitch.abs() <= percent)
}

/// Within so many beats per minute, half and double time included: `±3 bpm`.
#[must_use]
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
}

/// What is written wins over what is heard; what is heard counts only where it is sure. `None` is shown as `?`.
#[must_use]
pub fn settle_tempo(written: Option<f32>, heard: Option<Tempo>) -> Option<Settled<f32>> {
    let heard = heard.filter(Tempo::is_sure).map(|tempo| tempo.bpm);
    // Shops write 0 for "unknown".
    let written = written.filter(|bpm| bpm.is_finite() && *bpm >= 20.0);
    settle(written, heard, |written, heard| {
        tempo_fit(written, heard).is_some_and(|fit| (fit.factor - 1.0).abs() < 0.1 && fit.pitch.abs() < 1.0)
    })
}

/// As [`settle_tempo`].
#[must_use]
pub fn settle_key(written: Option<MusicalKey>, heard: Option<KeyEstimate>) -> Option<Settled<MusicalKey>> {
    settle(written, heard.filter(KeyEstimate::is_sure).map(|heard| heard.key), |a, b| a == b)
}

fn settle<T: Copy>(written: Option<T>, heard: Option<T>, same: impl Fn(T, T) -> bool) -> Option<Settled<T>> {
    match (written, heard) {
        (Some(value), heard) => {
            Some(Settled { value, written: true, disagrees: heard.filter(|&heard| !same(value, heard)) })
        }
        (None, Some(value)) => Some(Settled { value, written: false, disagrees: None }),
        (None, None) => None,
    }
}

/// The mode as other programs write it: `Tonality` of rekordbox is `Key`'s display, this is the long form.
#[must_use]
pub fn long_name(key: MusicalKey) -> String {
    let mode = if key.mode == Mode::Major { "major" } else { "minor" };
    format!("{} {mode}", key.to_string().trim_end_matches('m'))
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
        let heard = |bpm, confidence| Some(Tempo { bpm, confidence });
        let tempo = settle_tempo(Some(128.0), heard(128.4, 0.9)).expect("known");
        assert_eq!(tempo, Settled { value: 128.0, written: true, disagrees: None });
        let other = settle_tempo(Some(128.0), heard(125.0, 0.9)).expect("known");
        assert_eq!(other.disagrees, Some(125.0));
        assert_eq!(settle_tempo(Some(140.0), heard(70.0, 0.9)).and_then(|s| s.disagrees), Some(70.0));
        assert_eq!(
            settle_tempo(Some(0.0), heard(125.0, 0.9)).map(|s| (s.value, s.written)),
            Some((125.0, false))
        );
        assert_eq!(settle_tempo(None, heard(125.0, 0.1)), None);
        assert_eq!(settle_tempo(Some(128.0), heard(99.0, 0.1)).and_then(|s| s.disagrees), None);
        let unsure = KeyEstimate { key: key("Am"), confidence: 0.1, cents: 0.0 };
        assert_eq!(settle_key(None, Some(unsure)), None);
        let sure = KeyEstimate { confidence: 0.9, ..unsure };
        assert_eq!(settle_key(Some(key("C")), Some(sure)).and_then(|s| s.disagrees), Some(key("Am")));
        assert_eq!(long_name(key("F#m")), "F# minor");
    }
}
