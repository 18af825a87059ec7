//! One line of a text without what is not its words: invisible characters, Markdown, HTML, addresses.

/// The line as it is read. Tabs stay, as they may part artist and title.
pub(super) fn line(raw: &str) -> String {
    let visible: String = raw.chars().filter_map(visible).collect();
    let wide = wide_signs(&visible);
    let text = without_tags(&entities(&wide));
    let text = without_marks(&links(&text));
    text.trim_matches(|c: char| c.is_whitespace() && c != '\t').trim_end().to_owned()
}

/// Whether a line holds nothing but hashtags.
pub(super) fn only_hashtags(line: &str) -> bool {
    let mut words = line.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| {
            word.strip_prefix('#').is_some_and(|tag| tag.starts_with(|c: char| c.is_alphabetic()))
        })
}

/// Where an address stands in a line.
pub(super) fn address(line: &str) -> Option<usize> {
    ["http://", "https://", "www."].iter().filter_map(|start| line.find(start)).min()
}

/// What is drawn; blanks of all widths are spaces.
fn visible(c: char) -> Option<char> {
    match c {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0f}' | '\u{20e3}' | '\u{ad}' => None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        // Full-width digits and signs of East Asian text.
        '\u{ff10}'..='\u{ff19}' | '．' | '（' | '）' | '［' | '］' | '＃' => {
            char::from_u32(c as u32 - 0xfee0)
        }
        c => Some(c),
    }
}

/// Full-width separators, which need no space around them.
fn wide_signs(text: &str) -> String {
    let text = text.replace('－', " - ").replace('｜', " | ").replace('／', " / ");
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Between digits it is a time's.
        let digit = chars.peek().is_some_and(char::is_ascii_digit);
        match c {
            '：' if digit => out.push(':'),
            '：' => out.push_str(": "),
            c => out.push(c),
        }
    }
    out
}

/// Numbered and the commonest named entities; others stay.
fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let named = |name: &str| {
        Some(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" | "rsquo" => "'",
            "lsquo" => "‘",
            "ldquo" => "“",
            "rdquo" => "”",
            "nbsp" => " ",
            "ndash" => "–",
            "mdash" => "—",
            "hellip" => "…",
            "eacute" => "é",
            "uuml" => "ü",
            "ouml" => "ö",
            "auml" => "ä",
            _ => return None,
        })
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() < 9);
        let meant = entity.and_then(|(name, _)| {
            let numbered =
                quick_xml::escape::unescape(&format!("&{name};")).ok().map(std::borrow::Cow::into_owned);
            named(name).map(str::to_owned).or(numbered)
        });
        if let (Some(meant), Some((_, behind))) = (meant, entity) {
            out.push_str(&meant);
            rest = behind;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

const TAGS: [&str; 16] =
    ["br", "b", "i", "u", "a", "p", "li", "ol", "ul", "em", "strong", "span", "td", "tr", "div", "time"];

fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let name = after.trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        let known = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
        if let Some((_, behind)) = after.split_once('>').filter(|_| known) {
            rest = behind;
        } else {
            out.push('<');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// `[text](address)` is its text.
fn links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let Some((open, close)) = rest[..at].rfind('[').zip(rest[at..].find(')')) else { break };
        let target = &rest[at + 2..at + close];
        if !(address(target).is_some() || target.starts_with('/')) {
            break;
        }
        out.push_str(&rest[..open]);
        out.push_str(&rest[open + 1..at]);
        rest = &rest[at + close + 1..];
    }
    out.push_str(rest);
    out
}

/// Without Markdown's emphasis, code and backslashes. What marks a line's beginning stays.
fn without_marks(text: &str) -> String {
    let text = text.replace("**", "").replace("__", "").replace("~~", "").replace('`', "");
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        if !escapes {
            out.push(c);
        }
    }
    // A row of a table: what stands between the outer lines.
    let inner = out.trim().strip_prefix('|').and_then(|inner| inner.strip_suffix('|'));
    match inner.filter(|inner| inner.contains('|')) {
        Some(inner) => inner.split('|').map(str::trim).collect::<Vec<_>>().join(" | "),
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("\u{feff}01.\u{200b} A\u{a0}\u{200e}– B", "01. A – B")]
    #[case(
        "**A** - [B \\(Dub\\)](https://x.example/a_(b)) &amp; &#8217;C&nbsp;x; R&B",
        "A - B (Dub)) & ’C x; R&B"
    )]
    #[case("| 1 | 00:00 | A | B |", "1 | 00:00 | A | B")]
    #[case("<b>A</b> - B<br/> <3", "A - B <3")]
    #[case("１．椎名林檎－歌舞伎町の女王", "1.椎名林檎 - 歌舞伎町の女王")]
    #[case("1️⃣ A - B", "1 A - B")]
    #[case("[00:00] A - B [C](D)", "[00:00] A - B [C](D)")]
    fn a_line_is_its_words(#[case] raw: &str, #[case] clean: &str) {
        assert_eq!(line(raw), clean);
    }

    #[test]
    fn hashtags_are_no_numbers() {
        assert!(only_hashtags("#dnb #live") && !only_hashtags("#1 A - B") && !only_hashtags(""));
    }
}
