//! The three databases' shapes, step by step.

mod backup;
mod beside;
mod busy;
mod carry;
mod counted;
mod database;
mod migrate;

pub(super) use backup::backup;
pub use busy::tell_of_waiting;
pub(super) use carry::analysed_beside;
pub use counted::all_closed_within;
pub(super) use database::Database;
pub use database::{newly_taken_away, taken_away};
pub(super) use migrate::{IN_MEMORY, copy};

/// A database's history: step `i` brings version `i` to `i + 1`. Steps are never edited, only added.
#[derive(Debug)]
pub(super) struct Schema {
    /// Written into the file's header, so that another program's database is recognised.
    pub application_id: i32,
    /// What is committed survives a power cut, not only a kill.
    pub durable: bool,
    /// The table of notes: `name` and `value`.
    pub notes: &'static str,
    /// SQL of each step.
    pub steps: &'static [&'static str],
    /// What moves to another file before a step takes it away.
    pub moves: Option<Move>,
}

/// Something that leaves a database for another one.
#[derive(Debug)]
pub(super) struct Move {
    /// The step that takes it away, counted from 1.
    pub step: usize,
    /// Copies it to where it belongs from now on. Called with the path of a database of an earlier step, which nobody can write
    /// meanwhile; may be called again where the program was killed before the step was done.
    pub carry: fn(&std::path::Path) -> Result<(), super::CatalogueError>,
}

/// `catalogue.db`.
pub(super) const CATALOGUE: Schema = Schema {
    application_id: 0x5365_4361,
    durable: false,
    notes: "meta",
    steps: &[
        include_str!("catalogue_1.sql"),
        include_str!("catalogue_2.sql"),
        include_str!("catalogue_3.sql"),
        include_str!("catalogue_4.sql"),
        include_str!("catalogue_5.sql"),
        include_str!("catalogue_6.sql"),
    ],
    moves: Some(Move { step: 6, carry: carry::analysed }),
};

/// `analysed.db`.
pub(super) const ANALYSED: Schema = Schema {
    application_id: 0x5365_416e,
    durable: true,
    notes: "meta",
    steps: &[include_str!("analysed_1.sql"), include_str!("analysed_2.sql"), include_str!("analysed_3.sql")],
    moves: None,
};

/// `user.db`.
pub(super) const USER: Schema = Schema {
    application_id: 0x5365_5573,
    durable: true,
    notes: "setting",
    steps: &[
        include_str!("user_1.sql"),
        include_str!("user_2.sql"),
        include_str!("user_3.sql"),
        include_str!("user_4.sql"),
        include_str!("user_5.sql"),
        include_str!("user_6.sql"),
    ],
    moves: None,
};
