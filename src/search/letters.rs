//! The letters of a field by halves, which rule out nearly every field that a word's letters are not scattered over.

use bytemuck::{Pod, Zeroable};

use super::{text::mask, words::Word};

/// Letters as [`mask`] has them.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Halves {
    first: u32,
    second: u32,
}

impl Halves {
    pub(super) fn new(field: &[u8]) -> Self {
        let (first, second) = field.split_at(field.len() / 2);
        Self { first: mask(first), second: mask(second) }
    }

    /// The letters of the whole field.
    pub(super) fn all(self) -> u32 {
        self.first | self.second
    }

    /// The letters of all fields of a row.
    pub(super) fn of_all(fields: &[Self]) -> u32 {
        fields.iter().fold(0, |all, field| all | field.all())
    }

    /// May the word's letters stand in the field in their order? What does not stand in the first half must in the
    /// second. Often wrong where it says yes, never where it says no.
    pub(super) fn may_hold(self, word: &Word) -> bool {
        if word.mask & !self.all() != 0 {
            return false;
        }
        let from = word.bits.iter().take_while(|bit| **bit & self.first != 0).count();
        word.rests.get(from).is_none_or(|rest| rest & !self.second == 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{fit::is_subsequence, words::parse},
        *,
    };

    proptest! {
        #[test]
        fn a_field_that_holds_the_letters_is_never_ruled_out(field in "[abcé東 ]{0,9}", word in "[abcé東]{1,4}") {
            let word = &parse(&word)[0];
            let field = crate::track::fold(&field);
            prop_assert!(Halves::new(field.as_bytes()).may_hold(word) || !is_subsequence(field.as_bytes(), word));
        }
    }

    #[test]
    fn letters_in_the_wrong_order_are_ruled_out() {
        let field = Halves::new(b"window licker");
        let may = |word: &str| field.may_hold(&parse(word)[0]);
        assert!(may("wndlckr") && may("wwww") && may("licker"));
        assert!(!may("lickw") && !may("kw") && !may("windowz"));
    }
}
