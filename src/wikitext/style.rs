//! Which of a page's categories are styles of music: nothing marks them, so their words have to tell.
//!
//! A style's name ends with a kind of music, and the words before it say what sort of it: Deep House, Detroit Techno. The names
//! of artists, shows, places and series hardly ever consist of such words alone. Looked at: all 3,185 categories of the starter.

use crate::track::fold;

/// Kinds of music: a style by themselves, or the end of a longer name. Folded, as all names here.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "2 step", "2step", "8 bit", "abstract", "acid", "afrobeat", "amapiano", "ambient", "baile funk",
    "balearic", "ballroom", "bass music", "bassline", "beatdown", "beats", "big beat", "bluegrass", "blues",
    "boom bap", "booty", "bossa nova", "bounce", "breakbeat", "breakcore", "breaks", "broken beat", "bruk",
    "calypso", "celtic", "chanson", "chill out", "chillout", "chillwave", "chiptune", "classical",
    "club music", "cold wave", "coldwave", "country", "cumbia", "dance", "dance music", "dancehall",
    "darkcore", "darkstep", "darksynth", "darkwave", "deathrock", "digidub", "disco", "disco polo", "donk",
    "doomcore", "downbeat", "downtempo", "drill", "drone", "drum & bass", "dub", "dub poetry",
    "dubstep", "easy listening", "ebm", "eclectic", "edm", "electro", "electroacoustic", "electroclash",
    "electronic", "electronica", "electropop", "electropunk", "emo", "ethnic", "ethno", "eurobeat",
    "eurodance", "exotica", "experimental", "fidget", "field recordings", "flamenco", "folk", "folktronica",
    "footwork", "forro", "freestyle", "frenchcore", "funk", "funk carioca", "funkot", "funky", "fusion",
    "futurepop", "gabba", "gabber", "garage", "ghetto", "ghetto tech", "ghettotech", "glam", "glitch",
    "glitch hop", "goa", "gospel", "goth", "gothic", "gqom", "grime", "grindcore", "grunge", "guaracha",
    "halftime", "hands up", "hardcore", "hardgroove", "hardstyle", "hardtek", "hauntology", "highlife",
    "hip hop", "hiphop", "house", "hyperpop", "hyphy", "idm", "illbient", "indie", "indietronica",
    "industrial", "italo", "italodance", "j pop", "jazz", "jazzdance", "jazzstep", "juke", "jump up",
    "jumpstyle", "jungle", "k pop", "kizomba", "klezmer", "krautrock", "kuduro", "kwaito", "latin",
    "leftfield", "library music", "liquid", "lo fi", "lounge", "lovers rock", "makina", "mashup",
    "maskandi", "melodic", "merengue", "metal", "minimal", "minimal synth", "moombahton", "motown",
    "musique concrete", "neofolk", "neofunk", "nerdcore", "neurofunk", "new age", "new beat",
    "new jack swing", "nightcore", "no wave", "noise", "opera", "p funk", "phonk", "plunderphonics", "pop",
    "power electronics", "power noise", "progressive", "psy", "psybient", "psychedelic", "psychill",
    "psychobilly", "psydub", "psytrance", "punk", "r & b", "ragga", "ragtime", "rap", "rare groove", "rave",
    "rebetiko", "reggae", "reggaeton", "rhythm & blues", "rhythmic noise", "rnb", "rock", "rock & roll",
    "rockabilly", "rocksteady", "rumba", "salsa", "samba", "schlager", "schranz", "shangaan electro",
    "shoegaze", "singeli", "ska", "skweee", "slow motion", "soca", "soul", "soundtrack", "space disco",
    "speedcore", "splittercore", "spoken word", "surf", "swing", "swingbeat", "synthpop", "synthwave",
    "tango", "techno", "technoid", "techstep", "tekno", "terrorcore", "tex mex", "trance", "trancecore",
    "trap", "tribal", "trip hop", "triphop", "tropicalia", "turntablism", "uk bass", "vaporwave", "vocal",
    "wave", "witch house", "wonky", "world music", "zouk",
];

/// What stands before a kind, besides other kinds; no style by itself.
#[rustfmt::skip]
const SORTS: &[&str] = &[
    "african", "afro", "alternative", "anthemic", "arabic", "atmospheric", "baltimore", "bass", "berlin",
    "big room", "bouncy", "brazilian", "british", "chicago", "classic", "contemporary", "cosmic", "cuban",
    "dark", "deconstructed", "deep", "detroit", "dirty", "dream", "driving", "dutch", "early", "east coast",
    "electric", "emotional", "epic", "ethereal", "euro", "european", "festival", "filter", "free",
    "freeform", "french", "french touch", "future", "g", "gangsta", "german", "groovy", "happy", "hard",
    "heavy", "hip", "hypnotic", "indian", "instrumental", "intelligent", "italian", "jackin", "japanese",
    "jazzy", "late night", "left field", "mainstream", "melancholic", "mental", "miami", "micro", "modern",
    "neo", "new", "nordic", "northern", "nu", "old school", "oldschool", "organic", "oriental", "peak time",
    "political", "post", "pumping", "raw", "rolling", "roots", "slow", "smooth", "soulful", "southern",
    "spanish", "speed", "spiritual", "stripped", "synth", "tech", "traditional", "trip", "tropical",
    "turkish", "twisted", "uk", "underground", "uplifting", "us", "warehouse", "west coast",
];

/// In brackets behind a style. Any other word there tells a club or an artist from the style: Jungle (Club).
const BRACKETED: &[&str] = &["genre", "music", "old school", "oldschool", "style", "synthesizer"];

/// The words of the longest kind or sort.
const LONGEST: usize = 3;
/// Names of more words are no styles; every word more could double the ways to read them.
const MOST_WORDS: usize = 6;

/// Whether a category of that name is a style, as far as its name tells.
pub fn is_style(category: &str) -> bool {
    style_words(category).is_some_and(|name| name.split(' ').count() <= MOST_WORDS && is_made_of_words(&name))
}

/// Whether the title has the category's name as its artists, show, place or series, with a number behind it or without:
/// `Soulful Techno` in `2016-10-21 - Gabriel Ananda - Soulful Techno 46`.
pub fn is_named_in(title: &str, category: &str) -> bool {
    title.contains(category)
        && title.split([',', '(', ')', '@', '&']).flat_map(|part| part.split(" - ")).any(|part| {
            let name = part.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == '#');
            name.trim_end() == category || part.trim() == category
        })
}

/// The words of a style's name as they are compared: folded, hyphens and slashes as spaces, every `and` as `&`, without a bracket that
/// changes nothing. `None` where the bracket says that it is no style.
pub fn style_words(category: &str) -> Option<String> {
    let folded =
        fold(category).replace(['-', '/'], " ").replace('&', " & ").replace("drumnbass", "drum & bass");
    let (name, bracket) = match folded.split_once('(') {
        Some((name, bracket)) => (name, Some(bracket.trim_end().strip_suffix(')')?.trim())),
        None => (folded.as_str(), None),
    };
    if bracket.is_some_and(|bracket| !BRACKETED.contains(&bracket)) {
        return None;
    }
    let words = name.split_whitespace().map(|word| if matches!(word, "and" | "n") { "&" } else { word });
    Some(words.collect::<Vec<_>>().join(" "))
}

fn is_made_of_words(name: &str) -> bool {
    let has = |names: &[&str], name| names.binary_search(&name).is_ok();
    has(KINDS, name)
        || name.match_indices(' ').take(LONGEST).any(|(at, _)| {
            let (first, rest) = (&name[..at], &name[at + 1..]);
            (has(KINDS, first) || has(SORTS, first)) && is_made_of_words(rest)
        })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_lists_can_be_searched() {
        for list in [KINDS, SORTS, BRACKETED] {
            assert!(list.is_sorted_by(|a, b| a < b), "each once, in order");
            assert!(
                list.iter().all(|name| style_words(name).as_deref() == Some(name)),
                "as names are compared"
            );
        }
    }

    #[rstest]
    #[case("Deep Tech House", true)]
    #[case("drum and bass", true)]
    #[case("Drum'n'Bass", true)]
    #[case("Drum & Bass", true)]
    #[case("R&B", true)]
    #[case("Lo-Fi House", true)]
    #[case("House (Old School)", true)]
    #[case("Jungle (Club)", false)]
    #[case("Jungle (", false)]
    #[case("Deep", false)]
    #[case("Deep Space Helsinki (Show)", false)]
    #[case("A State Of Trance", false)]
    #[case("Drum'N'Bass Show", false)]
    #[case("2025", false)]
    #[case("Tracklist: complete", false)]
    #[case("House House House House House House House House House House House", false)]
    #[case("", false)]
    fn a_style_is_made_of_kinds_and_sorts(#[case] name: &str, #[case] style: bool) {
        assert_eq!(is_style(name), style, "{name}");
    }

    #[rstest]
    #[case("2016-10-21 - Gabriel Ananda - Soulful Techno 46", "Soulful Techno", true)]
    #[case("2000-12-30 - Paul van Dyk @ Innercity, Rave, Amsterdam", "Rave", true)]
    #[case("2017-02-22 - Goss & Jungle, Bop - Radio", "Jungle", true)]
    #[case("2010 - A - House 2000", "House 2000", true)]
    #[case("2010 - A - Deep House Amsterdam 7", "Deep House", false)]
    #[case("2010 - A - Defected In The House", "House", false)]
    fn a_title_names_a_category_as_a_whole(#[case] title: &str, #[case] name: &str, #[case] named: bool) {
        assert_eq!(is_named_in(title, name), named);
    }
}
