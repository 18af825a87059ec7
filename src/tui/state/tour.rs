//! The demo's tour: a line at the bottom for each of its steps, gone with the next key.

use crate::{
    config::actions::{Action, Group, entry},
    tui::state::keys::Keys,
};

/// The steps: keys, what they do, and other keys that go with them.
const STEPS: [&[(&[Action], &str)]; 9] = [
    &[(&[Action::Accept], "digs, after a word or two: what DJs play with a record")],
    &[(&[Action::Play], "plays it"), (&[Action::PlayNext], "next")],
    &[(&[Action::Why], "why: the mixes that hold both")],
    // While something plays each of these two leads to the next row.
    &[(&[Action::QueueEnd], "queues it and goes on")],
    &[(&[Action::Like], "likes this one and goes on")],
    &[(&[Action::Tab2], "what sounds like it"), (&[Action::Tab3], "played straight after")],
    &[(&[Action::PageDj], "the DJ's page"), (&[Action::Back], "back")],
    &[(&[Action::Spectrogram], "the spectrogram"), (&[Action::Drop], "to the drop")],
    &[(&[Action::Export], "hands the queue over"), (&[Action::Help], "every key and sign")],
];

/// How far the tour is; over at the start of anything but the demo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoTour {
    step: Option<usize>,
}

impl DemoTour {
    /// At its first step.
    #[must_use]
    pub fn begin() -> Self {
        Self { step: Some(0) }
    }

    /// A key does something over a list: the next step, unless it only moves or nothing was dug yet.
    pub fn pressed(&mut self, action: Action) {
        let moves = entry(action).is_some_and(|entry| entry.group == Group::Moving);
        // What the step before has told of may be tried again, one key after the other.
        let told = |step: usize| STEPS[step - 1].iter().any(|(actions, _)| actions.contains(&action));
        if let Some(step) = self.step.filter(|step| *step > 0 && !moves && !told(*step)) {
            self.step = Some(step + 1).filter(|step| *step < STEPS.len());
        }
    }

    /// The first step is done once something was dug, by whichever key.
    pub fn dug(&mut self) {
        if self.step == Some(0) {
            self.step = Some(1);
        }
    }

    /// Its line, in pieces: keys and what they do. `None` where it is over.
    #[must_use]
    pub fn line(&self, keys: &Keys) -> Option<Vec<(String, &'static str)>> {
        let step = STEPS.get(self.step?)?;
        let pieces = step.iter().map(|(actions, does)| (keys.names(actions), *does));
        Some(pieces.filter(|(keys, _)| !keys.is_empty()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_a_step_and_moves_are_none() {
        let mut tour = DemoTour::begin();
        tour.pressed(Action::Play);
        assert_eq!(tour, DemoTour::begin(), "nothing is dug yet");
        tour.dug();
        tour.pressed(Action::Down);
        assert_eq!(tour.step, Some(1));
        let keys = [
            Action::Play,
            Action::Why,
            Action::QueueEnd,
            Action::Like,
            Action::Tab2,
            Action::PageDj,
            Action::Spectrogram,
        ];
        for (key, step) in keys.into_iter().zip(2..) {
            tour.pressed(key);
            assert_eq!(tour.step, Some(step));
            tour.pressed(key);
            assert_eq!(tour.step, Some(step), "the same key, or the one beside it, skips nothing");
        }
        tour.pressed(Action::Help);
        assert_eq!(tour, DemoTour::default());
        tour.pressed(Action::Help);
        assert_eq!(tour, DemoTour::default(), "it is over for good");
    }
}
