//! What the screen asks of the rest of the program: `update` returns it, the loop carries it out.

use crate::app::{Question, Slot, Ticket, UpdateCommand, UserChange, audition, export};

/// What happens outside the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the program; the answer comes back with the ticket.
    Ask(Ticket, Question),
    /// Nobody wants the slot's answer any more.
    Cancel(Slot),
    /// Store a change; in order, until it is stored.
    Save(UserChange),
    /// Store the session.
    SaveSession(String),
    /// To the updater.
    Update(UpdateCommand),
    /// To the sound.
    Audio(audition::AudioCommand),
    /// To the export worker.
    Export(export::ExportCommand),
    /// Put text on the clipboard.
    Copy(String),
    /// Stop until the shell goes on with us.
    Suspend,
    /// Draw everything again.
    Redraw,
}
