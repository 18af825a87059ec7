//! The tabs of the place, and how much the list holds.

use ratatui::layout::Rect;

use crate::{
    config::{Consent, actions::Action, theme::Role},
    tui::{
        layout::{Layout, LayoutStep, Main, tabs},
        pen::Pen,
        state::{
            State,
            list::{List, ListPhase},
            screen::Focus,
            sorting::SortBy,
        },
        text::{plural, thousands, width},
        view::row,
    },
};

/// Between two facts.
const GAP: &str = "  ";

/// A fact of the list and how soon it gives way: 0 stays to the last.
type Fact = (u8, String);

fn joined(facts: &[Fact]) -> String {
    facts.iter().map(|(_, fact)| fact.as_str()).collect::<Vec<_>>().join(GAP)
}

/// Takes out the fact that says least.
fn give_way(facts: &mut Vec<Fact>) {
    let last = facts.iter().enumerate().max_by_key(|(_, (place, _))| *place).map(|(at, _)| at);
    last.map(|at| facts.remove(at));
}

/// Draws the line.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let area = layout.tabs;
    // On the lowest screens the seed under the cursor takes the line.
    if state.screen.focus == Focus::Seed && layout.trail.area() == 0 {
        return;
    }
    let mut x = area.x;
    for label in tabs::labels(state, layout.step, area.width) {
        let role = match (label.chosen, layout.main) {
            (true, Main::List) => Role::Accent,
            (true, _) => Role::Text,
            _ => Role::Dim,
        };
        x = pen.put(x, area.y, area.right(), &label.shown(), role);
    }
    if state.trail.here().is_none() && layout.step == LayoutStep::Broad {
        x = pen.put(x, area.y, area.right(), " choose a record on the left", Role::Dim);
    }
    let mut facts = facts(state, layout);
    let room = area.right().saturating_sub(x + 2) as usize;
    while width(&joined(&facts)) > room && !facts.is_empty() {
        give_way(&mut facts);
    }
    let facts = joined(&facts);
    pen.put_right(x + 1, area.y, area.right().saturating_sub(1), &facts, Role::Dim);
    if layout.search.area() > 0 {
        search_head(state, layout.search, pen);
    }
}

fn search_head(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let chosen = state.search.open && matches!(state.screen.focus, Focus::List | Focus::Prompt);
    let role = if chosen { Role::Accent } else { Role::Dim };
    let text = if chosen { "[0 Search]" } else { " 0 Search " };
    let x = pen.put(area.x, area.y, area.right(), text, role);
    pen.put_right(x, area.y, area.right().saturating_sub(1), &hit_facts(state), Role::Dim);
}

fn hit_facts(state: &State) -> String {
    let found = &state.search.found;
    if found.query.is_empty() || state.search.hits.rows.is_empty() {
        return String::new();
    }
    let total = thousands(u64::from(found.total));
    let pages = state.search.pages_shown();
    let Some(position) = (state.search.hits.cursor + 1).checked_sub(pages).filter(|at| *at > 0) else {
        return format!("{} and {total} records", plural(found.pages.len() as u64, "name"));
    };
    match (found.closest, found.more) {
        (true, _) => "closest".to_owned(),
        (_, true) => format!("{position} of more than {total}"),
        _ => format!("{position} of {total}"),
    }
}

fn facts(state: &State, layout: &Layout) -> Vec<Fact> {
    let mut facts = Vec::new();
    let place = state.trail.here().filter(|_| !state.search.open || layout.search.area() > 0);
    match place {
        Some(stop) => {
            if state.refine.rarity > 0 && !stop.place.seeds().is_empty() {
                let spark = state.screen.look.glyphs.spark[state.refine.rarity.min(7)];
                facts.push((5, format!("rare {spark}")));
            }
            facts.extend(taste_fact(state, stop.list()).map(|fact| (6, fact)));
            facts.extend(sound_facts(state, stop.list()));
            facts.extend(list_facts(stop.list()));
        }
        None if layout.search.area() == 0 => facts.push((2, hit_facts(state))),
        None => {}
    }
    if layout.queue.area() == 0 || layout.main == Main::Queue {
        let records = state.user.mine.items.len();
        // An empty one is not worth a word that the list wants.
        facts.push((if records > 0 { 0 } else { 8 }, format!("queue {records}")));
    }
    facts.retain(|(_, fact)| !fact.is_empty());
    facts
}

/// How far the list goes by the user's own taste, where it could.
fn taste_fact(state: &State, list: &List) -> Option<String> {
    let step = state.refine.taste;
    let spark = &state.screen.look.glyphs.spark;
    list.taste.then(|| {
        if step == 0 { "everyone".to_owned() } else { format!("you {}", spark[(2 * step - 1).min(7)]) }
    })
}

/// How much of what could be in a list by sound was listened to, which says why it is short, and for how long it will be; or the question
/// that stands in the way.
fn sound_facts(state: &State, list: &List) -> Vec<Fact> {
    let Some(known) = list.listened.filter(|_| !list.rows.is_empty()) else { return Vec::new() };
    let listening = &state.status.listening;
    match (listening.previews, listening.offline) {
        (Consent::Ask, false) => {
            let keys = state.keys.names(&[Action::AllowPreviews, Action::RefusePreviews]);
            vec![(3, format!("analyse previews? {keys}"))]
        }
        _ if known.candidates == 0 => Vec::new(),
        _ => {
            let analysed = (1, format!("analysed {} of {}", known.of_them, known.candidates));
            std::iter::once(analysed).chain(listening.left.map(|left| (7, row::left(left)))).collect()
        }
    }
}

fn list_facts(list: &List) -> Vec<Fact> {
    let mut facts = Vec::new();
    if list.sort != SortBy::Found {
        facts.push((1, list.sort.short().to_owned()));
    }
    if list.thin && !list.rows.is_empty() {
        facts.push((4, "thin".to_owned()));
    }
    if list.phase == ListPhase::Loading {
        facts.push((2, "looking".to_owned()));
    } else if !list.rows.is_empty() {
        let (at, all) = list.position();
        facts.push((2, format!("{at} of {}", thousands(all as u64))));
    }
    facts
}
