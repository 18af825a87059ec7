//! What the library of the tests holds: mixes, what DJ programs have, tempo and key.

use crate::{
    import::found::{FoundPlace, Holding},
    library::{MixingFacts, query::TrackRow},
    sound::{
        energy::Energy,
        key::{Mode, MusicalKey},
        mixable::Settled,
    },
};

/// What DJ programs have, as on somebody's computer.
pub(super) fn places() -> Vec<FoundPlace> {
    let place = |program, what, path: &str, files, oldest: &str, newest: &str| FoundPlace {
        program,
        what,
        path: path.into(),
        files,
        oldest: Some(oldest.to_owned()),
        newest: Some(newest.to_owned()),
        paths: (0..files).map(|n| format!("{path}/{n}").into()).collect(),
    };
    vec![
        place(
            "Serato",
            Holding::History,
            "/Users/dj/Music/_Serato_/History/Sessions",
            65,
            "2019-03-02",
            "2024-05-04",
        ),
        place(
            "Serato",
            Holding::Collection,
            "/Users/dj/Music/_Serato_/database V2",
            1,
            "2024-05-04",
            "2024-05-04",
        ),
        place(
            "rekordbox",
            Holding::History,
            "/Volumes/USB/PIONEER/rekordbox/export.pdb",
            1,
            "2024-04-01",
            "2024-04-01",
        ),
    ]
}

/// Real mixes, shortened.
pub const MIXES: &[(&str, &[&str])] = &[
    (
        "1999-12-31 - Andy C @ World Dance NYE",
        &[
            "Lil' Louis - French Kiss (Ed Rush & Optical Remix)",
            "Digital & Spirit - Phantom Force [Phantom Audio, 1999]",
            "Souljah - Fade 2 Black [Hardleaders]",
            "?",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
            "Bad Company - The Nine [BC]",
        ],
    ),
    (
        "2017-05-20 - Fabio & Grooverider @ Rage",
        &[
            "Souljah - Fade 2 Black [Hardleaders]",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
            "Nasty Habits - Shadow Boxing [31]",
            "Digital & Spirit - Phantom Force [Phantom Audio]",
        ],
    ),
    (
        "2014-02 - Grooverider - Lowdown",
        &[
            "Digital & Spirit - Phantom Force [Phantom Audio]",
            "Digital - Deadline [31]",
            "Wots My Code - Dubplate (Total Science Remix) [C.I.A]",
            "Wots My Code - Dubplate [C.I.A]",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
        ],
    ),
    (
        "2001-01-31 - Ricardo Villalobos @ Panorama Bar",
        &[
            "Ricardo Villalobos - Dexter [Playhouse, 2003]",
            "Plastikman - Spastik [Plus 8, 1993]",
            "Ricardo Villalobos - Easy Lee [Playhouse, 2003]",
            "Isolée - Beau Mot Plage (Freeform Reform) [Playhouse]",
        ],
    ),
    (
        "2005-07-02 - Richie Hawtin - Essential Mix",
        &[
            "Plastikman - Spastik [Plus 8]",
            "Ricardo Villalobos - Dexter [Playhouse]",
            "Bad Company - The Nine [BC]",
            "Matrix - Mute [Metro]",
        ],
    ),
];

/// Names meant to break a screen.
pub const HOSTILE: &[(&str, &[&str])] = &[
    (
        "2020-01-01 - Evil \u{1b}[2J\u{1b}[31mDJ\u{7} @ \u{202e}desrever",
        &[
            "\u{1b}]0;owned\u{7}Zalgo - H\u{335}\u{336}\u{337}\u{338}\u{339}e\u{334}\u{333}\u{332} comes (\u{200b}\u{200d}Remix)",
            "今日は赤ちゃん - 非常に長い題名が画面の端まで続いて折り返すべきではない場合の試験 (長いリミックス名前)",
            "שלום עולם - مرحبا بالعالم (עברית)",
            "👩‍👩‍👧‍👦 Family - 🏳️‍🌈 Flags 🇩🇪 (Emoji Mix)",
            "Ａｒｔｉｓｔ - Ｔｉｔｌｅ",
            "A - B (A Version So Very Long That It Can Hardly Be Shown In Any Column Of Any Terminal Whatever Its Width May Be)",
        ],
    ),
    (
        "2021-01-01 - Another One",
        &[
            "\u{1b}]0;owned\u{7}Zalgo - H\u{335}\u{336}\u{337}\u{338}\u{339}e\u{334}\u{333}\u{332} comes (\u{200b}\u{200d}Remix)",
            "今日は赤ちゃん - 非常に長い題名が画面の端まで続いて折り返すべきではない場合の試験 (長いリミックス名前)",
            "שלום עולם - مرحبا بالعالم (עברית)",
            "👩‍👩‍👧‍👦 Family - 🏳️‍🌈 Flags 🇩🇪 (Emoji Mix)",
        ],
    ),
];

/// Made up, but the same for the same record: most are known, one disagrees, some are unsure, some nobody has listened to.
pub(super) fn facts(row: &TrackRow) -> MixingFacts {
    let number = row.title.bytes().map(u32::from).sum::<u32>();
    let key = |tonic: u32| MusicalKey { tonic: (tonic % 12) as u8, mode: Mode::Minor };
    match number % 8 {
        0 => MixingFacts::default(),
        1 => MixingFacts { asked: true, energy: Some(Energy::new(0.3)), ..MixingFacts::default() },
        n => {
            let disagrees = (n == 2).then_some(87.0);
            let bpm = 168.0 + (number % 14) as f32;
            MixingFacts {
                tempo: Some(Settled { written: n < 4, disagrees, ..Settled::written(bpm) }),
                key: Some(Settled { written: n < 4, ..Settled::written(key(number % 5 * 7 + 9)) }),
                energy: Some(Energy::new((number % 11) as f32 / 10.0)),
                genre: None,
                asked: true,
            }
        }
    }
}
