//! The two databases' shapes, step by step.

mod backup;
mod busy;
mod migrate;

pub(super) use backup::backup;
pub use busy::tell_of_waiting;
pub(super) use migrate::{IN_MEMORY, copy, open, open_in_memory};

/// A database's history: step `i` brings version `i` to `i + 1`. Steps are never edited, only added.
pub(super) struct Schema {
    /// Written into the file's header, so that another program's database is recognised.
    pub application_id: i32,
    /// What is committed survives a power cut, not only a kill.
    pub durable: bool,
    /// SQL of each step.
    pub steps: &'static [&'static str],
}

/// `catalogue.db`.
pub(super) const CATALOGUE: Schema = Schema {
    application_id: 0x5365_4361,
    durable: false,
    steps: &[
        include_str!("catalogue_1.sql"),
        include_str!("catalogue_2.sql"),
        include_str!("catalogue_3.sql"),
        include_str!("catalogue_4.sql"),
        include_str!("catalogue_5.sql"),
        include_str!("catalogue_7.sql"),
    ],
};

/// `user.db`.
pub(super) const USER: Schema = Schema {
    application_id: 0x5365_5573,
    durable: true,
    steps: &[
        include_str!("user_1.sql"),
        include_str!("user_2.sql"),
        include_str!("user_3.sql"),
        include_str!("user_4.sql"),
        include_str!("user_5.sql"),
        include_str!("user_6.sql"),
    ],
};
