//! segue finds the next record: what other DJs play with it, what sounds like it, what they play after it.
//!
//! One module an idea; `pub` are those that the laboratory and the tests ask. `use crate::` goes down this list, never up or sideways; `tests/house.rs` reads the lines.

pub mod app;
pub mod catalogue;
pub mod chance;
pub mod cli;
pub mod config;
pub mod export;
mod files;
pub mod import;
pub mod jobs;
pub mod library;
mod mixesdb;
mod network;
mod plain;
pub mod preview;
pub mod recommend;
mod search;
mod slab;
pub mod sound;
pub mod spotify;
pub mod time;
pub mod track;
pub mod tui;
mod updater;
pub mod wikitext;
