//! What the screen says about what is heard, and about what is not.

use std::{fmt, time::Duration};

use super::wanted::{Provider, Refusal, Silent};
use crate::{network, track::Name};

impl Silent {
    /// How soon asking again may help: the shortest wait that a provider asked for, if one did.
    pub fn again_in(&self) -> Option<Duration> {
        let waits = self.0.iter().filter_map(|(_, refusal)| match refusal {
            Refusal::Quota(wait) => Some(*wait),
            _ => None,
        });
        waits.min()
    }

    /// Whether a provider could not be asked, so that there may be a preview after all.
    pub fn may_change(&self) -> bool {
        self.0.iter().any(|(_, refusal)| matches!(refusal, Refusal::Quota(_) | Refusal::Unreachable(_)))
    }

    /// Whether a provider was not asked because the network is off.
    pub fn is_offline(&self) -> bool {
        self.0.iter().any(|(_, refusal)| *refusal == Refusal::Off)
    }

    /// Why there is nothing, in words for one line.
    pub fn why(&self) -> String {
        sentence(&self.0)
    }
}

impl fmt::Display for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "No preview: {}.", self.why())
    }
}

/// `Deezer has only the Fracture Remix, iTunes nothing`.
fn sentence(said: &[(Provider, Refusal)]) -> String {
    // That the user has no file of it needs no words, unless there is nothing else to say.
    let telling = |(provider, refusal): &&(Provider, Refusal)| {
        let idle = *refusal == Refusal::Unknown && matches!(provider, Provider::Local | Provider::Spotify);
        !idle && *refusal != Refusal::Off
    };
    let mut parts = parts(&said.iter().filter(telling).collect::<Vec<_>>());
    if said.iter().any(|(_, refusal)| *refusal == Refusal::Off) {
        parts.push("segue is offline".into());
    }
    if !parts.is_empty() {
        return parts.join(", ");
    }
    if said.is_empty() { "nobody could be asked".into() } else { "no file of yours has it".into() }
}

/// Each provider's words; those that cannot be reached for one reason share theirs.
fn parts(said: &[&(Provider, Refusal)]) -> Vec<String> {
    let mut parts = Vec::new();
    for (at, (provider, refusal)) in said.iter().enumerate() {
        let alike = |other: &&&(Provider, Refusal)| is_one_cause(refusal, &other.1);
        let together: Vec<&str> =
            said[at..].iter().filter(alike).map(|(provider, _)| provider.name()).collect();
        match refusal {
            _ if said[..at].iter().any(|other| alike(&other)) => {}
            Refusal::Unreachable(why) if together.len() > 1 => parts.push(unreached(&together, why)),
            _ => parts.push(part(*provider, refusal)),
        }
    }
    parts
}

fn is_one_cause(one: &Refusal, other: &Refusal) -> bool {
    match (one, other) {
        (Refusal::Unreachable(one), Refusal::Unreachable(other)) => {
            one == other || (network::may_be_off(one) && network::may_be_off(other))
        }
        _ => false,
    }
}

/// Of several: where none of their names is found, nobody needs to be asked whether the network is on.
fn unreached(who: &[&str], why: &str) -> String {
    if network::may_be_off(why) {
        format!("no network ({})", who.join(", "))
    } else {
        format!("{} cannot be reached ({why})", who.join(" and "))
    }
}

fn part(provider: Provider, refusal: &Refusal) -> String {
    let who = if provider == Provider::Local { "your files" } else { provider.name() };
    let has = if provider == Provider::Local { "have" } else { "has" };
    match refusal {
        Refusal::Unusable(why) if provider == Provider::Mix => why.clone(),
        Refusal::Unreachable(why) if provider == Provider::Mix => {
            format!("its server cannot be reached ({why})")
        }
        Refusal::Unknown => format!("{who} nothing"),
        Refusal::Only(Name { version: Some(version), .. }) => format!("{who} {has} only the {version}"),
        Refusal::Only(Name { version: None, .. }) => format!("{who} {has} only the original"),
        Refusal::NoSound => format!("{who} {has} it without a preview"),
        Refusal::Quota(wait) => format!("{who} is asked again in {} s", wait.as_secs() + 1),
        Refusal::Unreachable(why) => format!("{who} cannot be reached ({why})"),
        Refusal::Unusable(why) => format!("{who}: {why}"),
        Refusal::Off => format!("{who} is not asked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_several_from_being_reached_is_said_once() {
        use Provider::{Deezer, Itunes, Local, Spotify};
        let why = |said: &[(Provider, &str)]| {
            let dead = said.iter().map(|(who, why)| (*who, Refusal::Unreachable((*why).to_owned())));
            Silent([(Local, Refusal::Unknown)].into_iter().chain(dead).collect()).why()
        };
        let (name, no_way) = (
            "no connection: its name is not found; is the network on?",
            "no connection: no way there; is the network on?",
        );
        let nobody = "no connection: nobody answers there";
        assert_eq!(why(&[(Deezer, name), (Itunes, name)]), "no network (Deezer, iTunes)");
        assert_eq!(why(&[(Deezer, name), (Itunes, no_way)]), "no network (Deezer, iTunes)");
        assert_eq!(why(&[(Deezer, name)]), format!("Deezer cannot be reached ({name})"));
        assert_eq!(
            why(&[(Deezer, nobody), (Itunes, name), (Spotify, nobody)]),
            format!("Deezer and Spotify cannot be reached ({nobody}), iTunes cannot be reached ({name})")
        );
    }

    #[test]
    fn silence_names_everybody_who_could_not_help() {
        let silent = Silent(vec![
            (Provider::Local, Refusal::Unknown),
            (Provider::Deezer, Refusal::Quota(Duration::from_millis(3_200))),
            (Provider::Itunes, Refusal::Unreachable("no connection: nobody answers there".into())),
            (Provider::Spotify, Refusal::Unknown),
        ]);
        assert_eq!(
            silent.to_string(),
            "No preview: Deezer is asked again in 4 s, iTunes cannot be reached (no connection: nobody answers there)."
        );
        assert_eq!(silent.again_in(), Some(Duration::from_millis(3_200)));
        assert!(silent.may_change());
        let offline = Silent(vec![
            (Provider::Local, Refusal::Unknown),
            (Provider::Deezer, Refusal::Off),
            (Provider::Itunes, Refusal::NoSound),
        ]);
        assert_eq!(offline.why(), "iTunes has it without a preview, segue is offline");
        assert!(offline.is_offline() && !silent.is_offline());
        let mine = Silent(vec![(Provider::Local, Refusal::Unknown)]);
        assert_eq!((mine.why().as_str(), mine.may_change()), ("no file of yours has it", false));
    }
}
