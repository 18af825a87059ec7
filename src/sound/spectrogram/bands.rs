//! The log-frequency axis.

/// Which part of the spectrum is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Range {
    /// 30 Hz to 16 kHz: what previews hold.
    #[default]
    Full,
    /// Kick and bass.
    Low,
    /// Chords and voices.
    Middle,
    /// Hats and air.
    High,
}

impl Range {
    /// All, in the order of the key that goes through them.
    pub const ALL: [Self; 4] = [Self::Full, Self::Low, Self::Middle, Self::High];

    /// Lowest and highest frequency, Hz.
    pub fn hertz(self) -> (f32, f32) {
        match self {
            Self::Full => (30.0, 16_000.0),
            Self::Low => (30.0, 480.0),
            Self::Middle => (200.0, 3_200.0),
            Self::High => (1_000.0, 16_000.0),
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|range| *range == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// The edges of `count` bands of equal width in octaves, low to high: `count + 1` frequencies.
    pub fn edges(self, count: usize) -> Vec<f32> {
        let (low, high) = self.hertz();
        (0..=count).map(|n| low * (high / low).powf(n as f32 / count.max(1) as f32)).collect()
    }

    /// The frequency in the middle of row `row` (0 on top) of `rows`.
    pub fn middle(self, row: usize, rows: usize) -> f32 {
        let (low, high) = self.hertz();
        let share = 1.0 - (row as f32 + 0.5) / rows.max(1) as f32;
        low * (high / low).powf(share)
    }
}

/// The power between two frequencies: the bins inside, and the shares of those at the edges; between bins what they weigh.
pub fn power(bins: &[f32], width: f32, low: f32, high: f32) -> f32 {
    // Bin n stands for (n - 1/2)..(n + 1/2) bin widths.
    let (from, to) = (low / width + 0.5, high / width + 0.5);
    let (first, last) = (from as usize, to as usize);
    if high - low < width {
        // A band narrower than a bin: its level is the spectrum's there, not a share of it.
        let place = (low * high).sqrt() / width;
        let (left, right) = (place.floor(), place.fract());
        let at = |n: usize| bins.get(n).copied().unwrap_or(0.0);
        return at(left as usize) * (1.0 - right) + at(left as usize + 1) * right;
    }
    (first..=last)
        .map(|n| {
            let share = (to.min(n as f32 + 1.0) - from.max(n as f32)).clamp(0.0, 1.0);
            bins.get(n).copied().unwrap_or(0.0) * share
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_octaves_wide_and_meet() {
        let edges = Range::Low.edges(4);
        assert_eq!(edges.len(), 5);
        assert!(edges.windows(2).all(|pair| (pair[1] / pair[0] - 2.0).abs() < 1e-4));
        assert!((Range::Full.middle(0, 4) / Range::Full.middle(1, 4) - 4.805).abs() < 0.01);
    }

    #[test]
    fn wide_bands_sum_and_narrow_ones_read_between_the_bins() {
        let bins = [0.0, 1.0, 3.0, 0.0, 0.0];
        assert!((power(&bins, 10.0, 5.0, 25.0) - 4.0).abs() < 1e-4);
        assert!((power(&bins, 10.0, 14.9, 15.1) - 2.0).abs() < 0.05);
        assert!(power(&bins, 10.0, 900.0, 990.0) < f32::EPSILON);
    }
}
