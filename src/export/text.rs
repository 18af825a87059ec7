//! `Artist - Title (Version)` a line: for pasting, and for everything that takes nothing else.

use super::Playlist;

pub(super) fn render(playlist: Playlist<'_>) -> String {
    playlist.records.iter().map(|record| record.line() + "\n").collect()
}
