//! Questions under way: one slot a kind, each with a generation, so that an outdated answer is known as such.

use crate::app::{Question, SLOTS, Slot, Ticket};

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
    pub fn ask(&mut self, question: &Question) -> Option<Ticket> {
        if self.of(question.slot()).question.as_ref() == Some(question) {
            return None;
        }
        Some(self.ask_again(question))
    }

    /// Asks, also if it was asked before.
    pub fn ask_again(&mut self, question: &Question) -> Ticket {
        let slot = question.slot();
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

    /// The question whose answer is awaited.
    #[must_use]
    pub fn awaited(&self, slot: Slot) -> Option<&Question> {
        self.of(slot).question.as_ref().filter(|_| self.waiting(slot))
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn waiting(&self, slot: Slot) -> bool {
        self.of(slot).waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{PastedText, SimilarRequest},
        library::{OwnSets, Together, news::Interest, query::By, similar::controls::Controls},
        track::{MixId, TrackId},
    };

    fn similar(seed: u32) -> Question {
        Question::Similar(SimilarRequest {
            seeds: vec![TrackId(seed)],
            together: Together::Alike,
            by: By::Played,
            rarity: 0.0,
            you: 1.0,
            controls: Controls::default(),
            genre: None,
            limit: 5,
            liked: Vec::new(),
            rejected: Vec::new(),
            rejected_artists: Vec::new(),
            paired: Vec::new(),
            without: Vec::new(),
        })
    }

    /// Two questions of each slot.
    fn questions(slot: Slot) -> [Question; 2] {
        let search = |query: &str| Question::Search { query: query.to_owned(), limit: 5, version: 0 };
        let evidence =
            |row| Question::Evidence { seeds: vec![TrackId(1)], row: TrackId(row), own: OwnSets::With };
        let since = |mix| Question::SinceLast { since: MixId(mix), interest: Interest::default() };
        let facts = |version| Question::Facts { rows: Vec::new(), version };
        match slot {
            Slot::Hits => [search("a"), search("b")],
            Slot::List => [similar(1), Question::Dj("a".to_owned(), Controls::default())],
            Slot::Evidence => [evidence(1), evidence(2)],
            Slot::Tracklist => [Question::Tracklist(MixId(1)), Question::PlaysBeside(TrackId(2))],
            Slot::History => [Question::History(TrackId(1)), Question::History(TrackId(2))],
            Slot::Jump => [Question::Versions(TrackId(1)), Question::Plays(TrackId(1))],
            Slot::News => [since(1), since(2)],
            Slot::User => [Question::User, Question::User],
            Slot::Facts => [facts(1), facts(2)],
            Slot::Pasted => {
                [Question::ReadList(PastedText::default()), Question::KeepList(PastedText::default())]
            }
            Slot::Places => [Question::Places, Question::Places],
            Slot::Path => ["a", "b"].map(|text| Question::Complete(text.to_owned())),
            Slot::Import => ["a", "b"].map(|path| Question::Import(vec![path.into()])),
        }
    }

    #[test]
    fn an_outdated_answer_is_dropped_in_every_slot() {
        for slot in SLOTS {
            let mut slots = Slots::default();
            let [first, second] = questions(slot);
            assert_eq!((first.slot(), second.slot()), (slot, slot));
            let old = slots.ask(&first).unwrap();
            let new = slots.ask_again(&second);
            assert_eq!(slots.redeem(old), None, "{slot:?}");
            assert!(slots.waiting(slot), "{slot:?}");
            assert_eq!(slots.redeem(new), Some(second.clone()), "{slot:?}");
            assert_eq!(slots.redeem(new), None, "an answer counts once");
            assert_eq!(slots.ask(&second), None, "what is known is not asked again");
            slots.forget(slot);
            assert!(slots.ask(&second).is_some(), "{slot:?}");
        }
    }

    #[test]
    fn every_slot_has_its_own_place() {
        for (at, slot) in SLOTS.into_iter().enumerate() {
            assert_eq!(slot as usize, at);
        }
    }
}
