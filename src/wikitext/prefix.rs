//! Radio rubrics before an entry: `Tune Of The Week: Artist - Title`.

/// Ends of a rubric's name.
const ENDS: &[&str] = &[
    "classic",
    "classics",
    "classique",
    "exclusive",
    "flashback",
    "throwback",
    "spotlight",
    "premiere",
    "pick",
    "request",
    "highlight",
    "favourite",
    "favorite",
    "selection",
    "download",
    "release",
    "playlist",
    "cut",
    "tune",
    "track",
    "anthem",
    "choice",
    "cooldown",
    "moment",
    "gem",
    "intro",
    "outro",
    "interlude",
    "bonus",
    "mashup",
    "vibe",
    "winner",
    "teaser",
    "delivery",
    "mp3",
    "premier",
];

/// Rubrics with names of their own.
const NAMES: &[&str] = &[
    "push the button",
    "big bang",
    "reloaded",
    "service for dreamers",
    "friction fire",
    "future sound",
    "most rated",
    "most wanted",
    "hot or not",
    "in at the deep end",
    "promo pressure",
    "forbidden fruit",
    "comfort zone",
    "chilltime",
    "demoday",
    "history lesson",
    "face to face",
    "friend zone",
    "on it's own",
    "for the love of house",
    "4 to the floor",
    "talentpool",
    "now",
    "then",
    "reflections",
    "maxximize your mind",
    "bass in your face",
    "hair raiser",
    "the hair raiser",
    "the hair rasier",
    "hot mix",
    "quick flick",
    "stuck in the box",
    "podcast only",
    "vinyl set",
    "hot from the studio",
    "steve aoki playlist on spotify",
    "from watch the world",
    "mainstage id",
    "exclusive from russia",
    "m.f.s",
];

/// The entry without the rubric it begins with. Only a known kind of rubric is one, as artists have colons too.
pub(super) fn without_rubric(text: &str) -> &str {
    let mut rest = text;
    while let Some((rubric, after)) = rest.split_once(": ") {
        if !is_rubric(rubric) || after.trim().is_empty() {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

fn is_rubric(text: &str) -> bool {
    if text.len() > 60 || text.contains(" - ") || text.contains(['[', ']', '(']) {
        return false;
    }
    let text = text.to_lowercase();
    let name = text
        .trim()
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '#' || c == ' ')
        .trim_start_matches(['\'', '#']);
    let place = name.is_empty() && text.trim().starts_with('#');
    let of_the = ["week", "month", "year", "night", "nite", "moment"]
        .iter()
        .any(|time| name.strip_suffix(time).is_some_and(|front| front.ends_with(" of the ")));
    let last = name.rsplit(' ').next().unwrap_or_default();
    place
        || of_the
        || ENDS.contains(&last)
        || NAMES.contains(&name)
        || name.starts_with("back of the stack track")
        || name.ends_with("chart")
        || name.ends_with("countdown top")
}
