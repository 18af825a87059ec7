//! What a mix is filed under: its styles among all its categories.

use std::collections::HashMap;

use crate::{
    track::fold,
    wikitext::{is_named_in, is_style},
};

/// Decides each category's name once: mixes have few styles between them, and hundreds of thousands of mixes are read.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: HashMap<String, bool>,
}

impl Styles {
    /// The styles of one mix by `djs`, in the order of its categories. A name that is also whole in the title is rather the show or the
    /// place, and counts only where nothing else tells a style.
    pub(super) fn of(&mut self, categories: &[String], djs: &[String], title: &str) -> Vec<String> {
        let by_name = categories.iter().filter(|name| self.is_style(name));
        let styles = by_name.filter(|name| !djs.iter().any(|dj| fold(dj) == fold(name)));
        let (named, styles): (Vec<_>, Vec<_>) = styles.cloned().partition(|name| is_named_in(title, name));
        if styles.is_empty() { named } else { styles }
    }

    fn is_style(&mut self, name: &str) -> bool {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let found = is_style(name);
        self.known.insert(name.to_owned(), found);
        found
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Styles;

    #[rstest]
    #[case(&["2025", "dESUS", "Thee pHactory", "Dub Techno", "Tracklist: complete"], "2025 - dESUS - Thee pHactory", &["Dub Techno"])]
    #[case(&["Gabriel Ananda", "Soulful Techno", "House"], "2016 - Gabriel Ananda - Soulful Techno 45", &["House"])]
    #[case(&["Ronald", "Trance"], "2017-09 - Ronald - In The Mix (Trance 006)", &["Trance"])]
    #[case(&["Jungle", "Essential Mix"], "2018 - jungle - Essential Mix", &[])]
    #[case(&["X", "Deep House Amsterdam", "Deep House"], "2014 - X - Deep House Amsterdam 12", &["Deep House"])]
    fn artists_shows_and_places_are_no_styles(
        #[case] categories: &[&str],
        #[case] title: &str,
        #[case] expected: &[&str],
    ) {
        let categories: Vec<String> = categories.iter().map(|name| (*name).to_owned()).collect();
        let djs = crate::track::split_djs(crate::wikitext::title_parts(title).artists, &[], &|_| false);
        assert_eq!(Styles::default().of(&categories, &djs, title), expected);
    }
}
