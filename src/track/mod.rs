//! What a track is: names, versions, keys, matching.
//!
//! A record is the same record when the set of its artists, its base title and its version are the same after
//! folding. Everything here takes text and returns values; nothing is stored, nothing is looked up.

mod agree;
mod alias;
mod artists;
mod clean;
mod date;
mod fold;
mod grade;
mod id;
mod key;
mod label;
mod line;
mod name;
mod number;
mod people;
mod rules;
mod shop;
mod spelling;
mod version;
mod whose;
mod years;

pub use agree::{Agreement, agrees};
pub use alias::{ReviewedPair, reviewed};
pub use artists::artists;
pub use clean::{clean_char, clean_line};
pub use date::{day_number, sortable_date};
pub use fold::{fold, fold_char, squash, words};
pub use grade::{Grade, grade};
pub use id::{MixId, Seconds, TrackId};
pub use key::TrackKey;
pub use label::label_key;
pub use line::{split_at_dash, without_number};
pub use name::{LONGEST_NAME, Name};
pub use number::{ordinal, thousands};
pub use people::split_djs;
pub use rules::{RULES, Rules};
pub use shop::Shop;
pub use spelling::same_version;
pub use version::{is_neutral_version, reads_as_version};
pub use whose::Whose;
pub use years::{NoYears, Years};
