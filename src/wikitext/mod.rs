//! A mix page's wikitext to a mix, after MixesDB's tracklist grammar. Nothing here fails: text that fits no rule is kept
//! as a line's raw text.

mod audio;
mod cue;
mod entry;
mod half;
mod label;
mod line;
mod markup;
mod page;
mod prefix;
mod section;
mod style;
mod template;
mod title;

pub use audio::web_address;
pub use entry::{Entry, EntryKind};
pub use page::{Mix, parse, parse_lines};
pub use style::{is_named_in, is_style, style_words};
pub use title::{TitleParts, title_parts};
