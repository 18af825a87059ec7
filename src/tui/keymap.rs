//! The keymap: a trie from chords to actions, built from the table and the config's remaps.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::config::{
    actions::{ACTIONS, Action, ActionEntry, ActionScope, RENAMED},
    keys::{BadKey, Chord, Sequence},
};

/// Keys given in the config, by action name; an empty list unbinds.
pub type Remaps = BTreeMap<String, Vec<String>>;

/// Why a keymap cannot be built.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KeymapError {
    /// No action has this name.
    #[error("[keys] knows no action {name:?}{}", nearest.map(|n| format!("; did you mean {n}?")).unwrap_or_default())]
    UnknownAction {
        /// As written.
        name: String,
        /// The nearest name.
        nearest: Option<&'static str>,
    },
    /// A key string that is none.
    #[error("[keys] {action}: {bad}")]
    BadKey {
        /// The action.
        action: String,
        /// What is wrong.
        bad: BadKey,
    },
    /// Two actions want the same keys.
    #[error("[keys] {keys:?} is wanted by both {one} and {other}")]
    Clash {
        /// The keys.
        keys: String,
        /// The first action.
        one: &'static str,
        /// The second action.
        other: &'static str,
    },
}

#[derive(Clone, Debug, Default)]
struct Node {
    action: Option<Action>,
    next: BTreeMap<Chord, Node>,
}

/// What a sequence of chords means so far.
#[derive(Debug, PartialEq, Eq)]
pub enum ChordMatch<'a> {
    /// This action.
    Action(Action),
    /// The start of a sequence; these go on from here.
    Prefix(Vec<(Chord, &'a str)>),
    /// Nothing.
    Nothing,
}

/// Which keys are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// Lists and panes.
    Lists,
    /// The queue.
    Queue,
    /// A text box.
    Text,
}

/// All bindings.
#[derive(Clone, Debug)]
pub struct Keymap {
    lists: Node,
    queue: Node,
    text: Node,
    bound: Vec<(Action, Vec<Sequence>)>,
}

impl Keymap {
    /// The defaults with the remaps laid over them, for those actions that `available` lets in.
    pub fn build(remaps: &Remaps, available: &dyn Fn(Action) -> bool) -> Result<Self, KeymapError> {
        for name in remaps.keys() {
            let was = RENAMED.iter().any(|(was, _)| was == name);
            if !was && !ACTIONS.iter().any(|e| e.name == name) {
                return Err(KeymapError::UnknownAction { name: name.clone(), nearest: nearest(name) });
            }
        }
        let mut bound: Vec<(&ActionEntry, Vec<Sequence>)> = Vec::new();
        for entry in ACTIONS.iter().filter(|e| available(e.action)) {
            bound.push((entry, sequences(entry, remaps)?));
        }
        refuse_clashes(&bound)?;
        let mut map =
            Self { lists: Node::default(), queue: Node::default(), text: Node::default(), bound: Vec::new() };
        for (entry, keys) in bound {
            for sequence in &keys {
                map.insert(entry, sequence);
            }
            map.bound.push((entry.action, keys));
        }
        Ok(map)
    }

    fn insert(&mut self, entry: &ActionEntry, sequence: &Sequence) {
        let places: &mut [&mut Node] = match entry.scope {
            ActionScope::Lists => &mut [&mut self.lists, &mut self.queue],
            ActionScope::Queue => &mut [&mut self.queue],
            ActionScope::Text => &mut [&mut self.text],
            ActionScope::Everywhere => &mut [&mut self.lists, &mut self.queue, &mut self.text],
        };
        for node in places {
            let end = sequence.0.iter().fold(&mut **node, |node, chord| node.next.entry(*chord).or_default());
            end.action = Some(entry.action);
        }
    }

    /// What the chords pressed so far mean in a place.
    #[must_use]
    pub fn find(&self, place: KeyPlace, chords: &[Chord]) -> ChordMatch<'_> {
        let mut node = match place {
            KeyPlace::Lists => &self.lists,
            KeyPlace::Queue => &self.queue,
            KeyPlace::Text => &self.text,
        };
        for chord in chords {
            match node.next.get(chord) {
                Some(next) => node = next,
                None => return ChordMatch::Nothing,
            }
        }
        if let Some(action) = node.action {
            return ChordMatch::Action(action);
        }
        let label = |node: &Node| {
            node.action.and_then(crate::config::actions::entry).map_or("more", |entry| entry.short)
        };
        ChordMatch::Prefix(node.next.iter().map(|(chord, node)| (*chord, label(node))).collect())
    }

    /// The keys of an action, the first being the one to show.
    #[must_use]
    pub fn keys(&self, action: Action) -> &[Sequence] {
        self.bound.iter().find(|(a, _)| *a == action).map_or(&[], |(_, keys)| keys)
    }

    /// The table's lines that can be used here, with their keys.
    pub fn entries(&self) -> impl Iterator<Item = (&'static ActionEntry, &[Sequence])> {
        self.bound
            .iter()
            .filter_map(|(action, keys)| Some((crate::config::actions::entry(*action)?, keys.as_slice())))
    }
}

fn sequences(entry: &ActionEntry, remaps: &Remaps) -> Result<Vec<Sequence>, KeymapError> {
    let bad = |bad| KeymapError::BadKey { action: entry.name.to_owned(), bad };
    let earlier = || RENAMED.iter().find(|(_, now)| *now == entry.name).and_then(|(was, _)| remaps.get(*was));
    match remaps.get(entry.name).or_else(earlier) {
        Some(keys) => keys.iter().map(|k| k.parse().map_err(bad)).collect(),
        None => entry.keys.iter().map(|k| k.parse().map_err(bad)).collect(),
    }
}

/// Two actions clash where one's keys are, or begin, the other's in a place where both work.
fn refuse_clashes(bound: &[(&ActionEntry, Vec<Sequence>)]) -> Result<(), KeymapError> {
    for (i, (one, keys)) in bound.iter().enumerate() {
        for (other, others) in &bound[i + 1..] {
            if !one.scope.meets(other.scope) {
                continue;
            }
            for a in keys {
                if others.iter().any(|b| a.0.starts_with(&b.0) || b.0.starts_with(&a.0)) {
                    return Err(KeymapError::Clash { keys: a.to_string(), one: one.name, other: other.name });
                }
            }
        }
    }
    Ok(())
}

fn nearest(name: &str) -> Option<&'static str> {
    ACTIONS
        .iter()
        .map(|e| (strsim::levenshtein(name, e.name), e.name))
        .min()
        .filter(|(d, _)| *d <= 3)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remap(pairs: &[(&str, &[&str])]) -> Remaps {
        pairs
            .iter()
            .map(|(name, keys)| ((*name).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect()))
            .collect()
    }

    fn chords(text: &str) -> Vec<Chord> {
        text.parse::<Sequence>().unwrap().0
    }

    #[test]
    fn defaults_do_not_clash_and_sequences_wait() {
        let map = Keymap::build(&Remaps::new(), &|_| true).unwrap();
        assert_eq!(map.find(KeyPlace::Lists, &chords("g d")), ChordMatch::Action(Action::PageDj));
        let ChordMatch::Prefix(next) = map.find(KeyPlace::Lists, &chords("g")) else {
            panic!("g is a prefix")
        };
        assert!(next.contains(&(Chord::char('d'), "DJ")));
        assert_eq!(map.find(KeyPlace::Lists, &chords("J")), ChordMatch::Nothing);
        assert_eq!(map.find(KeyPlace::Queue, &chords("J")), ChordMatch::Action(Action::QueueDown));
        assert_eq!(map.find(KeyPlace::Text, &chords("j")), ChordMatch::Nothing);
    }

    #[test]
    fn a_clash_names_both_actions() {
        let error = Keymap::build(&remap(&[("like", &["x"])]), &|_| true).unwrap_err().to_string();
        assert!(error.contains("like") && error.contains("reject"), "{error}");
        let error = Keymap::build(&remap(&[("like", &["g"])]), &|_| true).unwrap_err().to_string();
        assert!(error.contains("like"), "a prefix of a sequence clashes with it: {error}");
    }

    #[test]
    fn remaps_replace_unbind_and_are_checked() {
        let map = Keymap::build(&remap(&[("like", &["ctrl-f"]), ("reject", &[])]), &|_| true).unwrap();
        assert_eq!(map.find(KeyPlace::Lists, &chords("ctrl-f")), ChordMatch::Action(Action::Like));
        assert_eq!(map.find(KeyPlace::Lists, &chords("f")), ChordMatch::Nothing);
        assert_eq!(map.find(KeyPlace::Lists, &chords("x")), ChordMatch::Nothing);
        let error = Keymap::build(&remap(&[("lyke", &["z"])]), &|_| true).unwrap_err().to_string();
        assert!(error.contains("did you mean like?"), "{error}");
        let error = Keymap::build(&remap(&[("like", &["zz"])]), &|_| true).unwrap_err().to_string();
        assert!(error.contains("like") && error.contains("zz"), "{error}");
    }

    #[test]
    fn what_the_program_cannot_do_is_not_bound() {
        let map = Keymap::build(&Remaps::new(), &|action| action != Action::Tab2).unwrap();
        assert_eq!(map.find(KeyPlace::Lists, &chords("2")), ChordMatch::Nothing);
        assert!(map.entries().all(|(entry, _)| entry.action != Action::Tab2));
    }
}
