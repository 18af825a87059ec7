//! How fast a style usually is: what decides between half and double time where a clip alone does not.

use std::ops::RangeInclusive;

use crate::wikitext::style_words;

/// A style of music, in its plain words, and the beats per minute that most of its records have. Styles of any tempo (ambient, soundtrack,
/// live) are not in it.
const STYLES: [(&str, RangeInclusive<f32>); 70] = [
    ("acid house", 116.0..=132.0),
    ("acid techno", 128.0..=150.0),
    ("afro house", 116.0..=128.0),
    ("amapiano", 108.0..=118.0),
    ("balearic", 90.0..=124.0),
    ("bassline", 130.0..=145.0),
    ("big beat", 100.0..=138.0),
    ("breakbeat", 120.0..=145.0),
    ("breakbeat hardcore", 125.0..=165.0),
    ("breakcore", 160.0..=200.0),
    ("breaks", 120.0..=140.0),
    ("chill out", 70.0..=118.0),
    ("dancehall", 80.0..=112.0),
    ("deep house", 114.0..=128.0),
    ("deep tech house", 116.0..=130.0),
    ("deep techno", 118.0..=132.0),
    ("detroit techno", 116.0..=142.0),
    ("disco", 104.0..=132.0),
    ("downtempo", 65.0..=115.0),
    ("drum & bass", 160.0..=182.0),
    ("dub", 60.0..=92.0),
    ("dub techno", 110.0..=130.0),
    ("dubstep", 134.0..=146.0),
    ("ebm", 105.0..=132.0),
    ("electro", 116.0..=138.0),
    ("electro house", 122.0..=132.0),
    ("footwork", 150.0..=168.0),
    ("funk", 90.0..=126.0),
    ("gabber", 160.0..=210.0),
    ("garage house", 116.0..=128.0),
    ("ghetto house", 125.0..=150.0),
    ("goa trance", 134.0..=152.0),
    ("gqom", 110.0..=130.0),
    ("grime", 134.0..=146.0),
    ("happy hardcore", 156.0..=185.0),
    ("hard house", 132.0..=152.0),
    ("hard techno", 140.0..=170.0),
    ("hard trance", 136.0..=155.0),
    ("hardcore", 150.0..=205.0),
    ("hardstyle", 140.0..=162.0),
    ("hip hop", 70.0..=112.0),
    ("hip house", 108.0..=132.0),
    ("house", 114.0..=132.0),
    ("italo disco", 104.0..=132.0),
    ("juke", 150.0..=168.0),
    ("jungle", 155.0..=176.0),
    ("leftfield house", 112.0..=130.0),
    ("liquid funk", 165.0..=178.0),
    ("lo fi house", 112.0..=128.0),
    ("melodic techno", 118.0..=130.0),
    ("minimal", 118.0..=134.0),
    ("minimal techno", 118.0..=134.0),
    ("neurofunk", 165.0..=180.0),
    ("nu disco", 104.0..=126.0),
    ("progressive", 114.0..=138.0),
    ("progressive house", 118.0..=132.0),
    ("progressive trance", 126.0..=142.0),
    ("psytrance", 134.0..=152.0),
    ("r & b", 65.0..=112.0),
    ("reggae", 60.0..=98.0),
    ("schranz", 140.0..=165.0),
    ("soulful techno", 116.0..=134.0),
    ("speed garage", 126.0..=140.0),
    ("tech house", 118.0..=134.0),
    ("techno", 118.0..=150.0),
    ("trance", 126.0..=145.0),
    ("trip hop", 65.0..=112.0),
    ("uk funky", 124.0..=136.0),
    ("uk garage", 126.0..=138.0),
    ("vocal house", 116.0..=132.0),
];
/// What a sort of is about as fast; a sort of dub, funk or hardcore may be anything.
const FAMILIES: [&str; 6] = ["disco", "drum & bass", "dubstep", "house", "techno", "trance"];
/// Tags of the network that say enough of a tempo, by their place among its labels.
const TAGS: [(usize, RangeInclusive<f32>); 3] = [(48, 112.0..=136.0), (33, 70.0..=115.0), (12, 65.0..=118.0)];
/// A tag has to be that sure, and surer than the others of [`TAGS`].
const SURE_TAG: f32 = 0.35;
/// Log-odds for a tempo inside a style's range, and inside a tag's. Small: half and double are folded into the range afterwards, so
/// this only weighs against other metres, and a style is that of a whole mix, which may begin with hip hop.
const STYLE: f32 = 1.2;
const TAG: f32 = 0.5;

/// Where a record's tempo is to be expected; anywhere by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usual {
    ranges: Vec<RangeInclusive<f32>>,
    odds: f32,
}

impl Usual {
    /// Anywhere.
    pub const ANY: Self = Self { ranges: Vec::new(), odds: 0.0 };

    /// Of the styles of the mixes that a record is in: inside any of their ranges.
    pub fn of_styles<S: AsRef<str>>(styles: impl IntoIterator<Item = S>) -> Self {
        let ranges = styles.into_iter().filter_map(|style| of_style(style.as_ref()));
        Self { ranges: ranges.cloned().collect(), odds: STYLE }
    }

    /// Of what the network heard, where no style is known; weaker than a style.
    pub fn of_tags(tags: &[f32]) -> Self {
        let score = |place: usize| tags.get(place).copied().unwrap_or(0.0);
        let surest = TAGS.iter().max_by(|a, b| score(a.0).total_cmp(&score(b.0)));
        let ranges = surest.filter(|(place, _)| score(*place) >= SURE_TAG).map(|(_, range)| range.clone());
        Self { ranges: ranges.into_iter().collect(), odds: TAG }
    }

    /// Whether it says nothing.
    pub fn is_unknown(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether a tempo lies in one of the ranges.
    pub(super) fn has(&self, bpm: f32) -> bool {
        self.ranges.iter().any(|range| range.contains(&bpm))
    }

    /// What speaks for a tempo that is no half or double of another.
    pub(super) fn odds(&self, bpm: f32) -> f32 {
        if self.has(bpm) { self.odds } else { 0.0 }
    }
}

/// A style's usual range: its own, or that of the family that its name ends with. Soulful House is as fast as house.
fn of_style(style: &str) -> Option<&'static RangeInclusive<f32>> {
    let style = style_words(style)?;
    let range = |name: &str| STYLES.iter().find(|(known, _)| *known == name).map(|(_, range)| range);
    let ends = style.match_indices(' ').map(|(at, _)| &style[at + 1..]);
    range(&style)
        .or_else(|| ends.filter(|end| FAMILIES.iter().any(|family| end.ends_with(family))).find_map(range))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::{embed::Embedder, tempo::RANGE};

    #[test]
    fn the_table_is_folded_sorted_and_tells_half_from_double() {
        assert!(STYLES.is_sorted_by(|a, b| a.0 < b.0), "each once");
        for (style, range) in &STYLES {
            assert_eq!(style_words(style).as_deref(), Some(*style));
            assert!(range.end() < &(range.start() * 2.0), "{style} has both half and double");
            assert!(RANGE.contains(range.start()) && RANGE.contains(range.end()), "{style}");
        }
    }

    #[test]
    fn several_styles_have_all_their_ranges_and_unknown_ones_none() {
        let both = Usual::of_styles(["Drum & Bass", "House", "Radio 1"]);
        assert!(both.odds(174.0) > 0.0 && both.odds(124.0) > 0.0);
        assert!(both.odds(87.0).abs() < 1e-6 && both.odds(145.0).abs() < 1e-6);
        for (style, like) in [
            ("Drum'n'Bass", "Drum & Bass"),
            ("R&B", "R & B"),
            ("House (Old School)", "House"),
            ("Soulful Tech House", "Tech House"),
            ("Uplifting Trance", "Trance"),
            ("Hip-Hop", "Hip Hop"),
        ] {
            assert_eq!(Usual::of_styles([style]), Usual::of_styles([like]), "{style}");
        }
        for style in ["Psychedelic Dub", "Jungle (Club)", "A State Of Trance Radio"] {
            assert!(Usual::of_styles([style]).is_unknown(), "{style}");
        }
        assert!(Usual::of_styles(["Ambient"]).is_unknown() && Usual::of_styles([""; 0]).is_unknown());
    }

    #[test]
    fn tags_say_less_than_styles_and_only_where_they_are_sure() {
        let embedder = Embedder::raw().expect("built in");
        let named = TAGS.each_ref().map(|(place, _)| embedder.labels()[*place].as_str());
        assert_eq!(named, ["House", "Hip-Hop", "chillout"]);
        let mut tags = vec![0.1; 50];
        assert!(Usual::of_tags(&tags).is_unknown() && Usual::of_tags(&[]).is_unknown());
        tags[48] = 0.6;
        let house = Usual::of_tags(&tags);
        assert!(house.odds(124.0) > 0.0 && house.odds(62.0).abs() < 1e-6);
        assert!(house.odds(124.0) < Usual::of_styles(["House"]).odds(124.0));
    }
}
