//! The text of one MixesDB page to a mix.
