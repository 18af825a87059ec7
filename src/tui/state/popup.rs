//! What the popups share with the rest of the screen: how large they are, which keys they name, and what is to be done
//! after a key of theirs.

use std::path::PathBuf;

use ratatui::layout::Rect;

use crate::{
    app::{
        FollowSubject, QueueEntryId, QueueName, UpdateCommand,
        answer::{OutputChoice, Passage, TrackRow, Wanted},
        export::ExportCommand,
    },
    config::actions::Action,
    tui::{
        state::{filters::Filter, trail::Place},
        text::width,
    },
};

/// What a popup makes of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum PopupReply {
    /// It stays open, and these are done.
    Stay(Vec<Deed>),
    /// It closes, and these are done.
    Close(Vec<Deed>),
    /// It is none of its keys: what lies beneath takes it.
    Pass,
}

/// What is done after a key of a popup.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// As if this action's key were pressed.
    Act(Action),
    /// Go to a place.
    Go(Place),
    /// Play a record where a mix plays it.
    PlayPassage(Box<(TrackRow, Passage)>),
    /// Tell the updater.
    Update(UpdateCommand),
    /// Browse this style, or all of them.
    BrowseStyle(Option<String>),
    /// Follow, or no longer.
    Follow(FollowSubject),
    /// Open a queue.
    OpenQueue(String),
    /// Ask for a new queue's name.
    NewQueue,
    /// Ask for another name of a queue.
    NameQueue(String),
    /// Take a queue away.
    TakeQueue(QueueName),
    /// Send the sound there.
    Output(OutputChoice),
    /// Put this on the clipboard.
    Copy(String),
    /// Take what was written.
    Written(Purpose, String),
    /// Ask for a filter's value.
    WriteFilter(Filter),
    /// Go on with handing the queue over.
    Export(PopupStep),
    /// Go on with what can be imported.
    Find(FindingStep),
    /// Every filter off.
    ClearFilters,
    /// Put the queue in this order; how it is called.
    Reorder(Vec<QueueEntryId>, &'static str),
    /// Queue these, behind a row or at the end.
    QueueAll(Vec<TrackRow>, Option<QueueEntryId>),
    /// Set a filter to its next value, or the one before.
    TurnFilter(Filter, Turn),
    /// Take the pasted list the other way round.
    TurnList,
    /// Keep the pasted list.
    KeepList,
    /// Previews may be analysed, or not.
    Consent(bool),
    /// End the program.
    Leave,
    /// End the program, with a question where something would be lost.
    Quit,
    /// Nothing.
    Stay,
}

/// A step of an import of files.
#[derive(Clone, Debug, PartialEq)]
pub enum FindingStep {
    /// Write a path.
    Path,
    /// What the path may go on with.
    Complete(String),
    /// Import these.
    Take(Vec<PathBuf>),
    /// Import what was written.
    TakeWritten(String),
    /// From Spotify instead.
    Spotify,
}

/// A step of handing the queue over, or of an import.
#[derive(Clone, Debug, PartialEq)]
pub enum PopupStep {
    /// The menu, anew.
    Menu,
    /// Log in.
    LogIn,
    /// Ask Spotify for something; it is asked again after a login.
    Ask(ExportCommand),
    /// Give an order.
    Give(ExportCommand),
    /// Play a record of the review.
    Hear(Box<TrackRow>, Box<Wanted>),
    /// End what is heard of the review.
    Hush,
    /// An import's records become the seeds.
    Seeds {
        /// The records.
        seeds: Vec<TrackRow>,
        /// What sounds like them is wanted.
        by_sound: bool,
    },
}

/// Which way a filter's value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// To the next one.
    Forward,
    /// To the one before.
    Back,
}

/// What a line is written for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A note on a record.
    Note(TrackRow),
    /// A new queue's name.
    Queue,
    /// Another name of this queue.
    QueueName(String),
    /// Whom the wiki can write to; switches updates on.
    Contact,
    /// A filter's value.
    Filter(Filter),
    /// The years to browse.
    BrowseYears,
}

/// Keys that work in a popup, and what they do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Their actions; each is written as the keymap has it.
    pub keys: Vec<Action>,
    /// What they do.
    pub does: String,
}

/// A hint for one key or several that belong together.
#[must_use]
pub fn hint(keys: &[Action], does: impl Into<String>) -> Hint {
    Hint { keys: keys.to_vec(), does: does.into() }
}

/// Where a popup stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stand {
    /// In the middle, as large as what it holds.
    #[default]
    Centre,
    /// Near the top, as large as what it holds.
    Top,
    /// Over the whole screen.
    Whole,
}

/// What a popup needs of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PopupArea {
    /// What stands in its upper border.
    pub title: String,
    /// Cells of its widest line.
    pub wide: u16,
    /// Lines inside.
    pub high: u16,
    /// Where it stands.
    pub stand: Stand,
    /// What stands in its lower border.
    pub hints: Vec<Hint>,
}

/// Cells that the border and its margin take of the width; of the height it takes two.
pub const BORDERS: u16 = 4;

/// A key or several as the keymap has them, and what they do.
pub type NamedHint = (String, String);

/// A popup on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedPopup {
    /// Its border included.
    pub frame: Rect,
    /// What it holds.
    pub body: Rect,
    /// Its hints: the last line stands in the lower border, those before it above that.
    pub hints: Vec<Vec<NamedHint>>,
}

impl PopupArea {
    /// Where it stands on a screen of that size. Hints that one line has no room for take more, up to a third of
    /// the screen.
    #[must_use]
    pub fn placed(&self, screen: (u16, u16), hints: Vec<NamedHint>) -> PlacedPopup {
        let least = (cells_of(&hints) + 1).max(width(&self.title) + 2) as u16;
        let wide = self.frame(screen, least, 0).width;
        let most = usize::from((screen.1 / 3).max(1));
        let hints = hint_lines(hints, usize::from(wide.saturating_sub(BORDERS)), most);
        let above = (hints.len() as u16).saturating_sub(1);
        let frame = self.frame(screen, least, above);
        if frame.width < BORDERS || frame.height < 3 {
            return PlacedPopup { frame, body: frame, hints };
        }
        let high = (frame.height - 2).saturating_sub(above);
        let body = Rect::new(frame.x + 2, frame.y + 1, frame.width - BORDERS, high);
        PlacedPopup { frame, body, hints }
    }

    /// The frame, its border included; `least` cells are wanted inside for title and hints, `more` lines for hints.
    fn frame(&self, (columns, rows): (u16, u16), least: u16, more: u16) -> Rect {
        if self.stand == Stand::Whole {
            let (x, y) = if columns >= 100 { (4, 1) } else { (0, 0) };
            return Rect::new(x, y, columns - 2 * x, rows - 2 * y);
        }
        let wide = (self.wide.max(least).saturating_add(BORDERS)).min(columns);
        let high = self.high.saturating_add(2 + more).min(rows);
        let y = if self.stand == Stand::Top { u16::from(rows > 14) } else { (rows - high) / 2 };
        Rect::new((columns - wide) / 2, y.min(rows - high), wide, high)
    }
}

/// Cells of hints beside each other, a space on either side of each.
fn cells_of(hints: &[NamedHint]) -> usize {
    hints.iter().map(|(keys, does)| width(keys) + width(does) + 3).sum()
}

/// Hints on as many lines as they take, at most so many; where there is no room for all, those before the last give way: the
/// last one closes.
fn hint_lines(mut hints: Vec<NamedHint>, room: usize, most: usize) -> Vec<Vec<NamedHint>> {
    loop {
        let mut lines: Vec<Vec<NamedHint>> = Vec::new();
        for hint in &hints {
            match lines.last_mut() {
                Some(line) if cells_of(line) + cells_of(std::slice::from_ref(hint)) < room => {
                    line.push(hint.clone());
                }
                _ => lines.push(vec![hint.clone()]),
            }
        }
        if lines.len() <= most || hints.len() < 2 {
            return lines;
        }
        hints.remove(hints.len() - 2);
    }
}

/// Lines in a popup, to choose from or to read, as they are on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Where they stand.
    pub area: Rect,
    /// The first one shown.
    pub first: usize,
    /// How many there are.
    pub count: usize,
}

impl Lines {
    /// Lines of which as many are shown as fit, from this one on.
    #[must_use]
    pub fn from(first: usize, count: usize, area: Rect) -> Self {
        Self { area, first: first.min(count.saturating_sub(usize::from(area.height))), count }
    }

    /// The line behind the last one shown.
    #[must_use]
    pub fn end(&self) -> usize {
        (self.first + usize::from(self.area.height)).min(self.count)
    }

    /// The line at a cell.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<usize> {
        let inside = self.area.contains(ratatui::layout::Position::new(column, row));
        let line = self.first + usize::from(row.saturating_sub(self.area.y));
        (inside && line < self.count).then_some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> Vec<NamedHint> {
        words.iter().map(|does| ("k".to_owned(), (*does).to_owned())).collect()
    }

    #[test]
    fn hints_take_as_many_lines_as_they_need_and_the_last_one_is_always_there() {
        let all = said(&["write years", "change", "clear all", "close"]);
        let lines = |room, most| {
            let lines = hint_lines(all.clone(), room, most);
            assert!(lines.iter().all(|line| cells_of(line) <= room.max(9)), "{lines:?}");
            lines.iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(lines(60, 1), [4]);
        assert_eq!(lines(36, 3), [2, 2]);
        assert_eq!(lines(16, 4), [1, 1, 1, 1]);
        let few = hint_lines(all.clone(), 16, 2);
        assert_eq!(few.last(), Some(&said(&["close"])), "{few:?}");
    }

    #[test]
    fn hints_above_the_border_take_their_lines_from_the_box() {
        let area = PopupArea { wide: 10, high: 17, ..PopupArea::default() };
        let hints = said(&["write years", "change", "clear all", "close"]);
        let low = area.placed((40, 10), hints.clone());
        assert_eq!((low.frame.height, low.body.height, low.hints.len()), (10, 7, 2));
        let tall = area.placed((40, 40), hints);
        assert_eq!((tall.frame.height, tall.body.height), (20, 17));
    }
}
