//! Files that are replaced whole: after a kill or a power cut the old content stands there, or the new one. And files that are
//! opened because they are files.

mod real;
mod regular;
mod replace;
mod sweep;

pub use real::real_path;
pub use regular::{check_kind, open_file, read_file, read_small_file};
pub use replace::{
    Replacement, Who, keep_private, private_folder, replace_file, replace_mapped, sync_folder,
};
pub use sweep::{runs, sweep};
