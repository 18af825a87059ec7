//! What the popups share with the rest of the screen: how large they are, which keys they name, and what is to be done
//! after a key of theirs.

use std::path::PathBuf;

use ratatui::layout::Rect;

use crate::{
    app::{
        FollowSubject, QueueEntryId, UpdateCommand,
        answer::{OutputChoice, Passage, TrackRow, Wanted},
        export::ExportCommand,
    },
    config::actions::Action,
    tui::state::{filters::Filter, trail::Place},
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

impl PopupArea {
    /// The frame on a screen of that size, its border included; `least` cells are wanted inside for title and hints.
    #[must_use]
    pub fn frame(&self, (columns, rows): (u16, u16), least: u16) -> Rect {
        if self.stand == Stand::Whole {
            let (x, y) = if columns >= 100 { (4, 1) } else { (0, 0) };
            return Rect::new(x, y, columns - 2 * x, rows - 2 * y);
        }
        let wide = (self.wide.max(least).saturating_add(BORDERS)).min(columns);
        let high = self.high.saturating_add(2).min(rows);
        let y = if self.stand == Stand::Top { u16::from(rows > 14) } else { (rows - high) / 2 };
        Rect::new((columns - wide) / 2, y.min(rows - high), wide, high)
    }

    /// What is inside a frame.
    #[must_use]
    pub fn body(frame: Rect) -> Rect {
        if frame.width < BORDERS || frame.height < 3 {
            return frame;
        }
        Rect { x: frame.x + 2, y: frame.y + 1, width: frame.width - BORDERS, height: frame.height - 2 }
    }
}

/// The lines of a list in a popup, as they are on the screen.
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
    /// The line at a cell.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<usize> {
        let inside = self.area.contains(ratatui::layout::Position::new(column, row));
        let line = self.first + usize::from(row.saturating_sub(self.area.y));
        (inside && line < self.count).then_some(line)
    }
}
