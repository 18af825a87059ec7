//! Why a row is there, in words.

use crate::{
    app::answer::{By, Evidence, Kinship, PlayOrder, PlayRow, SimilarRow, StraightAfter, TrackRow, Why, YOU},
    config::actions::Action,
    track::Whose,
    tui::{
        keymap::KeyPlace,
        state::{State, list::Row},
        text::plural,
    },
};

/// The recommendation's row of a record, where the list has one.
fn similar<'s>(state: &'s State, row: &TrackRow) -> Option<&'s SimilarRow> {
    state.list().rows.iter().find_map(|one| match one {
        Row::Similar(similar) if similar.row.id == row.id => Some(similar),
        _ => None,
    })
}

/// `3 of its 10 mixes hold the seed`, `2 DJs`, the most telling first; or what stands for mixes: `no mix holds both; both are on Domino, 13th by what DJs play together`.
#[must_use]
pub fn summary(state: &State, row: &TrackRow) -> Vec<String> {
    if let Some(play) = state.play() {
        return played(state, play);
    }
    if state.trail.is_seed(row.id) {
        return vec!["the seed".to_owned(), held(state, row)];
    }
    if state.trail.seeds().is_empty() {
        return vec![unseeded(state, row)];
    }
    // A page's rows were not chosen for the seed.
    let on_page = state.trail.here().is_some_and(|stop| stop.place.seeds().is_empty());
    if let ([seed], true, true) = (state.trail.seeds(), on_page, state.why.mixes.is_empty()) {
        return vec![held(state, row), format!("none with {}", seed.title)];
    }
    let paired = state.trail.seeds().iter().any(|seed| state.user.mine.are_paired(seed.id, row.id));
    let mut parts: Vec<String> = paired.then(|| "you say these two work".to_owned()).into_iter().collect();
    parts.extend(if state.why.mixes.is_empty() { vec![apart(state, row)] } else { together(state, row) });
    if let Some(similar) = similar(state, row) {
        parts.extend(similar.straight_after.map(straight));
        parts.extend(by_sound(similar));
        if !state.why.mixes.is_empty() {
            parts.extend(wanted_by(state, similar));
        }
        parts.extend(similar.played_before.then(|| "in your sets".to_owned()));
    }
    parts
}

/// `in 7 mixes by 3 DJs`; of a record that no mix has, what it is instead.
#[must_use]
pub fn held(state: &State, row: &TrackRow) -> String {
    match row.mixes {
        0 if state.user.mine.owned.contains(&row.id) => "yours, in no mix here".to_owned(),
        0 => "in no mix here".to_owned(),
        mixes => format!("in {} by {}", plural(u64::from(mixes), "mix"), plural(u64::from(row.djs), "DJ")),
    }
}

/// Where no record is the seed there is nothing to give reasons for; what can be known of the row is, and by which key.
fn unseeded(state: &State, row: &TrackRow) -> String {
    // While one types, letters are no keys.
    let typing = state.key_place() == KeyPlace::Text;
    if typing && !state.search.is_meant() {
        return held(state, row);
    }
    let dig = state.keys.name(if typing { Action::Accept } else { Action::Dig });
    if row.mixes == 0 {
        return format!("No mix here has it; {dig} shows what sounds like it.");
    }
    let plays = format!(": {} names them", state.keys.name(Action::PageTrack));
    let plays = if typing { "" } else { plays.as_str() };
    format!("{}{plays}; {dig} shows what DJs play with it", held(state, row))
}

/// How often it was played straight after the seed.
#[must_use]
pub fn straight(after: StraightAfter) -> String {
    let (djs, times) = (plural(after.djs.into(), "DJ"), plural(after.times.into(), "time"));
    format!("straight after: {djs}, {times}")
}

/// `played by Andy C`, `1999-12-31`, `after Souljah – Fade 2 Black`, `before …`.
fn played(state: &State, play: &PlayRow) -> Vec<String> {
    let dash = state.screen.look.glyphs.dash;
    let named = |row: &TrackRow| format!("{}{dash}{}", row.artist, row.title);
    let who = if play.djs.is_empty() { String::new() } else { format!("played by {}", play.djs.join(" & ")) };
    let parts = [
        Some(who).filter(|who| !who.is_empty()),
        play.date.clone(),
        play.before.as_ref().map(|row| format!("after {}", named(row))),
        play.after.as_ref().map(|row| format!("before {}", named(row))),
    ];
    parts.into_iter().flatten().collect()
}

fn together(state: &State, row: &TrackRow) -> Vec<String> {
    let mixes = state.why.mixes.len() as u64;
    let seeds = if state.trail.seeds().len() > 1 { "a seed" } else { "the seed" };
    let part = match mixes {
        1 if row.mixes == 1 => "its only mix".to_owned(),
        2 if row.mixes == 2 => "both its mixes".to_owned(),
        2.. if mixes == u64::from(row.mixes) => format!("all its {mixes} mixes"),
        _ => format!("{mixes} of its {}", plural(u64::from(row.mixes), "mix")),
    };
    let (hold, thin) = if mixes == 1 { ("holds", Some("thin".to_owned())) } else { ("hold", None) };
    let parts = [format!("{part} {hold} {seeds}"), plural(witnesses(state, row), "DJ")];
    parts.into_iter().chain(thin).collect()
}

/// What speaks for a row that no mix holds together with a seed.
fn apart(state: &State, row: &TrackRow) -> String {
    let dash = state.screen.look.glyphs.dash;
    let none = if state.trail.seeds().len() > 1 { "no mix holds it and a seed" } else { "no mix holds both" };
    let Some(similar) = similar(state, row) else { return none.to_owned() };
    let kin = similar.kin.as_ref().map(|kin| match kin {
        Kinship::Artist(name) => format!("both are by {name}"),
        Kinship::Label(name) => format!("both are on {name}"),
        Kinship::Style(name) => format!("both are played in {name} mixes"),
    });
    let version = similar.is_version().then(|| "another version of the seed".to_owned());
    let bridge = similar.via.as_ref().map(|via| format!("bridged by {}{dash}{}", via.artist, via.title));
    let ranks = similar.why.iter().filter_map(rank);
    let parts: Vec<String> = version.or(kin).into_iter().chain(bridge).chain(ranks).collect();
    if parts.is_empty() { none.to_owned() } else { format!("{none}; {}", parts.join(", ")) }
}

/// `13th by what DJs play together`, or that it is the user's taste.
#[must_use]
pub fn rank(why: &Why) -> Option<String> {
    if why.model == YOU { Some("your taste".to_owned()) } else { why.in_words() }
}

/// Where the row stands by each that wanted it, where more than one could have.
fn wanted_by(state: &State, similar: &SimilarRow) -> Vec<String> {
    let several = matches!(state.trail.by(), Some(By::Blend | By::Next));
    let told = |why: &&Why| several || why.model == YOU;
    similar.why.iter().filter(told).filter_map(rank).collect()
}

/// How far a row is by sound, its rank where *Played with* has it too, and the tags in common.
fn by_sound(similar: &SimilarRow) -> Vec<String> {
    let Some(distance) = similar.sound_distance else { return Vec::new() };
    let played = similar.why.iter().find(|why| why.model == "als");
    let played = played.filter(|_| similar.together > 0).map(|why| format!("{} in Played with", why.rank));
    let tags = (!similar.tags.is_empty()).then(|| similar.tags.join(", "));
    [Some(format!("{distance:.2} away by sound")), played, tags].into_iter().flatten().collect()
}

/// How many independent DJs the mixes are by, as the row counts them unless it was found for other seeds.
fn witnesses(state: &State, row: &TrackRow) -> u64 {
    let of_these_seeds = state.trail.here().is_some_and(|stop| stop.seeds_changed == 0);
    similar(state, row).filter(|_| of_these_seeds).map_or_else(
        || {
            let mut djs: Vec<&Vec<String>> = state.why.mixes.iter().map(|e| &e.djs).collect();
            djs.sort_unstable();
            djs.dedup();
            djs.len() as u64
        },
        |similar| u64::from(similar.djs_together),
    )
}

/// `works with Souljah – Fade 2 Black`: what else the user says works with a record.
#[must_use]
pub fn partners(state: &State, row: &TrackRow) -> Option<String> {
    let dash = state.screen.look.glyphs.dash;
    let others = state.user.mine.partners(row.id).filter(|other| !state.trail.is_seed(other.id));
    let names: Vec<String> = others.map(|other| format!("{}{dash}{}", other.artist, other.title)).collect();
    (!names.is_empty()).then(|| format!("works with {}", names.join(", ")))
}

/// Why there is nothing to tell.
#[must_use]
pub fn absence(state: &State) -> String {
    match &state.why.fault {
        Some(fault) => fault.told(),
        None if state.list().rows.is_empty() => String::new(),
        None if state.list_record().is_some() => String::new(),
        None => match state.list().current() {
            Some(Row::Page(page)) => {
                let sure = state.key_place() != KeyPlace::Text || state.search.is_meant();
                let opens = state.keys.name(if sure { Action::Dig } else { Action::ToHits });
                let (does, kind) =
                    (if sure { "opens the page" } else { "leads to the page" }, page.kind.word());
                format!("{opens} {does} of {kind} {}.", page.name)
            }
            Some(Row::Mix(_) | Row::New(_)) => {
                format!("{} opens this mix.", state.keys.opening(Action::Dig))
            }
            _ => "This line names no record.".to_owned(),
        },
    }
}

/// The year of a mix, where it has a date.
#[must_use]
pub fn when(evidence: &Evidence) -> &str {
    evidence.mix.date.as_deref().map(|date| date.get(..4).unwrap_or(date)).unwrap_or_default()
}

/// Who played it: DJs, or the mix's title where it names none; the user's own sets say when.
#[must_use]
pub fn who(evidence: &Evidence) -> String {
    match (evidence.mix.whose, evidence.djs.is_empty()) {
        (Whose::Me, _) => match evidence.mix.date.as_deref().and_then(day) {
            Some(day) => format!("you, {day}"),
            None => "you".to_owned(),
        },
        (_, true) => evidence.mix.title.clone(),
        (_, false) => evidence.djs.join(" & "),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `12 March` of `2026-03-12`.
fn day(date: &str) -> Option<String> {
    let mut parts = date.split('-').skip(1);
    let (month, day): (usize, u8) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(format!("{day} {}", MONTHS.get(month.checked_sub(1)?)?))
}

/// `2 after`.
#[must_use]
pub fn distance(evidence: &Evidence) -> String {
    let way = match evidence.direction {
        PlayOrder::Before => "before",
        PlayOrder::After => "after",
        PlayOrder::Both => "around",
    };
    format!("{} {way}", evidence.distance)
}

/// `1999 Andy C 3 after`; of one's own sets `you, 12 March, 2 after`.
#[must_use]
pub fn in_a_line(evidence: &Evidence) -> String {
    let (when, who, distance) = (when(evidence), who(evidence), distance(evidence));
    match evidence.mix.whose {
        Whose::Me => format!("{who}, {distance}"),
        _ => format!("{when} {who} {distance}").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        library::query::MixRow,
        track::{MixId, TrackId},
    };

    #[test]
    fn own_sets_are_told_by_their_day_and_others_by_their_year() {
        let mix = MixRow {
            id: MixId(1),
            date: Some("2026-03-12".into()),
            title: "2026-03-12 - Me - Home".into(),
            url: None,
            whose: Whose::Me,
        };
        let own = Evidence {
            mix,
            djs: vec!["Me".into()],
            distance: 2,
            direction: PlayOrder::After,
            seed: TrackId(1),
            lines: (0, 2),
        };
        assert_eq!(in_a_line(&own), "you, 12 March, 2 after");
        let mix = MixRow { whose: Whose::World, ..own.mix.clone() };
        assert_eq!(in_a_line(&Evidence { mix, ..own.clone() }), "2026 Me 2 after");
        for (date, who) in [("2026", "you"), ("2026-03", "you"), ("2026-0X", "you"), ("2026-13-01", "you")] {
            let mix = MixRow { date: Some(date.into()), ..own.mix.clone() };
            assert_eq!(super::who(&Evidence { mix, ..own.clone() }), who, "{date}");
        }
    }
}
