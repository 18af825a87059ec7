//! What sounds: rodio's mixer with one player in it, fed from a cued clip.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rodio::mixer::{Mixer, MixerSource, mixer};
use rodio::source::{SeekError, Zero};
use rodio::{ChannelCount, Player, SampleRate, Source};

use super::cued::Cued;
use super::frames::{CHANNELS, RATE, frame};
use super::streamed::SampleBlock;

const WIDTH: ChannelCount = ChannelCount::new(CHANNELS).unwrap();
const HERTZ: SampleRate = SampleRate::new(RATE).unwrap();
/// Frames over which a clip fades in, so that a start in the middle of a wave does not click (3 ms).
const FADE: u32 = RATE * 3 / 1000;

/// One record on the deck at a time.
pub struct Deck {
    mixer: Mixer,
    out: MixerSource,
    playing: Option<Voice>,
    volume: f32,
}

struct Voice {
    player: Player,
    stop: Arc<AtomicBool>,
    level: f32,
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Deck {
    /// An empty deck at full volume.
    pub fn new() -> Self {
        let (mixer, out) = mixer(WIDTH, HERTZ);
        // A mixer without a source counts as ended.
        mixer.add(Zero::new(WIDTH, HERTZ));
        Self { mixer, out, playing: None, volume: 1.0 }
    }

    /// Puts `clip` on, from frame `from`, instead of what was on. `levelled`: with its gain.
    pub fn load(&mut self, clip: &Cued, from: u64, levelled: bool) {
        self.playing = None;
        let stop = Arc::new(AtomicBool::new(false));
        let (player, queue) = Player::new();
        player.append(ClipSource {
            clip: clip.clone(),
            held: Arc::new([]),
            at: 0,
            next: from,
            silent: 0,
            // A beginning is as it was recorded.
            played: if from == 0 { FADE } else { 0 },
            stop: stop.clone(),
        });
        self.mixer.add(queue);
        let level = if levelled { clip.factor() } else { 1.0 };
        player.set_volume(level * self.volume);
        self.playing = Some(Voice { player, stop, level });
    }

    /// Takes off what is on.
    pub fn clear(&mut self) {
        self.playing = None;
    }

    /// 0.0 is mute, 1.0 as it is.
    pub fn set_volume(&mut self, volume: f32) {
        self.volume = volume;
        if let Some(voice) = &self.playing {
            voice.player.set_volume(voice.level * volume);
        }
    }

    /// The next interleaved samples; silence where nothing is on.
    pub fn render(&mut self, out: &mut [f32]) {
        out.fill_with(|| self.out.next().unwrap_or(0.0));
    }
}

impl Default for Deck {
    fn default() -> Self {
        Self::new()
    }
}

/// Samples of silence played at a time where a clip has to be waited for: 10 ms.
const WAIT: usize = RATE as usize / 100 * CHANNELS as usize;

/// A clip from some frame on, as rodio takes sounds.
struct ClipSource {
    clip: Cued,
    /// The block that is played, and the sample of it that comes next.
    held: Arc<[f32]>,
    at: usize,
    /// The frame behind the block.
    next: u64,
    /// Samples of silence still to play before the clip is looked at again.
    silent: usize,
    played: u32,
    stop: Arc<AtomicBool>,
}

impl ClipSource {
    /// Takes the next block; false at the end.
    fn turn(&mut self) -> bool {
        match self.clip.block(self.next) {
            SampleBlock::Samples(first, samples) => {
                self.at = (self.next - first) as usize * usize::from(CHANNELS);
                self.next = first + samples.len() as u64 / u64::from(CHANNELS);
                self.held = samples;
                true
            }
            SampleBlock::Later => {
                self.clip.stall((WAIT / usize::from(CHANNELS)) as u64);
                self.silent = WAIT;
                // What goes on in the middle of a wave does not click.
                self.played = 0;
                true
            }
            SampleBlock::End => false,
        }
    }
}

impl Iterator for ClipSource {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        let width = usize::from(CHANNELS);
        let between_frames = self.at.is_multiple_of(width) && self.silent.is_multiple_of(width);
        if between_frames && self.stop.load(Ordering::Relaxed) {
            return None;
        }
        if self.silent == 0 && self.at >= self.held.len() && !self.turn() {
            return None;
        }
        if self.silent > 0 {
            self.silent -= 1;
            return Some(0.0);
        }
        let sample = *self.held.get(self.at)?;
        self.at += 1;
        if self.played >= FADE {
            return Some(sample);
        }
        self.played += u32::from(!between_frames);
        Some(sample * (self.played as f32 / FADE as f32))
    }
}

impl Source for ClipSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        WIDTH
    }

    fn sample_rate(&self) -> SampleRate {
        HERTZ
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }

    fn try_seek(&mut self, to: Duration) -> Result<(), SeekError> {
        self.held = Arc::new([]);
        (self.at, self.next) = (0, frame(to));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::clip::Clip;
    use crate::sound::feed::streamed::{BLOCK, Streamed};

    fn cued(left: f32, right: f32, frames: usize) -> Cued {
        Cued::new(Clip::new([left, right].repeat(frames), 2, RATE)).expect("cued")
    }

    fn frames(deck: &mut Deck, count: usize) -> Vec<f32> {
        let mut out = vec![9.0; count * 2];
        deck.render(&mut out);
        out
    }

    #[test]
    fn an_empty_deck_is_silent() {
        assert_eq!(frames(&mut Deck::new(), 1000), vec![0.0; 2000]);
    }

    #[test]
    fn a_clip_plays_on_its_own_channels_and_ends_in_silence() {
        let mut deck = Deck::new();
        deck.load(&cued(0.25, -0.5, 1000), 0, false);
        let out = frames(&mut deck, 1100);
        assert_eq!(out[2 * 500..2 * 502], [0.25, -0.5, 0.25, -0.5]);
        assert_eq!(out[..2], [0.25, -0.5]);
        assert_eq!(out[2000..], [0.0; 200]);
    }

    #[test]
    fn another_clip_replaces_the_first_from_its_first_frame_on() {
        let mut deck = Deck::new();
        deck.load(&cued(0.25, 0.25, 10_000), 0, false);
        frames(&mut deck, 500);
        deck.load(&cued(-0.5, -0.5, 10_000), 0, false);
        let out = frames(&mut deck, 500);
        assert!(out.iter().all(|sample| *sample <= 0.0), "nothing of the first is left");
        assert!((out[2 * 400] + 0.5).abs() < 1e-6);
    }

    #[test]
    fn it_starts_where_it_is_told_to() {
        let ramp = (0..2000).flat_map(|n| [n as f32 / 2000.0; 2]).collect();
        let mut deck = Deck::new();
        deck.load(&Cued::new(Clip::new(ramp, 2, RATE)).expect("cued"), 1000, false);
        let out = frames(&mut deck, 400);
        assert!((out[2 * 300] - 0.65).abs() < 1e-6);
        assert!(out[0] < 0.01, "a start inside fades in");
    }

    #[test]
    fn what_is_not_decoded_yet_is_waited_for_in_silence_and_none_of_it_is_lost() {
        let streamed = Arc::new(Streamed::by_hand(3 * BLOCK));
        let clip = Cued::by_hand(streamed.clone());
        let mut deck = Deck::new();
        clip.restart(BLOCK);
        deck.load(&clip, BLOCK, false);
        let waited = frames(&mut deck, 1_000);
        assert!(waited.iter().all(|sample| *sample == 0.0));
        let (base, heard) = (super::super::frames::time(BLOCK), super::super::frames::time(1_000));
        assert_eq!(clip.playhead(base, heard), base, "the playhead waits too");
        streamed.put(1, (0..BLOCK).flat_map(|n| [n as f32 / BLOCK as f32; 2]).collect());
        let block = BLOCK as usize;
        let heard = frames(&mut deck, block + 2_000);
        let rest: Vec<f32> = heard.into_iter().step_by(2).skip_while(|sample| *sample == 0.0).collect();
        assert!((rest[block / 2] - 0.5).abs() < 0.01, "{}", rest[block / 2]);
        assert!((rest[block - 100] - 1.0).abs() < 0.01 && rest[block + 10] == 0.0);
    }

    #[test]
    fn volume_acts_within_five_milliseconds() {
        let mut deck = Deck::new();
        deck.load(&cued(0.5, 0.5, 10_000), 0, false);
        frames(&mut deck, 500);
        deck.set_volume(0.5);
        let out = frames(&mut deck, 500);
        assert!((out[2 * 250] - 0.25).abs() < 1e-6);
    }

    #[test]
    fn a_clip_is_levelled_where_asked() {
        let clip = cued(0.5, 0.5, 44_100);
        let mut deck = Deck::new();
        deck.load(&clip, 0, true);
        let out = frames(&mut deck, 1000);
        assert!((out[1000] - 0.5 * clip.factor()).abs() < 1e-4);
    }
}
