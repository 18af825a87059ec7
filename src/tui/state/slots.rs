//! Questions under way: one slot a kind, each with a generation, so that an outdated answer is known as such.

use crate::{
    library::Facts,
    library::query::{ArtistPage, DjPage, LabelPage},
    library::{
        news::Interest,
        query::{Evidence, MixPage, News, SearchAnswer, SimilarAnswer, TrackPage, TrackRow},
    },
    track::{MixId, TrackId},
    tui::services::{Ask, History, UserData},
};

/// What a question is for; a new one replaces the old one of its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The hits of the prompt.
    Hits,
    /// The list of the place.
    List,
    /// The mixes behind the row.
    Evidence,
    /// The tracklist around the evidence.
    Tracklist,
    /// Plays by year of the seed.
    History,
    /// What a key needs before it can go on (`g d`, `V`).
    Jump,
    /// What came in since the last time.
    News,
    /// What the user made.
    User,
    /// Tempo, key and energy of the records shown.
    Facts,
}

/// All slots.
pub const SLOTS: [Slot; 9] = [
    Slot::Hits,
    Slot::List,
    Slot::Evidence,
    Slot::Tracklist,
    Slot::History,
    Slot::Jump,
    Slot::News,
    Slot::User,
    Slot::Facts,
];

/// Which question an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// The slot.
    pub slot: Slot,
    /// The slot's count when it was asked.
    pub generation: u64,
}

/// A question to the services.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is a call of the services")]
pub enum Question {
    Welcome,
    Search {
        query: String,
        limit: usize,
    },
    Similar(Ask),
    Listen(String),
    Evidence {
        seeds: Vec<TrackId>,
        row: TrackId,
    },
    Versions(TrackId),
    History(TrackId),
    Dj(String),
    Label(String),
    Artist(String),
    Mix(MixId),
    Track(TrackId),
    News {
        since: MixId,
        interest: Interest,
    },
    User,
    /// Of these records, at this version of what is known.
    Facts {
        rows: Vec<TrackRow>,
        version: u64,
    },
}

/// Its answer.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is the answer to the question of its name")]
pub enum Answer {
    Rows(Vec<TrackRow>),
    Search(SearchAnswer),
    Similar(SimilarAnswer),
    Listened(TrackRow),
    Evidence(Vec<Evidence>),
    History(History),
    Dj(DjPage),
    Label(LabelPage),
    Artist(ArtistPage),
    /// The page, and the records of its lines.
    Mix(MixPage, Vec<TrackRow>),
    Track(TrackPage),
    News(News),
    User(UserData),
    Facts(Vec<Facts>),
}

/// The state of one slot.
#[derive(Clone, Debug, Default)]
struct Asked {
    generation: u64,
    question: Option<Question>,
    waiting: bool,
}

/// All slots' states.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    asked: [Asked; SLOTS.len()],
}

impl Slots {
    fn of(&self, slot: Slot) -> &Asked {
        &self.asked[slot as usize]
    }

    /// Asks, unless exactly this was asked last: the ticket the question goes out with.
    pub fn ask(&mut self, slot: Slot, question: &Question) -> Option<Ticket> {
        if self.of(slot).question.as_ref() == Some(question) {
            return None;
        }
        Some(self.ask_again(slot, question))
    }

    /// Asks, also if it was asked before.
    pub fn ask_again(&mut self, slot: Slot, question: &Question) -> Ticket {
        let asked = &mut self.asked[slot as usize];
        asked.generation += 1;
        asked.question = Some(question.clone());
        asked.waiting = true;
        Ticket { slot, generation: asked.generation }
    }

    /// Nothing is wanted in this slot any more; true where something was under way.
    pub fn forget(&mut self, slot: Slot) -> bool {
        let asked = &mut self.asked[slot as usize];
        let waited = asked.waiting;
        if asked.question.take().is_some() {
            asked.generation += 1;
        }
        asked.waiting = false;
        waited
    }

    /// Takes an answer's ticket: the question, where it is still the one that was asked last.
    pub fn redeem(&mut self, ticket: Ticket) -> Option<Question> {
        let asked = &mut self.asked[ticket.slot as usize];
        if asked.generation != ticket.generation || !asked.waiting {
            return None;
        }
        asked.waiting = false;
        asked.question.clone()
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn waiting(&self, slot: Slot) -> bool {
        self.of(slot).waiting
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn an_outdated_answer_is_dropped_in_every_slot(
        #[values(
            Slot::Hits,
            Slot::List,
            Slot::Evidence,
            Slot::Tracklist,
            Slot::History,
            Slot::Jump,
            Slot::News,
            Slot::User
        )]
        slot: Slot,
    ) {
        let mut slots = Slots::default();
        let (first, second) = (Question::History(TrackId(1)), Question::History(TrackId(2)));
        let old = slots.ask(slot, &first).unwrap();
        let new = slots.ask(slot, &second).unwrap();
        assert_eq!(slots.redeem(old), None);
        assert!(slots.waiting(slot));
        assert_eq!(slots.redeem(new), Some(second.clone()));
        assert_eq!(slots.redeem(new), None, "an answer counts once");
        assert_eq!(slots.ask(slot, &second), None, "what is known is not asked again");
        slots.forget(slot);
        assert!(slots.ask(slot, &second).is_some());
    }
}
