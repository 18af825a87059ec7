//! Files that are replaced whole: after a kill or a power cut the old content stands there, or the new one.

mod replace;
mod sweep;

pub use replace::{Replacement, Who, keep_private, private_folder, replace_file, replace_with};
pub use sweep::sweep;
