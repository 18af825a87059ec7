//! Search, the styles there are, and the reading of a page's text.

use super::Workspace;
use crate::{
    app::failure::Failure,
    library::{browse::StylesAnswer, query::SearchAnswer},
};

impl Workspace {
    /// The best hits of the words, and of what is the user's.
    pub fn search(&self, query: &str, limit: usize) -> Result<SearchAnswer, Failure> {
        let (library, user) = self.stores()?;
        let mine = library.mine(&user)?;
        Ok(library.search(&mine, query, limit, &|| false)?.unwrap_or_default())
    }

    /// At most so many styles, the one with the most mixes first.
    pub fn styles(&self, limit: usize) -> Result<StylesAnswer, Failure> {
        Ok(self.library()?.snapshot().tables.style_counts(limit))
    }
}
