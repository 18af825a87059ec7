//! What the terminal can show, from the environment it names.

use crate::tui::paint::Depth;

/// Reads an environment variable; a plain function so that tests need no environment.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The depth of colour: `NO_COLOR` and `TERM=dumb` have none, a Linux console sixteen. Windows' own names no `TERM` and has all.
#[must_use]
pub fn depth(env: Env<'_>) -> Depth {
    let get = |name: &str| env(name).filter(|v| !v.is_empty());
    let term = get("TERM").unwrap_or_default();
    if get("NO_COLOR").is_some() || term == "dumb" {
        return Depth::None;
    }
    if matches!(get("COLORTERM").as_deref(), Some("truecolor" | "24bit"))
        || term.ends_with("-direct")
        || get("WT_SESSION").is_some()
        || (cfg!(windows) && term.is_empty())
        || ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"]
            .iter()
            .any(|t| term.starts_with(t))
    {
        return Depth::True;
    }
    if term.contains("256color") || ["tmux", "xterm", "rxvt-unicode"].contains(&term.as_str()) {
        return Depth::Palette;
    }
    Depth::Sixteen
}

/// Whether the mouse can be used: GNU screen holds Escape back for the key behind it while it is on.
#[must_use]
pub fn mouse(env: Env<'_>) -> bool {
    let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    !set("STY") || set("TMUX")
}

/// Whether the terminal shows Unicode: by the locale, never on a dumb one or the Linux console.
#[must_use]
pub fn unicode(env: Env<'_>) -> bool {
    let get = |name: &str| env(name).filter(|v| !v.is_empty());
    if matches!(get("TERM").as_deref(), Some("dumb" | "linux" | "vt100" | "vt220")) {
        return false;
    }
    if cfg!(windows) {
        return true;
    }
    ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| get(name)).is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn env<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[rstest]
    #[case(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Depth::True)]
    #[case(&[("TERM", "xterm-256color")], Depth::Palette)]
    #[case(&[("TERM", "tmux-256color")], Depth::Palette)]
    #[case(&[("TERM", "linux")], Depth::Sixteen)]
    #[case(&[("TERM", "dumb"), ("COLORTERM", "truecolor")], Depth::None)]
    #[case(&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")], Depth::None)]
    #[case(&[("TERM", "xterm-kitty"), ("NO_COLOR", "")], Depth::True)]
    #[case(&[], if cfg!(windows) { Depth::True } else { Depth::Sixteen })]
    fn colours(#[case] pairs: &[(&str, &str)], #[case] depth: Depth) {
        assert_eq!(super::depth(&env(pairs)), depth);
    }

    #[rstest]
    #[case(&[("STY", "1234.pts-0.host")], false)]
    #[case(&[("STY", "1234.pts-0.host"), ("TMUX", "/tmp/tmux-0/default,1,0")], true)]
    #[case(&[], true)]
    fn in_gnu_screen_there_is_no_mouse(#[case] pairs: &[(&str, &str)], #[case] used: bool) {
        assert_eq!(mouse(&env(pairs)), used);
    }

    #[rstest]
    #[case(&[("LANG", "en_GB.UTF-8"), ("TERM", "xterm")], true)]
    #[case(&[("LANG", "en_GB.UTF-8"), ("LC_ALL", "C")], cfg!(windows))]
    #[case(&[("LC_CTYPE", "C.utf8")], true)]
    #[case(&[("LANG", "en_GB.UTF-8"), ("TERM", "linux")], false)]
    #[case(&[], cfg!(windows))]
    fn signs(#[case] pairs: &[(&str, &str)], #[case] shown: bool) {
        assert_eq!(unicode(&env(pairs)), shown);
    }
}
