//! A MediaWiki in memory, behind a real socket on loopback, that answers as MixesDB's does. For tests.

mod api;
mod memory;
mod server;
mod wiki;

pub(crate) use crate::time::FakeClock;
pub(crate) use memory::Memory;
pub(crate) use server::{Fault, Server};
pub(crate) use wiki::{Down, Wiki, text as wiki_text, title as wiki_title};
