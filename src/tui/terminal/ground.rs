//! Whether the terminal's background is light, as the terminal says when it is asked.

use crate::tui::{
    paint::{Depth, Ground},
    terminal::detect::Env,
};

/// The question (OSC 11).
pub const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// Whether the terminal is worth asking: one that shows colours, and swallows a question it does not know.
#[must_use]
pub fn can_ask(env: Env<'_>, depth: Depth) -> bool {
    let term = env("TERM").unwrap_or_default();
    depth != Depth::None
        && !cfg!(windows)
        && !matches!(term.as_str(), "" | "dumb" | "linux" | "vt100" | "vt220")
}

/// The background that an answer tells: `11;rgb:ffff/ffff/ffff`, with one to four digits a part.
#[must_use]
pub fn told(answer: &[u8]) -> Option<Ground> {
    let answer = std::str::from_utf8(answer).ok()?.strip_prefix("11;")?;
    let parts = answer.strip_prefix("rgb:").or_else(|| answer.strip_prefix("rgba:"))?;
    let mut shares = parts.split('/').map(|part| {
        let most = 16_u32.pow(u32::try_from(part.len()).ok().filter(|digits| (1..=4).contains(digits))?) - 1;
        Some(f64::from(u32::from_str_radix(part, 16).ok()?) / f64::from(most))
    });
    let [red, green, blue] = [shares.next()??, shares.next()??, shares.next()??];
    // How light the eye sees each (ITU-R BT.709).
    let light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    Some(if light > 0.5 { Ground::Light } else { Ground::Dark })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("11;rgb:ffff/ffff/ffff", Some(Ground::Light))]
    #[case("11;rgb:0000/0000/0000", Some(Ground::Dark))]
    #[case("11;rgb:fd/f6/e3", Some(Ground::Light))]
    #[case("11;rgba:1e1e/1e1e/2e2e/ffff", Some(Ground::Dark))]
    #[case("11;rgb:f/f/f", Some(Ground::Light))]
    #[case("10;rgb:ffff/ffff/ffff", None)]
    #[case("11;rgb:ffff/ffff", None)]
    #[case("11;rgb:zz/zz/zz", None)]
    #[case("11;rgb:-1/00/00", None)]
    #[case("11;rgb:///", None)]
    #[case("11;?", None)]
    fn an_answer_tells_light_from_dark(#[case] answer: &str, #[case] ground: Option<Ground>) {
        assert_eq!(told(answer.as_bytes()), ground);
    }

    #[rstest]
    #[case("xterm-256color", Depth::Palette, true)]
    #[case("linux", Depth::Sixteen, false)]
    #[case("xterm", Depth::None, false)]
    fn who_shows_no_colours_is_not_asked(#[case] term: &str, #[case] depth: Depth, #[case] asked: bool) {
        assert_eq!(can_ask(&|name| (name == "TERM").then(|| term.to_owned()), depth), asked);
    }
}
