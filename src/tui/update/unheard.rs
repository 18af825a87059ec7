//! Why a record cannot be heard: in words, and whether asking again may help.

use std::time::Duration;

use crate::{
    app::audition::Unheard,
    config::actions::Action,
    preview::{Provider, Refusal, Silent},
    tui::state::State,
};

/// How long one is asked to wait, where that may help.
pub(super) fn quota(why: &Unheard) -> Option<Duration> {
    match why {
        Unheard::Nobody(silent) => silent.again_in().map(|wait| wait.max(Duration::from_secs(1))),
        Unheard::Other(..) => None,
    }
}

/// Whether nobody could even be asked.
pub(super) fn unreachable(why: &Unheard) -> bool {
    let Unheard::Nobody(Silent(said)) = why else { return false };
    let dead = |refusal: &Refusal| matches!(refusal, Refusal::Unreachable(_));
    said.iter().any(|(_, refusal)| dead(refusal))
        && said
            .iter()
            .all(|(who, refusal)| *who == Provider::Local || dead(refusal) || matches!(refusal, Refusal::Off))
}

/// Why a record cannot be heard, and what to do.
pub(super) fn words(state: &State, why: &Unheard) -> String {
    let key = |action| state.keymap.keys(action).first().map(ToString::to_string).unwrap_or_default();
    let search = key(Action::OpenPreview);
    match why {
        Unheard::Other(found, others) => {
            let mut said = others.clone();
            said.push((found.provider, Refusal::Only(found.name.clone())));
            said.sort_by_key(|(provider, _)| *provider);
            let play = opening(&key(Action::Play));
            format!("No preview: {}. {play} plays that one; {search} searches.", Silent(said).why())
        }
        Unheard::Nobody(silent) => {
            let asked = silent.0.iter().any(|(who, r)| *who != Provider::Local && *r != Refusal::Off);
            if !asked {
                return "No preview: offline. Your own files play: segue import ~/Music.".to_owned();
            }
            format!("No preview: {}. {search} searches.", silent.why())
        }
    }
}

/// A key's name at the beginning of a sentence; single characters stay, as case tells them apart.
fn opening(key: &str) -> String {
    let mut rest = key.chars();
    match rest.next() {
        Some(first) if key.len() > 1 => format!("{}{}", first.to_ascii_uppercase(), rest.as_str()),
        _ => key.to_owned(),
    }
}
