//! The program as the screen asks it.

use std::sync::Arc;

use super::{
    change::UserChange,
    export::{ExportCommand, OnExport},
    fault::{Fault, Outcome, Stop},
    open::App,
    question::{Answer, Question},
    status::Status,
    updates::UpdateCommand,
};
use crate::library::query::By;

/// What the screen asks of the program. Calls block and are made on worker threads, never by the event loop.
pub trait Services: Send + Sync {
    /// The recommenders there are, in the order of their tabs.
    fn tabs(&self) -> Vec<By>;
    /// Starts what is due; cheap, called about once a second.
    fn tick(&self);
    /// Somebody presses keys or hears something: work that nobody waits for keeps to one core. Returns at once; the event loop calls it.
    fn used(&self);
    /// The state of things; changes nothing.
    fn status(&self) -> Status;
    /// Answers a question; gives up soon after `stop` turns true, and what it returns then is dropped.
    fn answer(&self, question: &Question, stop: Stop<'_>) -> Outcome<Answer>;
    /// Stores a change, durably when it returns. Changes come one at a time, in order. Gives what could not be done as asked and never
    /// will be; after an error the same change is to be tried again.
    fn change(&self, change: &UserChange) -> Outcome<Option<Fault>>;
    /// Sends a command to the export worker; returns at once, events go to `tell`.
    fn export(&self, command: ExportCommand, tell: &OnExport);
    /// The session as last saved, as JSON.
    fn session(&self) -> Outcome<Option<String>>;
    /// Saves the session.
    fn save_session(&self, session: &str) -> Outcome<()>;
    /// Whether what was stored is where the next start looks for it; asked once, at the end.
    fn kept(&self) -> Outcome<()>;
    /// Has the updater do something in the background, and says what will happen.
    fn update(&self, command: &UpdateCommand) -> Outcome<String>;
}

impl Services for App {
    fn tabs(&self) -> Vec<By> {
        vec![By::Played, By::Sound, By::Next, By::Blend]
    }

    fn tick(&self) {
        Self::tick(self);
    }

    fn used(&self) {
        self.hearing.used();
    }

    fn status(&self) -> Status {
        Self::status(self)
    }

    fn answer(&self, question: &Question, stop: Stop<'_>) -> Outcome<Answer> {
        Self::answer(self, question, stop)
    }

    fn change(&self, change: &UserChange) -> Outcome<Option<Fault>> {
        Self::change(self, change)
    }

    fn export(&self, command: ExportCommand, tell: &OnExport) {
        self.exporter.send(command, Arc::clone(tell));
    }

    fn session(&self) -> Outcome<Option<String>> {
        Self::session(self)
    }

    fn save_session(&self, session: &str) -> Outcome<()> {
        Self::save_session(self, session)
    }

    fn kept(&self) -> Outcome<()> {
        Self::kept(self)
    }

    fn update(&self, command: &UpdateCommand) -> Outcome<String> {
        Self::update(self, command)
    }
}
