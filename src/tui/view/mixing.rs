//! Tempo, key and energy in words and colours: of a row beside the seed, of a record beside the one before it.

use crate::{
    app::answer::{Follows, KeyFit, MixingFacts, MusicalKey, Settled, TrackRow, camelot},
    config::{KeyNames, theme::Role},
    tui::{glyphs::Glyphs, pen::Pen, state::State},
};

/// What stands in a row.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct Cells {
    bpm: (String, Option<Role>),
    key: (String, Option<Role>),
    keys: (String, Option<Role>),
    energy: (String, Option<Role>),
}

impl Cells {
    /// What stands in the column of that name.
    pub(super) fn of(&self, column: &str, width: u16) -> Option<(&str, Role)> {
        let (text, role) = match column {
            "BPM" => &self.bpm,
            "key" if width > 5 => &self.keys,
            "key" => &self.key,
            "drive" => &self.energy,
            _ => return None,
        };
        Some((text.as_str(), role.unwrap_or(Role::Number)))
    }

    /// `174  8A`, for where there are no columns.
    pub(in crate::tui) fn bpm_and_key(&self) -> [(String, Role); 2] {
        [&self.bpm, &self.key].map(|(text, role)| (text.trim_end().to_owned(), role.unwrap_or(Role::Number)))
    }
}

/// Cells of tempo, and of key, where there are no columns with heads.
const CELLS: u16 = 5;

/// Which of tempo and key any record of a list has: what none has takes no room from names.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::tui) struct MixingColumns([bool; 2]);

impl MixingColumns {
    /// Of these records.
    pub(in crate::tui) fn of(records: impl Iterator<Item = MixingFacts>) -> Self {
        Self(records.fold([false; 2], |[tempo, key], facts| {
            [tempo || facts.tempo.is_some(), key || facts.key.is_some()]
        }))
    }

    /// Whether no record has either.
    pub(in crate::tui) fn is_empty(self) -> bool {
        self.0 == [false; 2]
    }

    /// Draws a record's from the right, up to `end`; where the room left of them ends comes back.
    pub(in crate::tui) fn draw(self, cells: &Cells, mut end: u16, y: u16, pen: &mut Pen<'_>) -> u16 {
        for (there, (text, role)) in self.0.into_iter().zip(cells.bpm_and_key()).rev() {
            if there {
                pen.put_right(end.saturating_sub(CELLS), y, end, &text, role);
                end = end.saturating_sub(CELLS);
            }
        }
        end
    }
}

/// A row's cells, beside the seed.
pub(super) fn cells(state: &State, row: &TrackRow) -> Cells {
    let reference =
        state.reference().filter(|seed| seed.id != row.id).map(|seed| state.refine.facts.of(seed));
    cells_after(state, reference.as_ref(), &state.refine.facts.of(row))
}

/// A record's cells, beside what it is to follow.
pub(in crate::tui) fn cells_after(state: &State, before: Option<&MixingFacts>, facts: &MixingFacts) -> Cells {
    let glyphs = state.screen.look.glyphs;
    let follows =
        before.map(|before| before.followed_by(facts, state.screen.look.mixing.pitch)).unwrap_or_default();
    let boosts = follows.key == Some(Some(KeyFit::Boost));
    // Who sees no colours sees what fits by its sign.
    let or_fits = |sign: &'static str, fits: bool| if sign.is_empty() && fits { glyphs.fits } else { sign };
    let bpm = facts.tempo.map(|tempo| {
        let sign = or_fits(doubt(&tempo), follows.tempo == Some(true));
        format!("{}{:.0}{sign:1}", guess(&tempo), tempo.value)
    });
    let key_fits = matches!(follows.key, Some(Some(_)));
    let sign = |key: &Settled<MusicalKey>| if boosts { glyphs.up } else { or_fits(doubt(key), key_fits) };
    let key =
        facts.key.map(|key| format!("{}{:1}", name(key.value, state.screen.look.mixing.keys), sign(&key)));
    let keys = facts
        .key
        .map(|key| format!("{} {:<3}{:1}", camelot::name(key.value), key.value.to_string(), sign(&key)));
    Cells {
        bpm: or_unknown(bpm, tempo_role(follows), facts),
        key: or_unknown(key, key_role(follows), facts),
        keys: or_unknown(keys, key_role(follows), facts),
        energy: facts.energy.map(|e| (bar(e.step, glyphs), Some(Role::Spark))).unwrap_or_default(),
    }
}

/// `?` where somebody has listened and nobody is sure; nothing where nobody has.
fn or_unknown(text: Option<String>, role: Option<Role>, facts: &MixingFacts) -> (String, Option<Role>) {
    match text {
        Some(text) => (text, role),
        None if facts.asked => ("? ".to_owned(), Some(Role::Dim)),
        None => (String::new(), None),
    }
}

/// A mark where what is written and what was heard differ.
fn doubt<T>(settled: &Settled<T>) -> &'static str {
    if settled.disagrees.is_some() { "!" } else { "" }
}

/// A mark before what was heard and may be something else.
fn guess<T>(settled: &Settled<T>) -> &'static str {
    if settled.sure { "" } else { "~" }
}

fn tempo_role(follows: Follows) -> Option<Role> {
    follows.tempo.map(|fits| if fits { Role::Fit } else { Role::Clash })
}

fn key_role(follows: Follows) -> Option<Role> {
    follows.key.map(|fit| match fit {
        Some(KeyFit::Boost) => Role::Boost,
        Some(_) => Role::Fit,
        None => Role::Clash,
    })
}

/// The key as the settings write it.
pub(super) fn name(key: MusicalKey, names: KeyNames) -> String {
    match names {
        KeyNames::Camelot => camelot::name(key),
        KeyNames::Musical => key.to_string(),
    }
}

/// Five steps.
fn bar(step: u8, glyphs: &Glyphs) -> String {
    let step = usize::from(step.min(5));
    format!("{}{}", glyphs.bar[0].repeat(step), " ".repeat(5 - step))
}

/// A record's facts in a line: `174.0 bpm · 8A Am or 9A · drive 4 of 5`, a guess as `~87.0 or 174.0 bpm`, and what its sources disagree on.
pub(in crate::tui) fn line(state: &State, facts: &MixingFacts) -> Option<String> {
    let dot = state.screen.look.glyphs.dot;
    let heard = |value: Option<String>| value.map(|value| format!(" (analysed {value})")).unwrap_or_default();
    let or = |value: Option<String>| value.map(|value| format!(" or {value}")).unwrap_or_default();
    let bpm = |bpm: f32| format!("{bpm:.1}");
    let tempo = facts.tempo.map(|tempo| {
        let other = or(tempo.other.filter(|_| !tempo.sure).map(bpm));
        format!("{}{}{other} bpm{}", guess(&tempo), bpm(tempo.value), heard(tempo.disagrees.map(bpm)))
    });
    let key = facts.key.map(|key| {
        let (other, heard) = (or(key.other.map(camelot::name)), heard(key.disagrees.map(camelot::name)));
        format!("{} {}{other}{heard}", camelot::name(key.value), key.value)
    });
    let unsure = |what: &str| facts.asked.then(|| format!("{what} ?"));
    let parts = [
        tempo.or_else(|| unsure("bpm")),
        key.or_else(|| unsure("key")),
        facts.energy.map(|energy| format!("drive {} of 5", energy.step)),
        facts.genre.map(|genre| genre.name().to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(dot))
}
