//! The main genre among the network's tags: coarse, but two records of different ones are rarely heard in one set.

/// A genre's name and the tags that speak for it, by their place in the network's labels.
type Family = (&'static str, &'static [usize]);

/// Moods, voices, instruments and decades are no genres.
const FAMILIES: [Family; 11] = [
    ("house", &[6, 48]),
    ("electronic", &[4, 18, 41]),
    ("ambient", &[12, 28]),
    ("hip-hop", &[33]),
    ("soul", &[15, 40, 45]),
    ("jazz", &[9, 26]),
    ("pop", &[1, 46]),
    ("rock", &[0, 2, 3, 8, 14, 16, 27, 43]),
    ("metal", &[11, 42]),
    ("punk", &[24]),
    ("folk", &[20, 36]),
];
/// Below this the network is not sure of any.
const LEAST: f32 = 0.1;

/// A genre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Genre(u8);

impl Genre {
    /// Its number, from 0.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The genre of a number.
    pub fn numbered(number: u8) -> Option<Self> {
        (usize::from(number) < FAMILIES.len()).then_some(Self(number))
    }

    /// In a word.
    pub fn name(self) -> &'static str {
        FAMILIES[usize::from(self.0)].0
    }
}

/// The genre of the strongest tag; `None` where no tag of one is strong.
pub fn of(tags: &[f32]) -> Option<Genre> {
    let strength = |(_, places): &Family| {
        places.iter().filter_map(|&place| tags.get(place)).copied().fold(0.0_f32, f32::max)
    };
    let families = FAMILIES.iter().map(strength).zip(0..);
    let (strongest, genre) = families.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (strongest >= LEAST).then_some(Genre(genre))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::embed::Embedder;

    #[test]
    fn the_places_are_those_of_the_networks_labels() {
        let embedder = Embedder::raw().expect("built in");
        let named = |name: &str| {
            let family = FAMILIES.iter().find(|(family, _)| *family == name).expect("a genre");
            family.1.iter().map(|&place| embedder.labels()[place].as_str()).collect::<Vec<_>>()
        };
        assert_eq!(named("house"), ["dance", "House"]);
        assert_eq!(named("electronic"), ["electronic", "electronica", "electro"]);
        assert_eq!(named("ambient"), ["chillout", "ambient"]);
        assert_eq!(named("hip-hop"), ["Hip-Hop"]);
        assert_eq!(named("soul"), ["soul", "funk", "rnb"]);
        assert_eq!(named("jazz"), ["jazz", "blues"]);
        assert_eq!(named("pop"), ["pop", "indie pop"]);
        let rock = [
            "rock",
            "alternative",
            "indie",
            "alternative rock",
            "classic rock",
            "indie rock",
            "hard rock",
            "Progressive rock",
        ];
        assert_eq!(named("rock"), rock);
        assert_eq!(named("metal"), ["metal", "heavy metal"]);
        assert_eq!((named("punk"), named("folk")), (vec!["punk"], vec!["folk", "country"]));
    }

    #[test]
    fn the_strongest_tag_says_it() {
        let mut tags = vec![0.0; 50];
        assert_eq!(of(&tags), None);
        (tags[4], tags[48], tags[23]) = (0.4, 0.5, 0.9);
        assert_eq!(of(&tags).map(Genre::name), Some("house"));
        assert_eq!(of(&[]), None);
    }
}
