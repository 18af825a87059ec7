//! The terminal itself: what it can show, what it sends, how it is taken over and given back.

pub mod burst;
mod cells;
#[cfg(any(windows, test))]
pub mod console;
pub mod decode;
pub mod detect;
pub mod ground;
pub mod output;
pub mod session;
pub mod signals;
