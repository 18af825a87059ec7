//! What can be imported, one file each.
