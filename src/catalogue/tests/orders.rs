//! Whatever the order of changes, the catalogue equals one that is filled from the end state.

use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

const LINES: [&str; 9] = [
    "[00] Plastikman - Spastik [Plus 8 - 1, 1993]",
    "Plastikman - Spastick [plus 8]",
    "plastikman - Spastik (Original Mix) [Novamute]",
    "Plastikman - Spastik (Dubfire Rework) [Plus 8, 1994]",
    "A & B - One",
    "B, A - One [White]",
    "? - Two",
    "ID - ID",
    "+ C feat. D - Three",
];
const TITLES: [&str; 6] = [
    "1999-01-01 - Digital & Spirit - Show",
    "2000 - Digital @ Place",
    "2001-02 - Spirit - Show",
    "2002 - Above & Beyond - Show",
    "2003-0X - VA - Show",
    "2004 - Digital, Fierce - Show",
];

/// A wiki: pages with id, revision, title, lines.
#[derive(Clone, Debug, Default)]
struct Wiki {
    pages: Vec<(u64, u64, String, Vec<&'static str>)>,
    redirects: Vec<(u64, u64, String, String)>,
    clock: u64,
}

#[derive(Clone, Debug)]
enum Act {
    New(Index, Vec<Index>),
    Edit(Index, Vec<Index>),
    Move(Index, Index),
    Delete(Index),
}

fn act() -> impl Strategy<Value = Act> {
    let lines = || vec(any::<Index>(), 0..6);
    prop_oneof![
        (any::<Index>(), lines()).prop_map(|(title, lines)| Act::New(title, lines)),
        (any::<Index>(), lines()).prop_map(|(page, lines)| Act::Edit(page, lines)),
        (any::<Index>(), any::<Index>()).prop_map(|(page, title)| Act::Move(page, title)),
        any::<Index>().prop_map(Act::Delete),
    ]
}

impl Wiki {
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn free(&self, title: &str) -> bool {
        self.pages.iter().all(|page| page.2 != title) && self.redirects.iter().all(|page| page.2 != title)
    }

    /// Does it, and says what a crawler that asks afterwards is told.
    fn act(&mut self, act: &Act) -> Vec<Change> {
        let pick = |lines: &[Index]| lines.iter().map(|line| *line.get(&LINES)).collect::<Vec<_>>();
        match act {
            Act::New(title, lines) => {
                let title = *title.get(&TITLES);
                if !self.free(title) {
                    return vec![];
                }
                let (id, revision) = (self.tick(), self.tick());
                self.pages.push((id, revision, title.into(), pick(lines)));
            }
            _ if self.pages.is_empty() => return vec![],
            Act::Edit(at, lines) => {
                let at = at.index(self.pages.len());
                self.pages[at].1 = self.tick();
                self.pages[at].3 = pick(lines);
                return vec![state(&self.pages[at])];
            }
            Act::Move(at, title) => {
                let (at, title) = (at.index(self.pages.len()), *title.get(&TITLES));
                if !self.free(title) {
                    return vec![];
                }
                let from = std::mem::replace(&mut self.pages[at].2, title.into());
                let left = (self.tick(), self.tick(), from.clone(), title.to_owned());
                let changes = vec![moved(self.pages[at].0, &from, title), leads(&left)];
                self.redirects.push(left);
                return changes;
            }
            Act::Delete(at) => {
                let (id, ..) = self.pages.remove(at.index(self.pages.len()));
                return vec![removed(id)];
            }
        }
        self.pages.last().map(state).into_iter().collect()
    }

    fn all(&self) -> Vec<Change> {
        self.pages.iter().map(state).chain(self.redirects.iter().map(leads)).collect()
    }
}

fn state((id, revision, title, lines): &(u64, u64, String, Vec<&'static str>)) -> Change {
    page(*id, *revision, title, &text(lines))
}

fn leads((id, revision, from, to): &(u64, u64, String, String)) -> Change {
    page(*id, *revision, from, &format!("#REDIRECT [[{to}]]"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_sequence_of_changes_ends_as_a_fresh_fill(
        acts in vec(act(), 1..25),
        batches in vec(1..5_usize, 25),
        repeat in any::<Index>(),
    ) {
        let mut wiki = Wiki::default();
        let changes: Vec<Change> = acts.iter().flat_map(|act| wiki.act(act)).collect();
        let mut followed = Writer::in_memory().unwrap();
        let mut rest = changes.as_slice();
        for size in batches.iter().cycle().take(changes.len()) {
            let (batch, later) = rest.split_at((*size).min(rest.len()));
            followed.apply(batch).unwrap();
            rest = later;
        }
        let mut fresh = Writer::in_memory().unwrap();
        fresh.apply(&wiki.all()).unwrap();
        prop_assert_eq!(shown(&followed), shown(&fresh));

        // What overlaps is heard twice.
        if !changes.is_empty() {
            followed.apply(&changes[repeat.index(changes.len())..]).unwrap();
            prop_assert_eq!(shown(&followed), shown(&fresh));
        }
    }

    #[test]
    fn the_order_of_imports_does_not_matter(
        lists in vec(vec(any::<Index>(), 0..8), TITLES.len()),
        order in Just((0..TITLES.len()).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mixes: Vec<Change> = TITLES
            .iter()
            .zip(&lists)
            .map(|(title, list)| imported(title, &list.iter().map(|line| *line.get(&LINES)).collect::<Vec<_>>()))
            .collect();
        let (mut straight, mut shuffled) = (Writer::in_memory().unwrap(), Writer::in_memory().unwrap());
        straight.apply(&mixes).unwrap();
        for mix in order {
            shuffled.apply(&mixes[mix..=mix]).unwrap();
        }
        prop_assert_eq!(shown(&straight), shown(&shuffled));
    }
}
