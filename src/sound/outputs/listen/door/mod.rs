//! Where listeners come in.

#[cfg(any(not(unix), test))]
mod port;
#[cfg(unix)]
mod socket;

#[cfg(not(unix))]
pub use port::{Door, Stream, join};
#[cfg(unix)]
pub use socket::{Door, Stream, join};
