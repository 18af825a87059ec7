//! Many short lists of rows in two flat arrays: the tracks of each mix, the artists of each track.

/// Borrowed lists: list `i` is `values[starts[i]..starts[i + 1]]`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lists<'a> {
    starts: &'a [u32],
    values: &'a [u32],
}

impl<'a> Lists<'a> {
    /// `None` where the starts do not ascend from zero to the number of values.
    #[must_use]
    pub fn new(starts: &'a [u32], values: &'a [u32]) -> Option<Self> {
        let whole =
            starts.first() == Some(&0) && starts.last().is_some_and(|&end| end as usize == values.len());
        (whole && starts.is_sorted()).then_some(Self { starts, values })
    }

    /// How many lists.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// List `i`; empty where there is none.
    #[must_use]
    pub fn get(&self, i: usize) -> &'a [u32] {
        match (self.starts.get(i), self.starts.get(i + 1)) {
            (Some(&start), Some(&end)) => &self.values[start as usize..end as usize],
            _ => &[],
        }
    }

    /// All lists in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a [u32]> + use<'a> {
        let this = *self;
        (0..self.len()).map(move |i| this.get(i))
    }

    /// All values, list after list.
    #[must_use]
    pub fn values(&self) -> &'a [u32] {
        self.values
    }

    /// The inverse: for every value below `count` the lists that hold it, in order, each as often as it holds it.
    #[must_use]
    pub fn inverted(&self, count: usize) -> ListsBuf {
        let mut starts = vec![0u32; count + 1];
        for &v in self.values {
            starts[v as usize + 1] += 1;
        }
        for i in 0..count {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut values = vec![0u32; self.values.len()];
        for (i, list) in self.iter().enumerate() {
            for &v in list {
                let at = &mut next[v as usize];
                values[*at as usize] = i as u32;
                *at += 1;
            }
        }
        ListsBuf { starts, values }
    }
}

/// Owned lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListsBuf {
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Default for ListsBuf {
    fn default() -> Self {
        Self { starts: vec![0], values: Vec::new() }
    }
}

impl ListsBuf {
    /// Appends a list.
    pub fn push(&mut self, list: &[u32]) {
        self.values.extend_from_slice(list);
        self.starts.push(self.values.len() as u32);
    }

    /// The same lists, borrowed.
    #[must_use]
    pub fn view(&self) -> Lists<'_> {
        Lists { starts: &self.starts, values: &self.values }
    }
}

impl<L: AsRef<[u32]>> FromIterator<L> for ListsBuf {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Self::default();
        for list in lists {
            all.push(list.as_ref());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_pushed_and_invert() {
        let lists: ListsBuf = [vec![2, 0], vec![], vec![2]].into_iter().collect();
        let view = lists.view();
        assert_eq!(view.iter().collect::<Vec<_>>(), [&[2, 0][..], &[], &[2]]);
        assert_eq!(view.get(7), &[] as &[u32]);
        let back = view.inverted(3);
        assert_eq!(back.view().iter().collect::<Vec<_>>(), [&[0][..], &[], &[0, 2]]);
    }

    #[test]
    fn broken_starts_are_refused() {
        assert!(Lists::new(&[], &[]).is_none());
        assert!(Lists::new(&[0, 2, 1, 2], &[0, 0]).is_none());
        assert!(Lists::new(&[0, 1], &[0, 0]).is_none());
        assert!(Lists::new(&[0, 2], &[0, 0]).is_some());
        assert!(Lists::default().is_empty());
    }
}
