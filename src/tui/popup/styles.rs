//! The styles of the catalogue, found by their letters, to browse one of them.

use ratatui::layout::Rect;

use crate::{
    app::answer::StyleCount,
    config::theme::Role,
    tui::{
        pen::Pen,
        popup::finder::{Findable, Finder, FinderLook},
        state::{State, popup::Deed},
        text::{plural, width},
    },
};

/// The line above the styles.
const ALL: &str = "all styles";

/// The styles, in their order.
#[derive(Clone, Debug)]
pub struct StyleChoice(Vec<StyleCount>);

/// Looks for one of these.
#[must_use]
pub fn style_choice(all: Vec<StyleCount>) -> Finder<StyleChoice> {
    Finder::new(StyleChoice(all))
}

impl Findable for StyleChoice {
    /// None is all of them.
    type Found = Option<StyleCount>;

    /// The styles that hold every word, the one that is called so first.
    fn find(&self, _: &State, text: &str) -> Vec<Self::Found> {
        let text = crate::track::fold(text);
        let holds = |name: &str| {
            let name = crate::track::fold(name);
            text.split_whitespace().all(|word| name.contains(word))
        };
        let every = text.trim().is_empty().then_some(None);
        let mut named: Vec<_> = self.0.iter().filter(|style| holds(&style.style)).cloned().collect();
        named.sort_by_key(|style| crate::track::fold(&style.style) != text.trim());
        every.into_iter().chain(named.into_iter().map(Some)).collect()
    }

    fn deed(&self, style: &Self::Found) -> Deed {
        Deed::BrowseStyle(style.as_ref().map(|style| style.style.clone()))
    }

    fn draw(&self, _: &State, style: &Self::Found, area: Rect, pen: &mut Pen<'_>) {
        let Some(style) = style else {
            pen.put(area.x, area.y, area.right(), ALL, Role::Title);
            return;
        };
        let mixes = plural(u64::from(style.mixes), "mix");
        let end = area.right().saturating_sub(width(&mixes) as u16 + 1);
        pen.put_right(end, area.y, area.right(), &mixes, Role::Number);
        pen.put_cut(area.x, area.y, end, &style.style, Role::Title);
    }

    fn look(&self) -> FinderLook {
        FinderLook {
            name: "styles",
            title: "browse a style",
            sign: "/ ",
            does: "browse it",
            nothing: "No such style.",
            wide: 46,
        }
    }
}
