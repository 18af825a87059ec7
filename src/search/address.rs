//! The names in an address of a shop, a player or a wiki.

use percent_encoding::percent_decode_str;

/// Parts of addresses that say what a page is, not what it is called.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "release", "releases", "master", "artist", "artists", "label", "labels", "track", "tracks", "album", "albums",
    "chart", "charts", "playlist", "playlists", "watch", "embed", "shorts", "sell", "item", "w", "wiki", "db",
    "index.php", "sets", "music", "user", "products", "title", "browse", "tracklist", "tracklists", "dj", "djs", "song",
    "songs",
];
/// Ends of hosts by which an address without `https://` is told from a name with a slash.
const ENDS: [&str; 7] = ["com", "net", "org", "be", "fm", "co", "io"];
/// Hosts whose addresses hold numbers alone.
const NAMELESS: [&str; 4] = ["youtube.com", "youtu.be", "open.spotify.com", "deezer.com"];

/// The names in an address; empty where it holds only numbers. `None` where the text is no address.
pub(super) fn address(text: &str) -> Option<String> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let rest = bare.unwrap_or(text);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_prefix("www.").unwrap_or(host).to_lowercase();
    let end = host.rsplit_once('.').map_or("", |(_, end)| end);
    if bare.is_none() && (path.is_empty() || !ENDS.contains(&end)) {
        return None;
    }
    if NAMELESS.iter().any(|nameless| host == *nameless || host.ends_with(&format!(".{nameless}"))) {
        return Some(String::new());
    }
    let (path, parameters) = path.split_once(['?', '#']).unwrap_or((path, ""));
    let titled = parameters.split('&').find_map(|parameter| parameter.strip_prefix("title="));
    let shop = host.strip_suffix(".bandcamp.com");
    let numbered = host.ends_with("discogs.com");
    let parts = path.split('/').chain(titled).filter_map(|part| named(part, numbered));
    Some(shop.map(str::to_owned).into_iter().chain(parts).collect::<Vec<_>>().join(" "))
}

/// The last name in an address alone, without the number by which equal names are told apart, where it has others before it: an account,
/// a shop.
pub(super) fn last_name(text: &str) -> Option<String> {
    let all = address(text)?;
    let path = text.split(['?', '#']).next()?.trim_end_matches('/');
    let last = path.rsplit('/').find_map(|part| named(part, path.contains("discogs.com")))?;
    let name = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = name.strip_suffix(' ').filter(|name| name.len() < last.len()).unwrap_or(&last);
    (name.len() < all.len()).then(|| name.to_owned())
}

/// A part of an address as words; `None` of one that names nothing. Where pages are `numbered`, the number stands before
/// the name.
fn named(part: &str, numbered: bool) -> Option<String> {
    let plain = percent_decode_str(part).decode_utf8_lossy();
    let plain = plain.strip_prefix("Category:").unwrap_or(&plain);
    let after_number = plain.trim_start_matches(|c: char| c.is_ascii_digit());
    let plain = after_number.strip_prefix('-').filter(|_| numbered).unwrap_or(plain);
    let language = plain.len() == 2 && plain.bytes().all(|b| b.is_ascii_lowercase());
    let kind = KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(plain));
    (plain.contains(char::is_alphabetic) && !language && !kind).then(|| plain.replace(['_', '-', '+'], " "))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn words(text: &str) -> String {
        let all = address(text).expect("an address");
        all.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    }

    #[rstest]
    #[case("https://www.discogs.com/release/1147829-Burial-Untrue", "Burial Untrue")]
    #[case("https://www.discogs.com/de/master/12345-Aphex-Twin-Windowlicker?x=1", "Aphex Twin Windowlicker")]
    #[case("discogs.com/Burial-Untrue/release/1147829", "Burial Untrue")]
    #[case("https://www.discogs.com/label/2391-Drumcode", "Drumcode")]
    #[case("https://www.beatport.com/track/archangel-original/12345678", "archangel original")]
    #[case("https://www.beatport.com/de/artist/richie-hawtin/1234", "richie hawtin")]
    #[case("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "")]
    #[case("https://youtu.be/dQw4w9WgXcQ?t=12", "")]
    #[case(
        "https://www.mixesdb.com/w/2001-01-31_-_Richie_Hawtin_-_Essential_Mix",
        "2001 01 31 Richie Hawtin Essential Mix"
    )]
    #[case("https://www.mixesdb.com/db/index.php?title=2001_-_Bj%C3%B6rk_-_X", "2001 Björk X")]
    #[case("https://www.mixesdb.com/w/Category:Richie_Hawtin", "Richie Hawtin")]
    #[case("https://soundcloud.com/plastikman/spastik", "plastikman spastik")]
    #[case("https://burial.bandcamp.com/track/archangel", "burial archangel")]
    #[case("https://tidal.com/browse/track/12345", "")]
    #[case("https://", "")]
    fn an_address_is_its_words(#[case] address: &str, #[case] names: &str) {
        assert_eq!(words(address), names);
    }

    #[rstest]
    #[case("https://soundcloud.com/m_nus/plastikman-spastik-1?si=abc", Some("plastikman spastik"))]
    #[case("https://minus.bandcamp.com/album/plastikman-spastik/", Some("plastikman spastik"))]
    #[case("https://www.beatport.com/track/spastik/123", None)]
    #[case("https://soundcloud.com/plastikman", None)]
    #[case("https://youtu.be/dQw4w9WgXcQ", None)]
    #[case("plastikman spastik 1", None)]
    fn the_last_name_of_an_address_stands_behind_whose_it_is(
        #[case] address: &str,
        #[case] name: Option<&str>,
    ) {
        assert_eq!(last_name(address).as_deref(), name);
    }
}
