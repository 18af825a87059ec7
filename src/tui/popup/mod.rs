//! What lies over the panes, one file each: its state, its keys, its picture and its hints.

pub mod card;
pub mod choose;
pub mod export;
pub mod file_path;
pub mod filters;
pub mod finder;
pub mod found;
pub mod help;
pub mod jobs;
pub mod listbox;
pub mod messages;
pub mod order;
pub mod palette;
pub mod pasted;
pub mod path;
pub mod queues;
pub mod silence;
pub mod styles;
pub mod write;
