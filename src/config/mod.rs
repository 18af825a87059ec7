//! Settings and paths; chords and action names; themes as roles.
