//! Who played what: the mix x track matrix, and the weak rows that tie an artist's and a label's tracks together.

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
}

/// What the weak rows weigh beside a play's 1; zero leaves them out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowWeights {
    /// One row per artist.
    pub artist: f32,
    /// One row per label.
    pub label: f32,
}

/// Rows (mixes, then artists, then labels) x tracks with the value r of each entry.
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
        Ok(Self { matrix: rows.finish(tracks), mixes })
    }

    /// Takes any matrix of values above zero, for benches and tests; all its rows count as mixes.
    #[must_use]
    pub fn from_matrix(matrix: Csr) -> Self {
        let matrix = if matrix.is_csr() { matrix } else { matrix.to_other_storage() };
        let mixes = matrix.rows();
        Self { matrix, mixes }
    }

    /// The matrix, rows in the order mixes, artists, labels.
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
        let plays = Plays { tracks: 3, mixes: mixes.view(), artists: artists.view(), labels: &[NONE, 4, 4] };
        let built = Interactions::new(&plays, RowWeights { artist: 0.5, label: 0.1 }).expect("rows in range");
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
        let mut plays = Plays { tracks: 2, mixes: mixes.view(), artists: artists.view(), labels: &[] };
        let none = RowWeights { artist: 0.0, label: 0.0 };
        assert_eq!(Interactions::new(&plays, none).expect("in range").rows(), 1);
        plays.tracks = 1;
        assert_eq!(
            Interactions::new(&plays, none).expect_err("1 is no row"),
            UnknownTrack { row: 1, tracks: 1 }
        );
    }
}
