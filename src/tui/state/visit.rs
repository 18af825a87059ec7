//! This start of the program: when its session is saved, what it follows and shows, and whether it ends.

use std::time::Duration;

use crate::{
    track::MixId,
    tui::state::{deck::FollowedDeck, tour::DemoTour},
};

/// This start of the program.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The session as last saved.
    pub saved: String,
    /// When the session is to be saved.
    pub due: Option<Duration>,
    /// The mix that had come in last when the session before was left, or when this one began.
    pub since: Option<MixId>,
    /// What is new since then is to be said once.
    pub news_due: bool,
    /// Whether the deck is followed.
    pub deck: FollowedDeck,
    /// The demo's tour.
    pub tour: DemoTour,
    /// The loop ends.
    pub over: bool,
}
