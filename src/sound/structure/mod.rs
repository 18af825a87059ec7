//! Where to mix a recording: its first strong beat, the end of its intro and the start of its outro.
//!
//! Parts of dance music change on bar lines and last for 8 or 16 bars. So the whole recording is looked at beat by beat, in five bands of
//! loudness; a part ends where the bars before differ from the bars behind. What a recording does not have is not named: nothing of one
//! without a tempo that holds from end to end, no intro of one that begins in full, no outro of one that ends in full.

mod beats;
mod outline;
mod point;
#[cfg(test)]
pub(crate) mod tests;

use std::{path::Path, time::Duration};

use beats::{BAR, Beats};
use outline::OutlineBuilder;
pub use point::{MixPoint, PointKind, found};

use super::decode::{DecodeError, FileDecoder};
use crate::catalogue::MixPoints;

/// Bars that a recording has at least for any of it to be a part.
const SHORTEST: usize = 32;
/// Longer recordings are mixes; seconds.
const LONGEST: f32 = 20.0 * 60.0;
/// Frames decoded at a time.
const PIECE: usize = 1 << 14;
/// So many beats of two bars are strong where drums play: kick and snare leave some out.
const STRONG: usize = 5;
/// A part ends where the bands differ by so many decibels; see [`Beats::change`].
const CHANGE: f32 = 3.5;
/// Decibels, the mean of the bands, by which a recording is fuller behind its intro, and before its outro.
const FULLER: f32 = 2.5;
/// Parts this many decibels below the full ones are full as well.
const FULL: f32 = 2.5;

/// Finds the places of a file. All of it is decoded, a piece at a time: about as long as decoding takes; what is longer than twenty
/// minutes has none. `None` where `stop`, asked with every piece, ended it. Of a damaged file, those of what can be decoded.
pub fn of_file(path: &Path, stop: &(dyn Fn() -> bool + Sync)) -> Result<Option<MixPoints>, DecodeError> {
    let mut decoder = FileDecoder::open(path, Duration::ZERO)?;
    let mut builder: Option<OutlineBuilder> = None;
    while let Some(clip) = decoder.read(PIECE) {
        if stop() {
            return Ok(None);
        }
        let builder = builder.get_or_insert_with(|| OutlineBuilder::new(clip.rate));
        builder.push(&clip.samples, clip.channels);
        // What a header says of the length is not believed.
        if builder.seconds() > LONGEST {
            break;
        }
    }
    Ok(Some(builder.map(of).unwrap_or_default()))
}

fn of(builder: OutlineBuilder) -> MixPoints {
    if builder.seconds() > LONGEST {
        return MixPoints::default();
    }
    let beats = Beats::of(&builder.finish()).filter(|beats| beats.len() >= SHORTEST * BAR);
    beats.map(|beats| find(&beats)).unwrap_or_default()
}

fn find(beats: &Beats) -> MixPoints {
    let changes = changes(beats);
    let first = first_beat(beats);
    let intro = intro_end(beats, &changes, first.unwrap_or(0));
    let outro = outro(beats, &changes, intro.or(first).unwrap_or(0));
    let second = |beat: Option<usize>| beat.map(|beat| beats.second(beat));
    MixPoints { first_beat: second(first), intro_end: second(intro), outro: second(outro) }
}

/// Beats where a part begins, in order: those where a bar, four and eight bars before differ most from those behind.
fn changes(beats: &Beats) -> Vec<usize> {
    let strength: Vec<f32> = (0..beats.len())
        .map(|at| {
            0.4 * beats.change(at, BAR) + 0.3 * beats.change(at, 4 * BAR) + 0.3 * beats.change(at, 8 * BAR)
        })
        .collect();
    let is_peak = |at: &usize| {
        let mut around = at.saturating_sub(2 * BAR)..(at + 2 * BAR + 1).min(beats.len());
        strength[*at] >= CHANGE && around.all(|other| other == *at || strength[other] < strength[*at])
    };
    let mut peaks: Vec<usize> = (BAR..beats.len().saturating_sub(BAR)).filter(is_peak).collect();
    onto_bars(&mut peaks, &strength);
    peaks
}

/// Moves what lies a beat beside the bar lines that most changes lie on.
fn onto_bars(peaks: &mut [usize], strength: &[f32]) {
    let mut bars = [0.0_f32; BAR];
    for &at in peaks.iter() {
        bars[at % BAR] += strength[at];
    }
    let line = (0..BAR).max_by(|a, b| bars[*a].total_cmp(&bars[*b])).unwrap_or(0);
    if 2.0 * bars[line] <= bars.iter().sum::<f32>() {
        return;
    }
    for at in peaks.iter_mut() {
        match (*at + BAR - line) % BAR {
            1 => *at -= 1,
            3 => *at += 1,
            _ => {}
        }
    }
}

/// The first beat of a bar in which all but one, and of two in which most, are begun as strongly as they are elsewhere.
fn first_beat(beats: &Beats) -> Option<usize> {
    let strong = beats.strong();
    let is_strong = |at: &usize| strong.get(*at).copied().unwrap_or(false);
    let count = |at: usize, bars: usize| (at..at + bars * BAR).filter(is_strong).count();
    let drums = |at: &usize| is_strong(at) && count(*at, 1) >= BAR - 1 && count(*at, 2) >= STRONG;
    (0..beats.len() / 3).find(drums)
}

/// The first change into a full part where all before it is emptier.
fn intro_end(beats: &Beats, changes: &[usize], first: usize) -> Option<usize> {
    changes.iter().copied().take_while(|at| 2 * at < beats.len()).find(|&at| {
        let full = beats.fullness(at, at + 8 * BAR);
        let is_full = full >= beats.full() - FULL && at >= first.max(4 * BAR);
        is_full && beats.fullest(0, at) <= full - FULLER
    })
}

/// The first change out of a full part where all behind it is emptier.
fn outro(beats: &Beats, changes: &[usize], after: usize) -> Option<usize> {
    let late = changes.iter().copied().filter(|at| 2 * at >= beats.len() && *at > after + 8 * BAR);
    late.filter(|at| at + 4 * BAR <= beats.len()).find(|&at| {
        let full = beats.fullness(at - 8 * BAR, at);
        full >= beats.full() - FULL && beats.fullest(at, beats.len()) <= full - FULLER
    })
}
