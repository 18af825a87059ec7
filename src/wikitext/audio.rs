//! Where a page says that the mix itself can be heard.

use super::section;

/// Addresses of one page that are kept.
const MOST: usize = 12;

/// Sites that plain links lead to and where no mix is: shops, encyclopedias, what people say of it.
const NO_PLAYERS: &[&str] = &[
    "amazon.com",
    "beatport.com",
    "discogs.com",
    "facebook.com",
    "instagram.com",
    "mixesdb.com",
    "twitter.com",
    "wikipedia.org",
    "x.com",
];

/// A text that is one `http` or `https` address, without the space around it; `None` for anything else.
pub fn web_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let host = host(text)?;
    let whole = !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'));
    (whole && !host.is_empty()).then_some(text)
}

/// Addresses above the tracklist: what players have, then plain links. Those inside other templates are not for listening.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let above = section::above_tracklist(text);
    let (mut players, mut plain) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(found) = next_address(above, at) {
        let address = &above[found..end_of_address(above, found)];
        at = found + address.len();
        let list = match template_around(above, found) {
            Some(template) if is_player(template) => &mut players,
            None if !is_elsewhere(address) => &mut plain,
            _ => continue,
        };
        let address = address.trim_end_matches(['.', ',', ';']).replace("&amp;", "&");
        if web_address(&address).is_some() && !list.contains(&address) {
            list.push(address);
        }
        if players.len() + plain.len() == MOST {
            break;
        }
    }
    plain.retain(|address| !players.contains(address));
    players.append(&mut plain);
    players
}

fn host(address: &str) -> Option<&str> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        address.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme))?;
        address.get(scheme.len()..)
    })?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..end];
    Some(host.rsplit_once('@').map_or(host, |(_, host)| host))
}

fn next_address(text: &str, from: usize) -> Option<usize> {
    text[from..].match_indices("http").map(|(at, _)| from + at).find(|at| host(&text[*at..]).is_some())
}

fn end_of_address(text: &str, from: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '|' | '{' | '}' | '[' | ']' | '<' | '>' | '"');
    text[from..].find(ends).map_or(text.len(), |end| from + end)
}

/// The name of the innermost template that is open at `at`, with what follows it.
fn template_around(text: &str, at: usize) -> Option<&str> {
    let mut closed = 0;
    let mut before = &text[..at];
    while let Some(mark) = before.rfind(['{', '}']) {
        let Some(pair) = mark.checked_sub(1).filter(|pair| before.is_char_boundary(*pair)) else { break };
        match &before[pair..=mark] {
            "}}" => closed += 1,
            "{{" if closed == 0 => return Some(&text[mark + 1..]),
            "{{" => closed -= 1,
            _ => {
                before = &before[..mark];
                continue;
            }
        }
        before = &before[..pair];
    }
    None
}

fn is_player(template: &str) -> bool {
    template.trim_start().get(..6).is_some_and(|name| name.eq_ignore_ascii_case("player"))
}

fn is_elsewhere(address: &str) -> bool {
    let host = host(address).unwrap_or_default().to_ascii_lowercase();
    NO_PLAYERS
        .iter()
        .any(|site| host.strip_suffix(site).is_some_and(|sub| sub.is_empty() || sub.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{addresses, web_address};

    #[rstest]
    #[case("https://soundcloud.com/a/b", true)]
    #[case(" HTTP://archive.org/x.mp3 ", true)]
    #[case("ftp://archive.org/x.mp3", false)]
    #[case("file:///etc/passwd", false)]
    #[case("javascript:alert(1)", false)]
    #[case("https://", false)]
    #[case("https:///path", false)]
    #[case("https://a b", false)]
    #[case("https://a\u{1b}[31m", false)]
    #[case("soundcloud.com/a", false)]
    #[case("", false)]
    #[case("é", false)]
    fn an_address_is_http_and_whole(#[case] text: &str, #[case] is: bool) {
        assert_eq!(web_address(text).is_some(), is);
    }

    #[rstest]
    #[case::plain_player("{{Player\n |https://soundcloud.com/a/b\n}}", &["https://soundcloud.com/a/b"])]
    #[case::mirrors(
        "{{Player|mode=mirrors|video=audio\n |1=https://podcasts.apple.com/x?i=1\n |2=https://youtu.be/CF\n}}",
        &["https://podcasts.apple.com/x?i=1", "https://youtu.be/CF"]
    )]
    #[case::links_stand_behind(
        "* http://archive.org/a.mp3\n[https://hearthis.at/b Listen]\n{{player|https://youtu.be/x}}",
        &["https://youtu.be/x", "http://archive.org/a.mp3", "https://hearthis.at/b"]
    )]
    #[case::each_once("{{Player|http://a.b/c}} http://a.b/c", &["http://a.b/c"])]
    #[case::other_templates("{{Note|see http://a.b/c}} {{NormalTable}} http://d.e/f", &["http://d.e/f"])]
    #[case::nested("{{Player|{{a|b}}|http://a.b/c}}", &["http://a.b/c"])]
    #[case::shops("http://www.discogs.com/x https://notdiscogs.com/y", &["https://notdiscogs.com/y"])]
    #[case::below("== Tracklist ==\n# A - B\nhttp://a.b/c", &[])]
    #[case::no_address("{{Player|file:///etc/passwd}} http:// https http", &[])]
    #[case::open("{{Player|http://a.b/c?x=1&amp;y=2", &["http://a.b/c?x=1&y=2"])]
    #[case::braces("}}}}é{ {{{{ { http://a.b/c", &[])]
    fn players_and_links_above_the_tracklist_are_read(#[case] text: &str, #[case] found: &[&str]) {
        assert_eq!(addresses(text), found);
    }
}
