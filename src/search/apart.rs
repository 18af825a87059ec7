//! Words that are part of one another, as `go` is of `got`, and words typed twice: each needs a word of the row to itself.

use super::{
    fit::{fields, words},
    text::find,
    words::Word,
};

/// The field of the label, the last one.
const LABEL: usize = 3;

/// A word that another one holds, or that was typed more than once.
#[derive(Debug, PartialEq)]
pub(super) struct Demand {
    text: Vec<u8>,
    /// How often it was typed.
    times: usize,
    /// So many words of a row have to hold it, unless it stands there whole.
    holding: usize,
    inside: bool,
}

impl Demand {
    /// What the words of a query ask of a row beyond that each is there; mostly nothing.
    pub(super) fn of(all: &[Word]) -> Vec<Self> {
        let demand = |(at, word): (usize, &Word)| {
            let inside = word.counts_inside();
            let others = all.iter().enumerate().filter(|(other, longer)| {
                *other != at
                    && longer.text.len() > word.text.len()
                    && holds(longer.bytes(), word.bytes(), inside)
            });
            let holding = word.times + others.map(|(_, longer)| longer.times).sum::<usize>();
            (holding > 1).then(|| Self { text: word.bytes().to_vec(), times: word.times, holding, inside })
        };
        all.iter().enumerate().filter_map(demand).collect()
    }

    pub(super) fn is_met(&self, row: &[u8]) -> bool {
        let (mut whole, mut holding) = (0, 0);
        // A label called as its artist makes no record of that name.
        let named = if self.times > 1 { LABEL } else { usize::MAX };
        for word in fields(row).take(named).flat_map(words) {
            whole += usize::from(word == self.text);
            holding += usize::from(holds(word, &self.text, self.inside));
        }
        whole >= self.times || holding >= self.holding
    }
}

fn holds(word: &[u8], part: &[u8], inside: bool) -> bool {
    if inside { find(word, part).is_some() } else { word.starts_with(part) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{super::words::parse, *};

    #[rstest]
    #[case("arty you got to go", "arty\nyou got to believe\n\n", false)]
    #[case("arty you got to go", "arty\nyou got to gobble\n\n", true)]
    #[case("got go", "moby\ngo got\n\n", true)]
    #[case("man manual", "plastikman\nmanual\n\n", true)]
    #[case("cwa a day", "cwa\na day of riddance\n\n", true)]
    #[case("blair bitch blair bitch", "tommy trash\nblair bitch project\n\n", false)]
    #[case("blair bitch blair bitch", "blair bitch\nblair bitch\n\n", true)]
    #[case("blair bitch blair bitch", "blair bitch\nproject\n\nblair bitch", false)]
    #[case("hell car car car", "hell\nu can dance\ncarl craig remix\n", false)]
    #[case("hell car car car", "hell\ncar car car\n\n", true)]
    #[case("the exaltics the others", "exaltics\nthe others\n\n", true)]
    #[case("burial archangel", "nothing\nof it\n\n", true)]
    fn a_word_of_a_row_answers_one_that_was_typed(#[case] typed: &str, #[case] row: &str, #[case] met: bool) {
        assert_eq!(Demand::of(&parse(typed)).iter().all(|demand| demand.is_met(row.as_bytes())), met);
    }
}
