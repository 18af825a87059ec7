//! Looking at every vector.

use std::collections::BinaryHeap;

use super::super::projection::Vector;

/// The leading values fill one line of the processor's cache and decide for most vectors.
const HEAD: usize = 16;

/// The nearest rows seen so far: `(squared distance, row)`.
pub(super) struct Best {
    wanted: usize,
    /// Distances are not negative, so their bits are ordered as they are.
    heap: BinaryHeap<(u32, u32)>,
    limit: f32,
}

impl Best {
    pub(super) fn new(wanted: usize) -> Self {
        let limit = if wanted == 0 { f32::NEG_INFINITY } else { f32::INFINITY };
        Self { wanted, heap: BinaryHeap::with_capacity(wanted.saturating_add(1).min(1 << 16)), limit }
    }

    /// Takes the row if it is nearer than the furthest so far. What is no number is never nearer.
    pub(super) fn offer(&mut self, distance: f32, row: u32) {
        // Rows come in rising order, so of equal distances the first stays.
        if distance < self.limit {
            self.heap.push((distance.max(0.0).to_bits(), row));
            if self.heap.len() > self.wanted {
                self.heap.pop();
            }
            if self.heap.len() == self.wanted {
                self.limit = self.heap.peek().map_or(f32::INFINITY, |&(bits, _)| f32::from_bits(bits));
            }
        }
    }

    /// Nearest first.
    pub(super) fn into_rows(self) -> Vec<(f32, u32)> {
        self.heap.into_sorted_vec().into_iter().map(|(bits, row)| (f32::from_bits(bits), row)).collect()
    }
}

/// Offers every vector whose row is kept.
pub(super) fn scan(vectors: &[Vector], query: &Vector, keep: impl Fn(u32) -> bool, best: &mut Best) {
    for (row, vector) in (0..).zip(vectors) {
        let head = squared(&vector[..HEAD], &query[..HEAD]);
        if head < best.limit && keep(row) {
            best.offer(head + squared(&vector[HEAD..], &query[HEAD..]), row);
        }
    }
}

/// Squared Euclidean distance; the lengths are equal multiples of eight.
pub(super) fn squared(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for lane in 0..8 {
            let difference = a[lane] - b[lane];
            lanes[lane] += difference * difference;
        }
    }
    lanes.iter().sum()
}
