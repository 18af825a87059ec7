//! A line of text one edits: the prompt and every other text box.

use unicode_segmentation::UnicodeSegmentation;

use crate::tui::text::clean;

/// Longer text than this (in bytes) is cut.
pub const LIMIT: usize = 2000;

/// Text with a cursor, a byte offset at a character's border.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextBox {
    text: String,
    cursor: usize,
    /// The next character replaces everything.
    selected: bool,
}

impl TextBox {
    /// A box with this text, the cursor at its end.
    #[must_use]
    pub fn with(text: &str) -> Self {
        let mut new = Self::default();
        new.insert(text);
        new
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    #[must_use]
    pub fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Whether all of it is selected.
    #[must_use]
    pub fn is_selected(&self) -> bool {
        self.selected
    }

    /// Selects all.
    pub fn select(&mut self) {
        self.cursor = self.text.len();
        self.selected = !self.text.is_empty();
    }

    /// Selects nothing.
    pub fn deselect(&mut self) {
        self.selected = false;
    }

    /// Types or pastes, neutralised; false where something had to be cut.
    pub fn insert(&mut self, text: &str) -> bool {
        if self.selected {
            self.clear();
        }
        let text = clean(text);
        let room = LIMIT.saturating_sub(self.text.len());
        let end = (0..=room.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        self.text.insert_str(self.cursor, &text[..end]);
        self.cursor += end;
        end == text.len()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// One character to the left.
    pub fn left(&mut self) {
        self.selected = false;
        self.cursor = self.previous();
    }

    /// One character to the right.
    pub fn right(&mut self) {
        self.selected = false;
        self.cursor += self.text[self.cursor..].graphemes(true).next().map_or(0, str::len);
    }

    /// To the start.
    pub fn start(&mut self) {
        self.selected = false;
        self.cursor = 0;
    }

    /// To the end.
    pub fn end(&mut self) {
        self.selected = false;
        self.cursor = self.text.len();
    }

    /// Deletes the character before the cursor, or what is selected.
    pub fn delete_back(&mut self) {
        if self.selected {
            return self.clear();
        }
        self.cut(self.previous());
    }

    /// Deletes the character under the cursor.
    pub fn delete_forward(&mut self) {
        if self.selected {
            return self.clear();
        }
        let length = self.text[self.cursor..].graphemes(true).next().map_or(0, str::len);
        self.text.drain(self.cursor..self.cursor + length);
    }

    /// Deletes the word before the cursor, with the spaces after it.
    pub fn delete_word(&mut self) {
        if self.selected {
            return self.clear();
        }
        let before = self.before().trim_end();
        let from = before
            .rfind(char::is_whitespace)
            .map_or(0, |i| i + before[i..].chars().next().map_or(0, char::len_utf8));
        self.cut(from);
    }

    /// Deletes everything before the cursor.
    pub fn delete_line(&mut self) {
        self.selected = false;
        self.cut(0);
    }

    fn previous(&self) -> usize {
        self.before().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn cut(&mut self, from: usize) {
        self.text.drain(from..self.cursor);
        self.cursor = from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing_as_in_a_shell() {
        let mut text = TextBox::with("ricardo villalobos ");
        text.delete_word();
        assert_eq!(text.text(), "ricardo ");
        text.left();
        text.delete_back();
        text.insert("ø");
        assert_eq!((text.text(), text.before()), ("ricardø ", "ricardø"));
        text.start();
        text.delete_forward();
        text.end();
        text.delete_line();
        assert_eq!(text.text(), "");
    }

    #[test]
    fn selected_text_is_replaced_by_typing_and_kept_by_moving() {
        let mut text = TextBox::with("old");
        text.select();
        text.insert("n");
        assert_eq!(text.text(), "n");
        text.select();
        text.left();
        text.insert("x");
        assert_eq!(text.text(), "xn");
    }

    #[test]
    fn pastes_are_neutralised_and_cut() {
        let mut text = TextBox::default();
        assert!(text.insert("a\u{1b}[31m\r\nb"));
        assert_eq!(text.text(), "a[31m  b");
        assert!(!text.insert(&"é".repeat(LIMIT)));
        assert!(text.text().len() <= LIMIT);
    }
}
