//! Why a record cannot be heard: in words, and whether asking again may help.

use std::time::Duration;

use crate::{
    app::{
        answer::{Provider, Refusal, Silent},
        audition::CannotPlay,
    },
    config::actions::Action,
    tui::state::State,
};

/// How long one is asked to wait, where that may help.
pub(super) fn quota(why: &CannotPlay) -> Option<Duration> {
    match why {
        CannotPlay::Nobody(silent) => silent.again_in().map(|wait| wait.max(Duration::from_secs(1))),
        CannotPlay::Other(..) => None,
    }
}

/// Whether nobody could even be asked.
pub(super) fn unreachable(why: &CannotPlay) -> bool {
    let CannotPlay::Nobody(Silent(said)) = why else { return false };
    let dead = |refusal: &Refusal| matches!(refusal, Refusal::Unreachable(_));
    said.iter().any(|(_, refusal)| dead(refusal))
        && said
            .iter()
            .all(|(who, refusal)| *who == Provider::Local || dead(refusal) || matches!(refusal, Refusal::Off))
}

/// Why a record cannot be heard, and what to do.
pub(super) fn words(state: &State, why: &CannotPlay) -> String {
    let search = state.keys.name(Action::OpenPreview);
    match why {
        CannotPlay::Other(found, others) => {
            let mut said = others.clone();
            said.push((found.provider, Refusal::Only(found.name.clone())));
            said.sort_by_key(|(provider, _)| *provider);
            let play = state.keys.opening(Action::Play);
            format!("No preview: {}. {play} plays that one; {search} searches.", Silent(said).why())
        }
        CannotPlay::Nobody(Silent(said)) if said.iter().any(|(who, _)| *who == Provider::Mix) => {
            format!("The mix cannot be played here: {}.", Silent(said.clone()).why())
        }
        CannotPlay::Nobody(silent) => {
            let asked = silent.0.iter().any(|(who, r)| *who != Provider::Local && *r != Refusal::Off);
            if !asked {
                return "No preview: offline. Your own files play: segue import ~/Music.".to_owned();
            }
            format!("No preview: {}. {search} searches.", silent.why())
        }
    }
}
