//! What lies over the panes: help, palette, a choice, a card, the messages so far.

use crate::{
    app::Subject,
    config::actions::Action,
    library::query::TrackRow,
    sound::outputs,
    track::MixId,
    tui::{
        keymap::Keymap,
        state::{filters::Filter, textbox::TextBox, trail::Place},
    },
};

/// Something that lies over the panes; the topmost takes the keys.
#[derive(Clone, Debug)]
pub enum Popup {
    /// Every key, scrolled by so many lines.
    Help(usize),
    /// Every command, by name.
    Palette(Palette),
    /// One of several places to go to.
    Choose(Choice),
    /// An address to open or copy.
    Card(Card),
    /// There is no sound here, and what to do.
    Silence(Silence),
    /// What goes on in the background.
    Jobs,
    /// The filters, with the chosen line.
    Filters(usize),
    /// A line to write.
    Write(Write),
    /// Messages so far, scrolled by so many lines.
    Messages(usize),
    /// Exporting the queue.
    Export,
}

/// The command palette.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is looked for.
    pub input: TextBox,
    /// The chosen line.
    pub cursor: usize,
}

/// A line to write.
#[derive(Clone, Debug)]
pub struct Write {
    /// What for.
    pub purpose: Purpose,
    /// The text.
    pub input: TextBox,
}

/// What a line is written for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A note on a record.
    Note(TrackRow),
    /// A new queue's name.
    Queue,
    /// Whom the wiki can write to; switches updates on.
    Contact,
    /// A filter's value.
    Filter(Filter),
}

/// Where a line of a choice leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Lead {
    /// To a place.
    Place(Place),
    /// Following or no longer.
    Follow(Subject),
    /// To a queue.
    Queue(String),
    /// To a queue that has to be named.
    NewQueue,
    /// The sound goes there.
    Output(outputs::Choice),
}

/// One of several.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Of what.
    pub title: String,
    /// The lines, and where each leads.
    pub lines: Vec<(String, Lead)>,
    /// The chosen line.
    pub cursor: usize,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What it is.
    pub title: String,
    /// The address.
    pub url: String,
}

/// The line that brings the sound to another machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The line.
    pub line: String,
}

/// What a jump key waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// To a DJ who played the record.
    Dj,
    /// To a mix that has it.
    Mix,
    /// To the mix's page on MixesDB.
    MixesDb,
    /// All versions become seeds.
    Versions,
    /// Listen to what the prompt names.
    Listen,
}

/// The palette's lines for a text: names and descriptions that hold its letters in order, the closest first.
#[must_use]
pub fn palette_lines(keymap: &Keymap, text: &str) -> Vec<Action> {
    let text = text.to_lowercase();
    let mut lines: Vec<(usize, usize, Action)> = keymap
        .entries()
        .filter(|(entry, _)| entry.scope != crate::config::actions::Scope::Text)
        .enumerate()
        .filter_map(|(place, (entry, _))| {
            let name = entry.name.replace('_', " ");
            let by_name = scattered(&text, &name);
            let by_words = scattered(&text, &entry.does.to_lowercase()).map(|cost| cost + 50);
            Some((by_name.into_iter().chain(by_words).min()?, place, entry.action))
        })
        .collect();
    lines.sort_unstable();
    lines.into_iter().map(|(.., action)| action).collect()
}

/// What it costs to find the letters in order: gaps, and starting late; `None` where they are not there.
fn scattered(letters: &str, text: &str) -> Option<usize> {
    if let Some(at) = text.find(letters) {
        return Some(at.min(20));
    }
    let mut cost = 20;
    let mut rest = text.chars();
    for letter in letters.chars().filter(|c| !c.is_whitespace()) {
        cost += rest.position(|c| c == letter)?;
    }
    Some(cost)
}

/// A mix's place.
#[must_use]
pub fn mix_place(id: MixId, title: &str) -> Place {
    Place::Mix(id, title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Remaps;

    #[test]
    fn the_palette_finds_commands_by_scattered_letters() {
        let keymap = Keymap::build(&Remaps::new(), &|_| true).unwrap();
        assert_eq!(palette_lines(&keymap, "undo").first(), Some(&Action::Undo));
        assert_eq!(palette_lines(&keymap, "rejart").first(), Some(&Action::RejectArtist));
        assert_eq!(palette_lines(&keymap, "mixesdb").first(), Some(&Action::OpenMixesdb));
        assert!(palette_lines(&keymap, "qqqqq").is_empty());
        assert!(palette_lines(&keymap, "").len() > 30);
    }
}
