//! Files that are replaced whole: after a kill or a power cut the old content stands there, or the new one.

mod real;
mod replace;
mod sweep;

pub use real::real_path;
pub use replace::{Replacement, Who, keep_private, private_folder, replace_file, replace_mapped};
pub use sweep::sweep;
