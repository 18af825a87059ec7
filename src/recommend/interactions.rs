//! Who played what: the mix x track matrix, and the weak rows that tie together the tracks of an artist, of a label and of a
//! time.

use sprs::CsMatI;

use super::lists::Lists;

/// A compressed sparse row matrix of play values.
pub type Csr = CsMatI<f32, u32>;
/// "No such row": a track without a label, a track the old model does not know.
pub const NONE: u32 = u32::MAX;

/// What the catalogue knows, as dense rows. Artists and labels may be empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plays<'a> {
    /// How many tracks there are; every row below is smaller.
    pub tracks: usize,
    /// The tracks of each mix. The same track twice counts once.
    pub mixes: Lists<'a>,
    /// The artists of each track.
    pub artists: Lists<'a>,
    /// The label of each track, or [`NONE`].
    pub labels: &'a [u32],
    /// The date of each mix as a number that sorts (`yyyymmdd`), zero where unknown. May be shorter than the mixes.
    pub dates: &'a [u32],
}

impl Plays<'_> {
    /// The date of a mix, zero where unknown.
    #[must_use]
    pub fn date(&self, mix: usize) -> u32 {
        self.dates.get(mix).copied().unwrap_or(0)
    }
}

/// What the weak rows weigh beside a play's 1; zero leaves them out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowWeights {
    /// One row per artist.
    pub artist: f32,
    /// One row per label.
    pub label: f32,
    /// One row for each [`PERIOD`] mixes that follow each other by date, the next beginning half way.
    pub period: f32,
}

impl RowWeights {
    /// The mixes alone.
    pub const NONE: Self = Self { artist: 0.0, label: 0.0, period: 0.0 };
}

/// Mixes of a period; by date, so that a period is long where few mixes are known of it. On sixteen validation splits of the
/// starter 60 and 120 are as good; periods that do not overlap gain two thirds of it.
pub const PERIOD: usize = 80;
/// With more mixes there are no rows of periods: every play is in two of them, so that they would be two thirds of the matrix
/// where a fit takes longest, and nothing was measured there.
pub const MOST_MIXES_FOR_PERIODS: usize = 50_000;

/// Rows (mixes, then artists, labels and periods) x tracks with the value r of each entry.
#[derive(Clone, Debug)]
pub struct Interactions {
    matrix: Csr,
    mixes: usize,
}

/// A play names a track that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row} is not one of {tracks} tracks")]
pub struct UnknownTrack {
    /// The row named.
    pub row: u32,
    /// How many there are.
    pub tracks: usize,
}

impl Interactions {
    /// Builds the matrix. An artist or label with a single track gives no row: it would tie the track to nothing.
    pub fn new(plays: &Plays<'_>, weights: RowWeights) -> Result<Self, UnknownTrack> {
        let tracks = plays.tracks;
        if let Some(&row) = plays.mixes.values().iter().find(|&&row| row as usize >= tracks) {
            return Err(UnknownTrack { row, tracks });
        }
        let mut rows = Rows::default();
        let mut once = Vec::new();
        for mix in plays.mixes.iter() {
            once.clear();
            once.extend_from_slice(mix);
            once.sort_unstable();
            once.dedup();
            rows.push(&once, 1.0);
        }
        let mixes = plays.mixes.len();
        if weights.artist > 0.0 {
            let pairs = (0..tracks).flat_map(|t| plays.artists.get(t).iter().map(move |&a| (a, t as u32)));
            rows.push_groups(pairs.collect(), weights.artist);
        }
        if weights.label > 0.0 {
            let pairs = plays.labels.iter().take(tracks).enumerate().filter(|(_, label)| **label != NONE);
            rows.push_groups(pairs.map(|(t, &label)| (label, t as u32)).collect(), weights.label);
        }
        if weights.period > 0.0 && mixes <= MOST_MIXES_FOR_PERIODS {
            rows.push_periods(plays, weights.period);
        }
        Ok(Self { matrix: rows.finish(tracks), mixes })
    }

    /// Takes any matrix of values above zero, for benches and tests; all its rows count as mixes.
    #[must_use]
    pub fn from_matrix(matrix: Csr) -> Self {
        let matrix = if matrix.is_csr() { matrix } else { matrix.to_other_storage() };
        let mixes = matrix.rows();
        Self { matrix, mixes }
    }

    /// The matrix, rows in the order mixes, artists, labels, periods.
    #[must_use]
    pub fn matrix(&self) -> &Csr {
        &self.matrix
    }

    /// How many of the rows are mixes.
    #[must_use]
    pub fn mixes(&self) -> usize {
        self.mixes
    }

    /// All rows, the weak ones included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.matrix.rows()
    }

    /// Columns.
    #[must_use]
    pub fn tracks(&self) -> usize {
        self.matrix.cols()
    }

    /// In how many mixes each track is.
    #[must_use]
    pub fn support(&self) -> Vec<u32> {
        let mut support = vec![0; self.tracks()];
        for row in self.matrix.outer_iterator().take(self.mixes) {
            for &t in row.indices() {
                support[t as usize] += 1;
            }
        }
        support
    }
}

/// The transpose as CSR.
#[must_use]
pub fn transposed(matrix: &Csr) -> Csr {
    matrix.to_other_storage().transpose_into()
}

struct Rows {
    starts: Vec<u32>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl Default for Rows {
    fn default() -> Self {
        Self { starts: vec![0], indices: Vec::new(), values: Vec::new() }
    }
}

impl Rows {
    fn push(&mut self, sorted: &[u32], value: f32) {
        self.indices.extend_from_slice(sorted);
        self.values.resize(self.indices.len(), value);
        self.starts.push(self.indices.len() as u32);
    }

    /// A row for each group of two or more tracks.
    fn push_groups(&mut self, mut pairs: Vec<(u32, u32)>, value: f32) {
        pairs.sort_unstable();
        pairs.dedup();
        let mut group = Vec::new();
        for chunk in pairs.chunk_by(|a, b| a.0 == b.0).filter(|chunk| chunk.len() > 1) {
            group.clear();
            group.extend(chunk.iter().map(|&(_, track)| track));
            self.push(&group, value);
        }
    }

    /// A row for each period; none where all dated mixes are of one.
    fn push_periods(&mut self, plays: &Plays<'_>, value: f32) {
        let mut dated: Vec<u32> = (0..plays.mixes.len() as u32).collect();
        dated.retain(|&mix| plays.date(mix as usize) > 0);
        dated.sort_by_key(|&mix| (plays.date(mix as usize), mix));
        if dated.len() <= PERIOD {
            return;
        }
        let mut tracks = Vec::new();
        for begin in (0..dated.len()).step_by(PERIOD / 2) {
            let mixes = &dated[begin..dated.len().min(begin + PERIOD)];
            tracks.clear();
            tracks.extend(mixes.iter().flat_map(|&mix| plays.mixes.get(mix as usize)));
            tracks.sort_unstable();
            tracks.dedup();
            self.push(&tracks, value);
        }
    }

    fn finish(self, tracks: usize) -> Csr {
        Csr::new((self.starts.len() - 1, tracks), self.starts, self.indices, self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::lists::ListsBuf;

    fn dense(matrix: &Csr) -> Vec<Vec<f32>> {
        let mut rows = vec![vec![0.0; matrix.cols()]; matrix.rows()];
        for (row, entries) in rows.iter_mut().zip(matrix.outer_iterator()) {
            for (t, &r) in entries.iter() {
                row[t] = r;
            }
        }
        rows
    }

    #[test]
    fn a_track_twice_in_a_mix_counts_once_and_groups_become_weak_rows() {
        let mixes: ListsBuf = [vec![2, 0, 2], vec![], vec![1]].into_iter().collect();
        let artists: ListsBuf = [vec![7], vec![7, 9], vec![3]].into_iter().collect();
        let plays = Plays {
            tracks: 3,
            mixes: mixes.view(),
            artists: artists.view(),
            labels: &[NONE, 4, 4],
            dates: &[1, 2, 3],
        };
        let weights = RowWeights { artist: 0.5, label: 0.1, period: 0.02 };
        let built = Interactions::new(&plays, weights).expect("rows in range");
        assert_eq!(built.mixes(), 3);
        assert_eq!(
            dense(built.matrix()),
            [
                vec![1.0, 0.0, 1.0],
                vec![0.0, 0.0, 0.0],
                vec![0.0, 1.0, 0.0],
                vec![0.5, 0.5, 0.0], // artist 7; artists 3 and 9 have one track each
                vec![0.0, 0.1, 0.1], // label 4
            ]
        );
        assert_eq!(built.support(), [1, 1, 1]);
        assert_eq!(dense(&transposed(built.matrix()))[1], [0.0, 0.0, 1.0, 0.5, 0.1]);
    }

    #[test]
    fn zero_weights_leave_the_plain_matrix_and_unknown_tracks_are_an_error() {
        let mixes: ListsBuf = [vec![0, 1]].into_iter().collect();
        let artists: ListsBuf = [vec![0], vec![0]].into_iter().collect();
        let mut plays = Plays { tracks: 2, mixes: mixes.view(), artists: artists.view(), ..Plays::default() };
        assert_eq!(Interactions::new(&plays, RowWeights::NONE).expect("in range").rows(), 1);
        plays.tracks = 1;
        assert_eq!(
            Interactions::new(&plays, RowWeights::NONE).expect_err("1 is no row"),
            UnknownTrack { row: 1, tracks: 1 }
        );
    }

    #[test]
    fn tracks_of_a_time_share_rows_whatever_the_order_of_the_mixes() {
        // Mix n has track n; the latest come first, and one has no date.
        let n = 100u32;
        let mixes: ListsBuf = (0..n).map(|mix| [mix]).collect();
        let dates: Vec<u32> = (0..n).map(|mix| if mix == 7 { 0 } else { 20_000_100 - mix }).collect();
        let plays = Plays { tracks: 100, mixes: mixes.view(), dates: &dates, ..Plays::default() };
        let weights = RowWeights { period: 0.5, ..RowWeights::NONE };
        let rows = dense(Interactions::new(&plays, weights).expect("in range").matrix());
        let period = |row: usize| (0..n).filter(|&t| rows[row][t as usize] > 0.0).rev().collect::<Vec<_>>();
        let dated: Vec<u32> = (0..n).rev().filter(|&mix| mix != 7).collect();
        assert_eq!(rows.len(), 103);
        assert_eq!(period(100), dated[..80]);
        assert_eq!(period(101), dated[40..]);
        assert_eq!(period(102), dated[80..]);
        assert!((rows[100][99] - 0.5).abs() < 1e-6);
        let few = Plays { dates: &dates[..80], ..plays };
        assert_eq!(Interactions::new(&few, weights).expect("in range").rows(), 100, "all of one period");
    }
}
