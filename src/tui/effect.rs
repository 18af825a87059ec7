//! What the screen asks of the rest of the program: `update` returns it, the loop carries it out.

use crate::tui::{
    audio, handover,
    services::Change,
    state::slots::{Question, Slot, Ticket},
};

/// What happens outside the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the services; the answer comes back with the ticket.
    Ask(Ticket, Question),
    /// Nobody wants the slot's answer any more.
    Cancel(Slot),
    /// Store a change; in order, until it is stored.
    Save(Change),
    /// Store the session.
    SaveSession(String),
    /// Ask the wiki what changed; with a contact, keep that and switch updates on first.
    Update(Option<String>),
    /// To the sound.
    Audio(audio::Order),
    /// To what hands the queue over.
    HandOver(handover::Order),
    /// Put text on the clipboard.
    Copy(String),
    /// Stop until the shell goes on with us.
    Suspend,
    /// Draw everything again.
    Redraw,
}
