//! Radio rubrics before an entry: `Tune Of The Week: Artist - Title`.

use super::half;

/// Ends of a rubric's name.
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "classic", "classics", "classique", "exclusive", "flashback", "throwback", "spotlight", "premiere", "pick",
    "request", "highlight", "favourite", "favorite", "selection", "download", "release", "playlist", "cut", "tune",
    "track", "anthem", "choice", "cooldown", "moment", "gem", "intro", "outro", "interlude", "bonus", "mashup",
    "vibe", "winner", "teaser", "delivery", "mp3", "premier",
];

/// Rubrics with names of their own.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "push the button", "big bang", "reloaded", "service for dreamers", "friction fire", "future sound",
    "most rated", "most wanted", "hot or not", "in at the deep end", "promo pressure", "forbidden fruit",
    "comfort zone", "chilltime", "demoday", "history lesson", "face to face", "friend zone", "on it's own",
    "for the love of house", "4 to the floor", "talentpool", "now", "then", "reflections", "maxximize your mind",
    "bass in your face", "hair raiser", "the hair raiser", "the hair rasier", "hot mix", "quick flick",
    "stuck in the box", "podcast only", "vinyl set", "hot from the studio", "steve aoki playlist on spotify",
    "from watch the world", "mainstage id", "exclusive from russia", "m.f.s",
];

/// The entry without the rubrics it begins with. Only a known kind of rubric is one, as artists have colons too, and only
/// before an entry: `Trance Intro: Fire` is a segment's name.
pub(super) fn without_rubric(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..MOST {
        let Some((rubric, after)) = rest.split_once(": ") else { break };
        let after = after.trim_start();
        if !is_rubric(rubric) || !(after.contains(" - ") || half::is_unknown(after)) {
            break;
        }
        rest = after;
    }
    rest
}

/// `Corsten's Countdown Top 3: #1: Artist - Title` has two.
const MOST: usize = 3;

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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::without_rubric;

    #[rstest]
    #[case("Tune Of The Week: A - B", "A - B")]
    #[case("Hardwell Exclusive #2: A - B", "A - B")]
    #[case("Corsten's Countdown Top 3: #1: A - B", "A - B")]
    #[case("Push The Button: A - B", "A - B")]
    #[case("Tune Of The Week: ?", "?")]
    #[case("Sensation Intro: Fire", "Sensation Intro: Fire")]
    #[case("DJ Haus: Uttu - B", "DJ Haus: Uttu - B")]
    #[case("A - Classic: B - C", "A - Classic: B - C")]
    #[case("Nu:Tone - B", "Nu:Tone - B")]
    fn a_known_rubric_is_no_part_of_the_artist(#[case] text: &str, #[case] entry: &str) {
        assert_eq!(without_rubric(text), entry);
    }
}
