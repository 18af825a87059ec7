//! The made-up records: sixty of each style, nobody's work. So many that the program can learn to tell the styles by ear.

use crate::{sound::synth::Style, track::Name};

/// A record and how it is synthesised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoRecord {
    /// Who would have made it.
    pub artist: &'static str,
    /// Its title, with its version where it has one.
    pub title: String,
    pub style: Style,
    /// Its number within the style.
    pub number: u32,
}

impl DemoRecord {
    pub fn name(&self) -> Name {
        Name::parse(self.artist, &self.title)
    }
}

type Crate = (Style, &'static str, [(&'static str, &'static str); 10], [&'static str; 5]);

/// Style, label, records, and the words that other titles begin with. The label says that they are made up.
const CRATES: [Crate; 6] = [
    (
        Style::House,
        "Made Up House",
        [
            ("Marble Avenue", "Sunday Elevator"),
            ("Marble Avenue", "Sunday Elevator (Lido Remix)"),
            ("Lido Parade", "Seven Oranges"),
            ("Lido Parade", "Pocket Ballroom"),
            ("Otis Verre", "Green Room"),
            ("Otis Verre", "Your Uncle's Organ"),
            ("Coral Department", "Half Past Gold"),
            ("Coral Department", "Balcony Tool"),
            ("Nell Tabor", "Warm Receipts"),
            ("Nell Tabor", "Keys For Later"),
        ],
        ["Velvet", "Lemon", "Rooftop", "Postcard", "Saturday"],
    ),
    (
        Style::Techno,
        "Made Up Techno",
        [
            ("Kilo Verst", "Pylon"),
            ("Kilo Verst", "Pylon (Strand Remix)"),
            ("Strand 9", "Cold Rolled"),
            ("Strand 9", "Ten Thousand Rivets"),
            ("Ada Graufeld", "Night Shift"),
            ("Ada Graufeld", "Ventilator"),
            ("Turbine Hall", "Second Clock"),
            ("Turbine Hall", "Overpass"),
            ("M. Quarz", "No Exit On Level Three"),
            ("M. Quarz", "Strobe Warden"),
        ],
        ["Steel", "Sodium", "Vacant", "Diesel", "Parallel"],
    ),
    (
        Style::DubTechno,
        "Made Up Dub",
        [
            ("Harbour Fog", "Buoy"),
            ("Harbour Fog", "Buoy (Lower Deck Dub)"),
            ("Lower Deck", "Sounding Line"),
            ("Lower Deck", "Wet Concrete"),
            ("Tideway", "Eleven Fathoms"),
            ("Tideway", "Slack Water"),
            ("Per Nilsen-Aas", "Grey Ferry"),
            ("Per Nilsen-Aas", "Rain On Tin"),
            ("Echo Ward", "Third Return"),
            ("Echo Ward", "Lamp Oil"),
        ],
        ["Drowned", "Pewter", "Low Tide", "Mildew", "Distant"],
    ),
    (
        Style::DrumAndBass,
        "Made Up Drum & Bass",
        [
            ("Vector & Pale", "Quicksand Protocol"),
            ("Vector & Pale", "Quicksand Protocol (Hexline Remix)"),
            ("Hexline", "Iron Weather"),
            ("Hexline", "Backdraft"),
            ("Subject Zero", "Wolf Interval"),
            ("Subject Zero", "The Long Corridor"),
            ("DJ Plover", "Estuary VIP"),
            ("DJ Plover", "Amber Alert"),
            ("Northern Rig", "Pressure Drop 174"),
            ("Northern Rig", "Seawall"),
        ],
        ["Razor", "Concrete", "Midnight", "Feral", "Broken"],
    ),
    (
        Style::Electro,
        "Made Up Electro",
        [
            ("Robot Postman", "Return To Sender Unit"),
            ("Robot Postman", "Return To Sender Unit (Cassette Mix)"),
            ("Circuit Nun", "Vesper Machine"),
            ("Circuit Nun", "Choir Of Relays"),
            ("Delta Pharmacy", "Two Aspirin"),
            ("Delta Pharmacy", "Neon Prescription"),
            ("Aqua Motel", "Vacancy"),
            ("Aqua Motel", "Ice Machine On Two"),
            ("Joules", "Short Fuse"),
            ("Joules", "Ohm Sweet Ohm"),
        ],
        ["Chrome", "Plastic", "Binary", "Coin-Op", "Lunar"],
    ),
    (
        Style::Ambient,
        "Made Up Ambient",
        [
            ("Slow Cartography", "Contour Lines"),
            ("Slow Cartography", "Contour Lines (Snowed In)"),
            ("Ilse Morgenrot", "First Window"),
            ("Ilse Morgenrot", "Linen"),
            ("Peat", "Bog Cotton"),
            ("Peat", "A Field Without Larks"),
            ("Lighthouse Arithmetic", "Every Nine Seconds"),
            ("Lighthouse Arithmetic", "Keeper's Log"),
            ("Ferns", "Under Glass"),
            ("Ferns", "Spore Print"),
        ],
        ["Sleeping", "Paper", "Hollow", "Evening", "Weightless"],
    ),
];

/// The second words of other titles.
const SECOND: [&str; 10] =
    ["Signal", "Garden", "Bridge", "Theory", "Weather", "Passage", "Mirror", "Engine", "Harvest", "Letter"];
/// Records of each style.
pub const EACH: usize = 60;

/// All of them, style by style; each style's ten with a name of their own first.
pub fn records() -> Vec<DemoRecord> {
    let of = |&(style, _, named, first): &Crate| {
        let others = SECOND.iter().flat_map(move |second| first.map(|word| format!("{word} {second}")));
        let own = named.into_iter().map(|(artist, title)| (artist, title.to_owned()));
        // Every second artist is at work: each name stands twice in the crate.
        let at_work = named.into_iter().map(|(artist, _)| artist).step_by(2).cycle();
        let all = own.chain(at_work.zip(others)).take(EACH).zip(0..);
        all.map(move |((artist, title), number)| DemoRecord { artist, title, style, number })
    };
    CRATES.iter().flat_map(of).collect()
}

/// A style's label.
pub fn label(style: Style) -> &'static str {
    CRATES.iter().find(|(of, ..)| *of == style).map_or("Made Up", |(_, label, ..)| label)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn sixty_different_records_in_each_of_six_styles() {
        let records = records();
        let keys: BTreeSet<_> = records.iter().map(|record| record.name().key()).collect();
        let sounds: BTreeSet<_> = records.iter().map(|r| (r.style.name(), r.number)).collect();
        assert_eq!((keys.len(), sounds.len()), (6 * EACH, 6 * EACH));
    }
}
