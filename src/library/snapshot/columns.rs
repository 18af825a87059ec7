//! The two shapes every table of a snapshot is made of: a column of strings and a column of lists.

use crate::slab::Slab;

/// A column of strings: one heap and each string's end.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    /// UTF-8, one after the other.
    pub heap: Slab<u8>,
    /// `ends[i]` is where string `i` ends in the heap.
    pub ends: Slab<u32>,
}

impl Strings {
    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether the last string ends where the heap does.
    pub fn ends_fit(&self) -> bool {
        self.ends.last().map_or(0, |end| *end as usize) == self.heap.len()
    }

    /// The string; empty where the row or the heap is out of bounds (a damaged file must not end the program).
    pub fn get(&self, row: u32) -> &str {
        std::str::from_utf8(self.bytes(row)).unwrap_or_default()
    }

    /// Its bytes, not looked at whether they are text.
    pub fn bytes(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let Some(&end) = self.ends.get(row) else { return &[] };
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        self.heap.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The same, `None` where empty.
    pub fn some(&self, row: u32) -> Option<&str> {
        Some(self.get(row)).filter(|text| !text.is_empty())
    }
}

/// Room for about as much as there was.
pub fn room<T>(before: usize) -> Vec<T> {
    Vec::with_capacity(before + before / 16)
}

/// Collects a [`Strings`] column.
#[derive(Default)]
pub struct StringsBuilder {
    heap: Vec<u8>,
    ends: Vec<u32>,
}

impl StringsBuilder {
    /// For about as much text as `strings` hold.
    pub fn like(strings: &Strings) -> Self {
        Self { heap: room(strings.heap.len()), ends: room(strings.len()) }
    }

    /// Adds a string. Past 4 GiB of text a column takes no more, and the rest reads as empty.
    pub fn push(&mut self, text: &str) {
        self.push_bytes(text.as_bytes());
    }

    fn push_bytes(&mut self, bytes: &[u8]) {
        if u32::try_from(self.heap.len() + bytes.len()).is_ok() {
            self.heap.extend_from_slice(bytes);
        }
        self.ends.push(self.heap.len() as u32);
    }

    /// A string that was added.
    pub fn get(&self, row: u32) -> &str {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        std::str::from_utf8(&self.heap[start as usize..self.ends[row] as usize]).unwrap_or_default()
    }

    /// Adds a string of another column as it is.
    pub fn copy(&mut self, from: &Strings, row: u32) {
        self.push_bytes(from.bytes(row));
    }

    /// Leaves the rows that `stays` names.
    pub fn retain(&mut self, stays: impl Fn(u32) -> bool) {
        let mut kept = Self::default();
        for row in (0..self.ends.len() as u32).filter(|&row| stays(row)) {
            kept.push(self.get(row));
        }
        *self = kept;
    }

    /// The finished column.
    pub fn finish(self) -> Strings {
        Strings { heap: self.heap.into(), ends: self.ends.into() }
    }
}

/// A column of lists of `u32`, as `recommend` takes them too.
#[derive(Clone, Debug, Default)]
pub struct ListColumn {
    /// List `i` is `values[starts[i]..starts[i + 1]]`.
    pub starts: Slab<u32>,
    /// All values, list after list.
    pub values: Slab<u32>,
}

impl ListColumn {
    /// How many lists.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the last list ends where the values do.
    pub fn ends_fit(&self) -> bool {
        self.starts.last().map_or(0, |end| *end as usize) == self.values.len()
    }

    /// Where list `row` stands in the values; empty where out of bounds.
    pub fn range(&self, row: u32) -> std::ops::Range<usize> {
        let row = row as usize;
        let (Some(&start), Some(&end)) = (self.starts.get(row), self.starts.get(row + 1)) else {
            return 0..0;
        };
        let end = (end as usize).min(self.values.len());
        (start as usize).min(end)..end
    }

    /// The list; empty where out of bounds.
    pub fn get(&self, row: u32) -> &[u32] {
        &self.values[self.range(row)]
    }

    /// Turns `(list, value)` pairs into lists; values keep their order. A counting sort by list.
    pub fn group(n_lists: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; n_lists + 1];
        for (list, _) in pairs.clone() {
            starts[list as usize + 1] += 1;
        }
        for i in 0..n_lists {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut values = vec![0_u32; starts[n_lists] as usize];
        for (list, value) in pairs {
            let at = &mut next[list as usize];
            values[*at as usize] = value;
            *at += 1;
        }
        Self { starts: starts.into(), values: values.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_and_strangers_are_empty() {
        let mut b = StringsBuilder::default();
        for text in ["Plastikman", "", "Spästik"] {
            b.push(text);
        }
        let column = b.finish();
        assert_eq!(
            [column.get(0), column.get(1), column.get(2), column.get(3)],
            ["Plastikman", "", "Spästik", ""]
        );
        assert_eq!(column.some(1), None);
    }

    #[test]
    fn damaged_ends_read_as_empty() {
        let column = Strings { heap: b"abc".to_vec().into(), ends: vec![9, 2].into() };
        assert_eq!((column.get(0), column.get(1)), ("", ""));
        let lists = ListColumn { values: vec![1, 2].into(), starts: vec![0, 7, 1].into() };
        assert_eq!((lists.get(0), lists.get(1), lists.get(2)), (&[1, 2][..], &[][..], &[][..]));
    }

    #[test]
    fn grouping_keeps_the_order_of_insertion() {
        let pairs = [(2, 5), (0, 7), (2, 1), (2, 5)];
        let lists = ListColumn::group(4, pairs.iter().copied());
        let all: Vec<&[u32]> = (0..4).map(|i| lists.get(i)).collect();
        assert_eq!(all, [&[7][..], &[], &[5, 1, 5], &[]]);
    }
}
