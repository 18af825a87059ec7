//! Exact merging of identical columns.
//!
//! Tracks whose entries are the same (most often: whose only play is in the same mix) have the same factors after any
//! item half-step, so the fit carries one of them with its multiplicity k: in Y'MY it counts k times, in a row's system
//! its confidence term is k (c - 1) and its right side k c.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::FitError;
use crate::recommend::interactions::{Csr, Interactions, transposed};

/// The matrix with identical columns merged, both ways round.
#[derive(Debug)]
pub struct Collapsed {
    /// Rows x merged columns.
    pub by_row: Csr,
    /// Merged columns x rows.
    pub by_column: Csr,
    /// How many columns each merged one stands for.
    pub multiplicity: Vec<f32>,
    /// The merged column of every column; never larger than the column's own number.
    pub merged: Vec<u32>,
}

impl Collapsed {
    /// Of interactions whose values can be fitted.
    pub fn of(interactions: &Interactions) -> Result<Self, FitError> {
        let matrix = interactions.matrix();
        if !matrix.data().iter().all(|r| r.is_finite() && *r >= 0.0) {
            return Err(FitError::Value);
        }
        Ok(collapse(matrix))
    }
}

/// Merges identical columns; the merged ones keep the order of first appearance.
#[must_use]
pub fn collapse(matrix: &Csr) -> Collapsed {
    let columns = transposed(matrix);
    let mut first: HashMap<u64, u32, BuildHasherDefault<Hashed>> =
        HashMap::with_capacity_and_hasher(columns.rows(), BuildHasherDefault::default());
    // The next merged column with the same hash, for the case that two different ones share it.
    let mut next: Vec<u32> = Vec::new();
    let mut kept: Vec<u32> = Vec::new();
    let mut multiplicity: Vec<f32> = Vec::new();
    let mut merged = Vec::with_capacity(columns.rows());
    let (mut starts, mut indices, mut values) = (vec![0u32], Vec::new(), Vec::new());
    for (number, column) in columns.outer_iterator().enumerate() {
        let hash = hash(column.indices(), column.data());
        let mut at = first.get(&hash).copied().unwrap_or(u32::MAX);
        while let Some(&candidate) = kept.get(at as usize) {
            let same = columns.outer_view(candidate as usize).is_some_and(|c| {
                c.indices() == column.indices()
                    && c.data().iter().zip(column.data()).all(|(a, b)| a.to_bits() == b.to_bits())
            });
            if same {
                break;
            }
            at = next[at as usize];
        }
        if (at as usize) < kept.len() {
            multiplicity[at as usize] += 1.0;
        } else {
            at = kept.len() as u32;
            kept.push(number as u32);
            multiplicity.push(1.0);
            next.push(first.insert(hash, at).unwrap_or(u32::MAX));
            indices.extend_from_slice(column.indices());
            values.extend_from_slice(column.data());
            starts.push(indices.len() as u32);
        }
        merged.push(at);
    }
    let by_column = Csr::new((kept.len(), matrix.rows()), starts, indices, values);
    Collapsed { by_row: transposed(&by_column), by_column, multiplicity, merged }
}

fn hash(indices: &[u32], values: &[f32]) -> u64 {
    let mut h = 0x9E37_79B9_7F4A_7C15u64;
    for (&i, v) in indices.iter().zip(values) {
        h = (h ^ (u64::from(i) << 32 | u64::from(v.to_bits()))).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        h ^= h >> 32;
    }
    h
}

/// Takes what [`hash`] gave as it is: hashing it once more is a third of the time.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_columns_merge_and_nothing_else_does() {
        // Columns: {0}, {0}, {0:0.5}, {0,1}, {}, {0}, {}
        let matrix =
            Csr::new((2, 7), vec![0, 5, 6], vec![0, 1, 2, 3, 5, 3], vec![1.0, 1.0, 0.5, 1.0, 1.0, 1.0]);
        let c = collapse(&matrix);
        assert_eq!(c.merged, [0, 0, 1, 2, 3, 0, 3]);
        assert_eq!(c.multiplicity, [3.0, 1.0, 1.0, 2.0]);
        assert_eq!(c.by_row.shape(), (2, 4));
        assert_eq!(c.by_row.indices(), [0, 1, 2, 2]);
        assert_eq!(c.by_column.shape(), (4, 2));
        assert!(c.merged.iter().enumerate().all(|(i, &m)| m as usize <= i));
    }
}
