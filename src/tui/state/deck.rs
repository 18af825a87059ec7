//! Following the deck: the newest play of a history that grows is the seed, until one digs somewhere else.

use crate::{app::answer::TrackRow, tui::state::trail::Place};

/// Whether the deck is followed, and where that has led.
#[derive(Clone, Debug, Default)]
pub struct FollowedDeck {
    is_followed: bool,
    /// Whether there is anything to follow is being looked for.
    is_looked_for: bool,
    /// Where one was when the last play came, or when following began.
    at: Option<Place>,
}

/// What following makes of the place one is at.
#[derive(Clone, Debug, PartialEq)]
pub enum DeckStep {
    /// Nothing changes.
    Stay,
    /// This record is on now.
    Seed(Place),
    /// One has dug somewhere else.
    End,
}

impl FollowedDeck {
    /// Whether it is followed.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        self.is_followed
    }

    /// Whether the place is what is on the deck.
    #[must_use]
    pub fn is_on(&self, place: &Place, on_deck: Option<&TrackRow>) -> bool {
        self.is_followed() && on_deck.is_some_and(|row| same(Some(place), Some(&seed(row))))
    }

    /// Follows from this place on.
    pub fn follow(&mut self, here: Option<Place>) {
        *self = Self { is_followed: true, is_looked_for: self.is_looked_for, at: here };
    }

    /// Whether there is anything to follow is looked for.
    pub fn look(&mut self) {
        self.is_looked_for = true;
    }

    /// That was looked for; whether somebody waits to be told.
    pub fn looked(&mut self) -> bool {
        std::mem::take(&mut self.is_looked_for) && self.is_followed
    }

    /// Follows no longer.
    pub fn leave(&mut self) {
        *self = Self::default();
    }

    /// What is next, at this place and with this record on the deck. A page that was opened is left to the user.
    #[must_use]
    pub fn step(&self, here: Option<&Place>, on_deck: Option<&TrackRow>) -> DeckStep {
        if !self.is_followed {
            return DeckStep::Stay;
        }
        let moved = !same(here, self.at.as_ref());
        match (moved, here, on_deck.map(seed)) {
            (true, Some(place), _) if place.seeds().is_empty() => DeckStep::Stay,
            (true, ..) => DeckStep::End,
            (false, here, Some(seed)) if !same(here, Some(&seed)) => DeckStep::Seed(seed),
            (false, ..) => DeckStep::Stay,
        }
    }
}

/// Whether two places are one; of seeds only which they are counts, as more may be known of them by now.
fn same(a: Option<&Place>, b: Option<&Place>) -> bool {
    let ids = |seeds: &[TrackRow]| seeds.iter().map(|row| row.id).collect::<Vec<_>>();
    match (a, b) {
        (Some(Place::Seeds(a)), Some(Place::Seeds(b))) => ids(a) == ids(b),
        (a, b) => a == b,
    }
}

fn seed(row: &TrackRow) -> Place {
    Place::Seeds(vec![row.clone()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        library::unknown_row,
        track::{Name, TrackId},
    };

    #[test]
    fn the_newest_play_is_the_seed_until_one_digs() {
        let row = |title: &str| {
            let name = Name::parse("A", title);
            TrackRow { id: TrackId::outside(&name.key()), ..unknown_row(&name) }
        };
        let place = |title: &str| Place::Seeds(vec![row(title)]);
        let mut deck = FollowedDeck::default();
        assert_eq!(deck.step(None, Some(&row("One"))), DeckStep::Stay, "not followed");
        deck.follow(None);
        assert_eq!(deck.step(None, None), DeckStep::Stay);
        assert_eq!(deck.step(None, Some(&row("One"))), DeckStep::Seed(place("One")));
        deck.follow(Some(place("One")));
        assert!(
            deck.is_on(&place("One"), Some(&row("One"))) && !deck.is_on(&place("Two"), Some(&row("One")))
        );
        assert_eq!(deck.step(Some(&place("One")), Some(&row("One"))), DeckStep::Stay);
        let page = Place::Dj("Kora".into());
        assert_eq!(deck.step(Some(&page), Some(&row("Two"))), DeckStep::Stay, "a page is read to its end");
        assert_eq!(deck.step(Some(&place("One")), Some(&row("Two"))), DeckStep::Seed(place("Two")));
        assert_eq!(deck.step(Some(&place("Mine")), Some(&row("One"))), DeckStep::End);
    }
}
