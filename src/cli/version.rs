//! What `segue --version` says: the version, the commit it is made from, the features it is built with.

/// `0.1.0 (1a2b3c4d5, alsa)`; without the brackets where neither is known.
pub const VERSION: &str = if COMMIT.is_empty() {
    if ALSA { concat!(env!("CARGO_PKG_VERSION"), " (alsa)") } else { env!("CARGO_PKG_VERSION") }
} else if ALSA {
    concat!(env!("CARGO_PKG_VERSION"), " (", env!("SEGUE_COMMIT"), ", alsa)")
} else {
    concat!(env!("CARGO_PKG_VERSION"), " (", env!("SEGUE_COMMIT"), ")")
};

const COMMIT: &str = env!("SEGUE_COMMIT");
const ALSA: bool = cfg!(feature = "alsa");
