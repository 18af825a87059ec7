//! Where a track can be heard.
