//! What the program can do, one use case a file, for both doors. It owns the open library, the user's store, previews,
//! settings and pools.

pub mod answer;
pub mod audition;
mod change;
mod collection;
pub mod demo;
pub mod doctor;
pub mod export;
mod facts;
mod failure;
mod fault;
mod fitting;
mod follow;
mod hearing;
mod idleness;
mod import;
mod known;
mod link;
mod listen;
mod listening;
mod lock;
mod mending;
mod named_queue;
mod open;
mod own_history;
mod pages;
mod pasted;
mod points;
mod question;
mod screen;
mod search;
mod seen;
mod session;
pub(crate) mod shaping;
mod similar;
mod status;
mod stopping;
mod stores;
mod take_in;
mod tick;
mod time;
mod updates;
mod user;
mod workspace;

pub use change::{
    FollowSubject, KeptSet, Opinion, PastedText, QueueEntry, QueueEntryId, QueueName, UserChange, UserData,
};
pub use failure::Failure;
pub use fault::{Fault, Outcome, Stop};
pub use import::found_places;
pub use open::App;
pub use pages::History;
pub use pasted::KeptList;
pub use question::{Answer, Question, SLOTS, Slot, Ticket};
pub use screen::Services;
pub use shaping::{Arrangement, OrderBy, Orders, Route, Unordered};
pub use similar::SimilarRequest;
pub use status::{ListeningStatus, LongWork, Status, Updates};
pub use stores::{end, read_file, runs, taken_away, tell_of_waiting, was_cut};
pub use take_in::new_or_known;
pub use updates::UpdateCommand;
pub use workspace::{
    BackupFile, Embedded, ExportReport, FileExport, FilesImport, FilesReport, LeftBehind, LoginInvitation,
    MixingFilters, OnFit, OpeningNotice, PlaylistExport, QueueRows, SetRow, SpotifyAccount, StartedScreen,
    WordsAnswer, WordsRequest, Workspace, join_line,
};
