//! The catalogue as a graph: tracks, and the mixes, artists and labels they hang together by.

use super::interactions::NONE;
use super::lists::{Lists, ListsBuf};

/// Borrowed adjacency both ways. Every list holds a track at most once; mixes are in playing order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Graph<'a> {
    /// The tracks of each mix, in playing order.
    pub mixes: Lists<'a>,
    /// The mixes of each track.
    pub of_track: Lists<'a>,
    /// The artists of each track.
    pub artists: Lists<'a>,
    /// The tracks of each artist.
    pub by_artist: Lists<'a>,
    /// The label of each track, or [`NONE`].
    pub labels: &'a [u32],
    /// The tracks of each label.
    pub by_label: Lists<'a>,
}

impl Graph<'_> {
    /// How many tracks there are.
    #[must_use]
    pub fn tracks(&self) -> usize {
        self.of_track.len()
    }

    /// In how many mixes a track is.
    #[must_use]
    pub fn support(&self, row: u32) -> usize {
        self.of_track.get(row as usize).len()
    }

    /// The label of a track.
    #[must_use]
    pub fn label(&self, row: u32) -> Option<u32> {
        self.labels.get(row as usize).copied().filter(|&label| label != NONE)
    }
}

/// Adjacency that owns its lists.
#[derive(Clone, Debug, Default)]
pub struct GraphBuf {
    /// See [`Graph`].
    pub mixes: ListsBuf,
    /// See [`Graph`].
    pub of_track: ListsBuf,
    /// See [`Graph`].
    pub artists: ListsBuf,
    /// See [`Graph`].
    pub by_artist: ListsBuf,
    /// See [`Graph`].
    pub labels: Vec<u32>,
    /// See [`Graph`].
    pub by_label: ListsBuf,
}

impl GraphBuf {
    /// Builds both directions from the plays. Of a track played twice in a mix the first play counts. Every row in the
    /// mixes is below `tracks`.
    #[must_use]
    pub fn new(tracks: usize, mixes: Lists<'_>, artists: Lists<'_>, labels: &[u32]) -> Self {
        let mixes: ListsBuf = mixes.iter().map(distinct).collect();
        let artists: ListsBuf = (0..tracks).map(|t| distinct(artists.get(t))).collect();
        let labels: Vec<u32> = (0..tracks).map(|t| labels.get(t).copied().unwrap_or(NONE)).collect();
        let each_label: ListsBuf =
            labels.iter().map(|&label| Vec::from_iter((label != NONE).then_some(label))).collect();
        let count = |lists: Lists<'_>| lists.values().iter().max().map_or(0, |&m| m as usize + 1);
        Self {
            of_track: mixes.view().inverted(tracks),
            by_artist: artists.view().inverted(count(artists.view())),
            by_label: each_label.view().inverted(count(each_label.view())),
            mixes,
            artists,
            labels,
        }
    }

    /// The same graph, borrowed.
    #[must_use]
    pub fn view(&self) -> Graph<'_> {
        Graph {
            mixes: self.mixes.view(),
            of_track: self.of_track.view(),
            artists: self.artists.view(),
            by_artist: self.by_artist.view(),
            labels: &self.labels,
            by_label: self.by_label.view(),
        }
    }
}

/// The values without repetitions, the first of each kept in its place.
#[must_use]
pub fn distinct(list: &[u32]) -> Vec<u32> {
    let mut sorted: Vec<(u32, usize)> = list.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    sorted.dedup_by_key(|(value, _)| *value);
    sorted.sort_unstable_by_key(|&(_, at)| at);
    sorted.into_iter().map(|(value, _)| value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_knows_both_directions_and_plays_each_track_once() {
        let mixes: ListsBuf = [vec![2, 0, 2, 1], vec![1]].into_iter().collect();
        let artists: ListsBuf = [vec![0], vec![0, 1], vec![]].into_iter().collect();
        let built = GraphBuf::new(3, mixes.view(), artists.view(), &[5, NONE]);
        let graph = built.view();
        assert_eq!(graph.mixes.get(0), [2, 0, 1]);
        assert_eq!(graph.of_track.get(1), [0, 1]);
        assert_eq!(graph.support(2), 1);
        assert_eq!(graph.by_artist.get(0), [0, 1]);
        assert_eq!(graph.by_label.get(5), [0]);
        assert_eq!((graph.label(0), graph.label(1), graph.label(2)), (Some(5), None, None));
    }
}
