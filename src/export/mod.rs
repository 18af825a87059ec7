//! The queue as a file, one file a format.
