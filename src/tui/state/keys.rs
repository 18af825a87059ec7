//! Keys: what they mean, which are pressed so far, and what waits for an answer.

use std::{sync::Arc, time::Duration};

use crate::{
    app::QueueEntryId,
    config::{
        actions::{Action, Group, entry},
        keys::Chord,
    },
    tui::{
        keymap::{ChordMatch, KeyPlace, Keymap},
        state::{busy::Busy, filters::Filter},
        terminal::decode::Input,
    },
};

/// Keys pressed ahead wait no longer than this for their rows.
const HOLD: Duration = Duration::from_secs(1);
/// No more inputs than this are held.
const HELD: usize = 200;

/// Bindings, and keys that have not taken effect yet.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Bindings.
    pub map: Arc<Keymap>,
    /// Chords of a sequence that is not complete.
    pub pressed: Vec<Chord>,
    /// What waits for an answer.
    pub pending: Option<Pending>,
    /// The keys that are taken came in one piece with others.
    pub at_once: bool,
    /// The key before was Ctrl-c: another one quits.
    pub interrupted: bool,
}

/// What a jump key leads to once the answer is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// A DJ who played the record.
    Dj,
    /// A mix that has it.
    Mix,
    /// The mix's page on MixesDB.
    MixesDb,
    /// Where a mix itself is heard.
    Player,
    /// All versions become seeds.
    Versions,
    /// Listen to what the prompt names.
    Listen,
    /// Offer orders of the queue.
    Order,
    /// Offer paths between two records; in the queue they go behind this row.
    Path {
        /// That row.
        after: Option<QueueEntryId>,
    },
    /// A style to browse.
    Style,
    /// A filter's names count once they are known.
    Filter(Filter),
    /// A slice of the wiki to fetch.
    Slice,
}

impl Jump {
    /// What is done meanwhile, in a few words.
    #[must_use]
    pub fn doing(self) -> &'static str {
        match self {
            Self::Dj | Self::Mix | Self::MixesDb => "looking where it was played",
            Self::Player => "looking where the mix can be heard",
            Self::Versions => "looking for its versions",
            Self::Listen => "analysing it",
            Self::Order => "ordering the queue",
            Self::Path { .. } => "looking for paths",
            Self::Style => "counting the styles",
            Self::Filter(_) => "looking the names up",
            Self::Slice => "asking the wiki what there is",
        }
    }
}

/// Input that waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Pending {
    /// Keys pressed ahead of the rows they are meant for.
    Rows {
        /// The keys, in order.
        held: Vec<Input>,
        /// When they take effect, rows or not.
        until: Duration,
    },
    /// A key needs an answer before it can go on.
    Jump {
        /// Where it leads.
        to: Jump,
        /// When it was pressed.
        since: Duration,
        /// What was pressed since, meant for the page it leads to.
        held: Vec<Input>,
        /// When the jump is given up for what was pressed since; it waits for ever while nothing was.
        until: Option<Duration>,
    },
}

impl Keys {
    /// Nothing pressed.
    #[must_use]
    pub fn new(map: Arc<Keymap>) -> Self {
        Self { map, pressed: Vec::new(), pending: None, at_once: false, interrupted: false }
    }

    /// How an action is called in a text: its first key, or its name in the palette where it has none.
    #[must_use]
    pub fn name(&self, action: Action) -> String {
        let named =
            || entry(action).map(|entry| format!(":{}", entry.name.replace('_', " "))).unwrap_or_default();
        self.map.keys(action).first().map_or_else(named, ToString::to_string)
    }

    /// How an action is called at the beginning of a sentence; single characters stay, as case tells them apart.
    #[must_use]
    pub fn opening(&self, action: Action) -> String {
        let name = self.name(action);
        let mut rest = name.chars();
        match rest.next() {
            Some(first) if name.len() > 1 => format!("{}{}", first.to_ascii_uppercase(), rest.as_str()),
            _ => name,
        }
    }

    /// The first keys of several actions; those without a key are left out.
    #[must_use]
    pub fn names(&self, actions: &[Action]) -> String {
        let keys = actions.iter().filter_map(|action| self.map.keys(*action).first());
        keys.map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// What chooses the lines of a popup, from the first one on: digits, then the letters that move nothing there.
    pub fn labels(&self) -> impl Iterator<Item = char> {
        let is_free = |c: &char| match self.map.find(KeyPlace::Lists, &[Chord::char(*c)]) {
            ChordMatch::Nothing => true,
            ChordMatch::Prefix(_) => false,
            ChordMatch::Action(action) => !moves(action),
        };
        ('1'..='9').chain(['0']).chain(('a'..='z').filter(is_free))
    }

    /// What chooses this line of a popup; of very many lines the last ones have nothing.
    #[must_use]
    pub fn label(&self, line: usize) -> Option<char> {
        self.labels().nth(line)
    }

    /// Whether Escape gives up what is waited for: not what was written and told to be kept.
    #[must_use]
    pub fn can_be_forgotten(&self) -> bool {
        !matches!(self.pending, None | Some(Pending::Jump { to: Jump::Filter(_), .. }))
    }

    /// Rows are awaited: these keys are meant for them.
    pub fn hold_for_rows(&mut self, chords: Vec<Chord>, now: Duration) {
        let held = chords.into_iter().map(Input::Key).collect();
        self.pending = Some(Pending::Rows { held, until: now + HOLD });
    }

    /// A jump key waits for its answer.
    pub fn jump(&mut self, to: Jump, now: Duration) {
        self.pending = Some(Pending::Jump { to, since: now, held: Vec::new(), until: None });
    }

    /// The answer that a jump key waits for.
    #[must_use]
    pub fn busy(&self) -> Option<Busy> {
        match self.pending {
            Some(Pending::Jump { to, since, .. }) => Some(Busy { what: to.doing().to_owned(), since }),
            _ => None,
        }
    }

    /// Holds an input where something is awaited; gives it back where nothing is.
    pub fn hold(&mut self, input: Input, now: Duration) -> Option<Input> {
        match &mut self.pending {
            None => return Some(input),
            Some(Pending::Rows { held, .. }) if held.len() < HELD => held.push(input),
            Some(Pending::Jump { held, until, .. }) if held.len() < HELD => {
                held.push(input);
                until.get_or_insert(now + HOLD);
            }
            Some(_) => {}
        }
        None
    }

    /// The jump whose answer has come; what was pressed since is held for what it leads to.
    pub fn arrived(&mut self) -> Option<Jump> {
        match self.pending.take() {
            Some(Pending::Jump { to, held, until, .. }) => {
                let rows = until.map(|until| Pending::Rows { held, until });
                self.pending = rows;
                Some(to)
            }
            other => {
                self.pending = other;
                None
            }
        }
    }

    /// When what is held takes effect, answer or not.
    #[must_use]
    pub fn until(&self) -> Option<Duration> {
        match self.pending {
            Some(Pending::Rows { until, .. }) => Some(until),
            Some(Pending::Jump { until, .. }) => until,
            None => None,
        }
    }

    /// How many inputs are held.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        match &self.pending {
            Some(Pending::Rows { held, .. } | Pending::Jump { held, .. }) => held.len(),
            None => 0,
        }
    }
}

/// Whether an action moves in a list to choose from, or closes it.
fn moves(action: Action) -> bool {
    let closes =
        matches!(action, Action::Escape | Action::Quit | Action::Back | Action::Forward | Action::Dig);
    closes || entry(action).is_some_and(|entry| entry.group == Group::Moving)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::keys::BareKey, tui::keymap::Remaps};

    #[test]
    fn lines_are_chosen_by_digits_and_then_by_letters_that_move_nothing() {
        let labels = |remaps: &[(&str, &str)]| {
            let remap = |(name, key): &(&str, &str)| ((*name).to_owned(), vec![(*key).to_owned()]);
            let remaps: Remaps = remaps.iter().map(remap).collect();
            Keys::new(Arc::new(Keymap::build(&remaps, &|_| true).unwrap())).labels().collect::<String>()
        };
        let usual = labels(&[]);
        assert!(usual.starts_with("1234567890abcdef"), "{usual}");
        assert!(!usual.contains(['j', 'k', 'g', 'h', 'l', 'q']), "{usual}");
        let other = labels(&[("down", "b"), ("fitting", "j")]);
        assert!(!other.contains('b') && other.contains('j'), "{other}");
    }

    fn key(c: char) -> Input {
        Input::Key(Chord::plain(BareKey::Char(c)))
    }

    #[test]
    fn what_follows_a_jump_waits_for_the_page_it_leads_to() {
        let mut keys = Keys::new(Arc::new(Keymap::build(&Remaps::new(), &|_| true).unwrap()));
        assert_eq!(keys.hold(key('j'), Duration::ZERO), Some(key('j')), "nothing is awaited");
        keys.jump(Jump::Dj, Duration::ZERO);
        assert_eq!(keys.until(), None);
        assert_eq!(keys.hold(key('j'), Duration::ZERO), None);
        assert_eq!((keys.until(), keys.held()), (Some(HOLD), 1));
        assert_eq!(keys.arrived(), Some(Jump::Dj));
        assert_eq!(keys.pending, Some(Pending::Rows { held: vec![key('j')], until: HOLD }));
        assert_eq!(keys.arrived(), None, "it arrives once");
    }

    #[test]
    fn an_action_without_a_key_is_called_by_its_name() {
        let remaps = [("queue_end".to_owned(), Vec::new())].into_iter().collect();
        let keys = Keys::new(Arc::new(Keymap::build(&remaps, &|_| true).unwrap()));
        assert_eq!(keys.name(Action::QueueEnd), ":queue end");
        assert_eq!(keys.names(&[Action::Down, Action::QueueEnd, Action::Up]), "j k");
    }
}
