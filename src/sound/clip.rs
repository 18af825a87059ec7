//! A piece of sound in memory.

use std::fmt;
use std::time::Duration;

/// Samples as the player, the spectrogram and the network take them.
#[derive(Clone, Default, PartialEq)]
pub struct Clip {
    /// Interleaved, nominally -1.0..=1.0, never NaN.
    pub samples: Vec<f32>,
    /// 1 or 2.
    pub channels: u16,
    /// Frames a second, Hz.
    pub rate: u32,
}

impl Clip {
    /// A clip of these interleaved samples; a last frame that is not whole is dropped.
    pub fn new(mut samples: Vec<f32>, channels: u16, rate: u32) -> Self {
        let channels = channels.max(1);
        samples.truncate(samples.len() / usize::from(channels) * usize::from(channels));
        Self { samples, channels, rate: rate.max(1) }
    }

    /// Samples per channel.
    pub fn frames(&self) -> usize {
        self.samples.len() / usize::from(self.channels.max(1))
    }

    /// How long it plays.
    pub fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.seconds())
    }

    /// How long it plays, in seconds.
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.rate.max(1))
    }

    /// No frame at all.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The largest absolute sample.
    pub fn peak(&self) -> f32 {
        self.samples.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    /// The mean of the channels.
    #[must_use]
    pub fn mono(&self) -> Self {
        let width = usize::from(self.channels.max(1));
        if width == 1 {
            return self.clone();
        }
        let samples =
            self.samples.chunks_exact(width).map(|frame| frame.iter().sum::<f32>() / width as f32).collect();
        Self::new(samples, 1, self.rate)
    }

    /// Two channels: a mono clip on both.
    #[must_use]
    pub fn stereo(self) -> Self {
        match self.channels {
            2 => self,
            1 => {
                let samples = self.samples.iter().flat_map(|s| [*s, *s]).collect();
                Self::new(samples, 2, self.rate)
            }
            _ => self.mono().stereo(),
        }
    }

    /// The frames in `[from, from + length)`, as far as they exist.
    #[must_use]
    pub fn cut(&self, from: Duration, length: Duration) -> Self {
        let width = usize::from(self.channels.max(1));
        let at = |time: Duration| {
            ((time.as_secs_f64() * f64::from(self.rate)).round() as usize).min(self.frames())
        };
        let (start, end) = (at(from), at(from.saturating_add(length)));
        Self::new(self.samples[start * width..end * width].to_vec(), self.channels, self.rate)
    }
}

impl fmt::Debug for Clip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (frames, channels, rate) = (self.frames(), self.channels, self.rate);
        write!(f, "Clip({frames} frames, {channels} channels, {rate} Hz)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mono_is_the_mean_and_stereo_is_twice_the_mono() {
        let clip = Clip::new(vec![1.0, 0.0, -0.5, 0.5], 2, 10);
        assert_eq!(clip.mono().samples, [0.5, 0.0]);
        assert_eq!(clip.mono().stereo().samples, [0.5, 0.5, 0.0, 0.0]);
        assert_eq!(clip.duration(), Duration::from_millis(200));
    }

    #[test]
    fn an_unfinished_frame_is_dropped() {
        assert_eq!(Clip::new(vec![0.1, 0.2, 0.3], 2, 10).frames(), 1);
    }

    #[test]
    fn a_cut_stops_at_the_end() {
        let clip = Clip::new((0..10).map(|n| n as f32).collect(), 1, 10);
        let cut = clip.cut(Duration::from_millis(800), Duration::from_secs(9));
        assert_eq!(cut.samples, [8.0, 9.0]);
        assert!(clip.cut(Duration::from_secs(5), Duration::from_secs(1)).is_empty());
    }
}
