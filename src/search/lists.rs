//! Lists of rows in the vocabulary.

use std::ops::Range;

/// Lists of rows whose union is meant.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    pub(super) spans: Vec<Range<usize>>,
    /// How many rows they have together, repeats counted.
    pub(super) size: usize,
}

impl Lists {
    /// Spans come ascending by their starts.
    pub(super) fn push(&mut self, span: Range<usize>) {
        match self.spans.last_mut() {
            Some(last) if span.start <= last.end => {
                self.size += span.end.saturating_sub(last.end);
                last.end = last.end.max(span.end);
            }
            _ => {
                self.size += span.len();
                self.spans.push(span);
            }
        }
    }

    pub(super) fn or(self, other: &Self) -> Self {
        let mut spans = self.spans;
        spans.extend_from_slice(&other.spans);
        spans.sort_unstable_by_key(|span| span.start);
        let mut lists = Self::default();
        for span in spans {
            lists.push(span);
        }
        lists
    }
}
