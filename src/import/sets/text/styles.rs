//! Lists in the styles that people write them in, made of the same records, and how many lines of them come back right.

use super::read;
use crate::wikitext::EntryKind;

const RECORDS: [(&str, &str, &str); 14] = [
    ("808 State", "Pacific (Justin Robertson Remix)", "ZTT"),
    ("Nasty Habits", "Shadow Boxing", "31"),
    ("2 Unlimited", "No Limit", "Byte"),
    ("4hero", "Mr Kirk's Nightmare", "Reinforced"),
    ("65daysofstatic", "Retreat! Retreat!", "Monotreme"),
    ("Nu:Tone", "System", "Hospital"),
    ("Jay-Z", "99 Problems", "Roc-A-Fella"),
    ("Kruder & Dorfmeister", "High Noon", "G-Stone"),
    ("A Guy Called Gerald", "Voodoo Ray", "Rham!"),
    ("Björk", "Hyper-Ballad (LFO Mix)", "One Little Indian"),
    ("Ed Rush, Optical & Fierce", "Alien Girl", "Prototype"),
    ("Jeff Mills", "The Bells", "Purpose Maker"),
    ("Stand By", "Stand By Me", "Atco"),
    ("椎名林檎", "丸の内サディスティック", "EMI"),
];

/// A line as it should be read: seconds, artist, title; halves are `?` where nobody knows.
type Line = (Option<u32>, String, String);

struct Style {
    name: &'static str,
    text: String,
    lines: Vec<Line>,
}

const HEAD: &str = "DJ Test - Live @ Robot Heart 2024\nhttps://example.org/x\n\nTracklist:\n";

fn time(at: usize) -> (u32, String) {
    let seconds = at as u32 * 277;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    (seconds, if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m:02}:{s:02}") })
}

/// A list with a line for each record. `write` is given its number, its time, artist, title and label.
fn style(
    name: &'static str,
    head: &str,
    timed: bool,
    write: impl Fn(usize, &str, &str, &str, &str) -> String,
) -> Style {
    let mut text = head.to_owned();
    let mut lines = Vec::new();
    for (at, (artist, title, label)) in RECORDS.iter().enumerate() {
        let (seconds, clock) = time(at);
        text.push_str(&write(at + 1, &clock, artist, title, label));
        text.push('\n');
        lines.push((timed.then_some(seconds), (*artist).to_owned(), (*title).to_owned()));
    }
    Style { name, text, lines }
}

/// Two parts in which times or numbers begin again.
fn parts(
    name: &'static str,
    heads: [&str; 2],
    timed: bool,
    write: impl Fn(usize, &str, &str, &str) -> String,
) -> Style {
    let mut text = HEAD.to_owned();
    let mut lines = Vec::new();
    for (part, head) in RECORDS.chunks(7).zip(heads) {
        text.push_str(&["\n", head, "\n"].concat());
        for (at, (artist, title, _)) in part.iter().enumerate() {
            let (seconds, clock) = time(at);
            text.push_str(&write(at + 1, &clock, artist, title));
            text.push('\n');
            lines.push((timed.then_some(seconds), (*artist).to_owned(), (*title).to_owned()));
        }
    }
    Style { name, text, lines }
}

fn styles() -> Vec<Style> {
    let wide = |digits: usize| {
        digits.to_string().bytes().map(|b| char::from_u32(u32::from(b) + 0xfee0).unwrap()).collect::<String>()
    };
    let mut styles = vec![
        style("numbers", HEAD, false, |n, _, a, t, _| format!("{n:02}. {a} - {t}")),
        style("numbers in brackets", HEAD, false, |n, _, a, t, l| format!("{n}) {a} - {t} [{l}]")),
        style("numbers with a sign", HEAD, false, |n, _, a, t, _| format!("#{n} {a} – {t}")),
        style("bare numbers", HEAD, false, |n, _, a, t, _| format!("{n} {a} - {t}")),
        style("numbers down", HEAD, false, |n, _, a, t, _| format!("{}. {a} - {t}", RECORDS.len() + 1 - n)),
        style("numbers and dashes", HEAD, false, |n, _, a, t, _| format!("{n:02} - {a} - {t}")),
        style("times", HEAD, true, |_, at, a, t, _| format!("{at} {a} - {t}")),
        style("times in brackets", HEAD, true, |_, at, a, t, l| format!("[{at}] {a} - {t} [{l}]")),
        style("times and dashes", HEAD, true, |_, at, a, t, _| format!("{at} - {a} - {t}")),
        style("times behind", HEAD, true, |_, at, a, t, _| format!("{a} - {t} ({at})")),
        style("bare times behind", HEAD, true, |_, at, a, t, _| format!("{a} – {t} {at}")),
        style("spans", HEAD, true, |n, at, a, t, _| format!("{at} - {} {a} - {t}", time(n).1)),
        style("numbers and times", HEAD, true, |n, at, a, t, _| format!("{n}. [{at}] {a} - {t}")),
        style("bullets", HEAD, false, |_, _, a, t, _| format!("• {a} - {t}")),
        style("minus signs", HEAD, false, |_, _, a, t, _| format!("- {a} - {t}")),
        style("Markdown", HEAD, false, |n, _, a, t, l| {
            format!("{n}. **{a}** – [{t}](https://x.example/{n}) \\[{l}\\]")
        }),
        style(
            "a Markdown table",
            "## Live @ X\n\n| # | Time | Artist | Title |\n|---|---|---|---|\n",
            true,
            |n, at, a, t, _| format!("| {n} | {at} | {a} | {t} |"),
        ),
        style("by", HEAD, false, |n, _, a, t, l| format!("{n}. {t} by {a} [{l}]")),
        style("quoted by", HEAD, false, |_, _, a, t, _| format!("\"{t}\" by {a}")),
        style("tabs", HEAD, false, |_, _, a, t, _| format!("{a}\t{t}")),
        style("a table with tabs", "Time\tArtist\tTitle\tLabel\n", true, |_, at, a, t, l| {
            format!("{at}\t{a}\t{t}\t{l}")
        }),
        style("pipes", HEAD, true, |_, at, a, t, _| format!("{at} | {a} | {t}")),
        style("tildes", HEAD, false, |n, _, a, t, _| format!("{n}. {a} ~ {t}")),
        style("bare", "DJ Test - Live @ Robot Heart 2024\n\n", false, |_, _, a, t, _| format!("{a} - {t}")),
        style("full width", "", false, |n, _, a, t, _| format!("{}．{a}－{t}", wide(n))),
        style("a page", "<p>Live @ X</p>\n", true, |_, at, a, t, _| {
            format!("<li>{at} <b>{}</b> &ndash; {}</li>", a.replace('&', "&amp;"), t.replace('\'', "&#39;"))
        }),
        parts("parts with times", ["CD 1", "CD 2"], true, |_, at, a, t| format!("{at} {a} - {t}")),
        parts("parts with numbers", ["Hour One:", "Hour Two (Guest: DJ Other):"], false, |n, _, a, t| {
            format!("{n}. {a} - {t}")
        }),
        parts("underlined parts", ["Warm-up\n-------", "Peak\n===="], true, |_, at, a, t| {
            format!("[{at}] {a} - {t}")
        }),
    ];
    styles.push(minutes());
    styles.push(layered());
    styles.push(unknown());
    styles.push(windows());
    styles
}

/// Whole minutes.
fn minutes() -> Style {
    let mut style = style("minutes", HEAD, true, |n, _, a, t, _| format!("{} min {a} - {t}", (n - 1) * 4));
    for (at, line) in style.lines.iter_mut().enumerate() {
        line.0 = Some(at as u32 * 240);
    }
    style
}

/// Every third record is laid over the one before.
fn layered() -> Style {
    let mut style = style("layers", HEAD, true, |n, at, a, t, _| {
        if n % 3 == 0 { format!("w/ {a} - {t}") } else { format!("{at} {a} - {t}") }
    });
    for line in style.lines.iter_mut().skip(2).step_by(3) {
        line.0 = None;
    }
    style
}

/// Every third record is unknown, in all the ways of saying so.
fn unknown() -> Style {
    let said = |n: usize| ["ID", "ID - ID", "???", "Unknown - Unknown"][n % 4];
    let mut style = style("unknown records", HEAD, true, |n, at, a, t, _| {
        if n % 3 == 0 { format!("{at} {}", said(n)) } else { format!("{at} {a} - {t}") }
    });
    for line in style.lines.iter_mut().skip(2).step_by(3) {
        (line.1, line.2) = ("?".to_owned(), "?".to_owned());
    }
    style
}

/// As Windows and the clipboard write it.
fn windows() -> Style {
    let style = style("marks that are not drawn", HEAD, true, |_, at, a, t, _| {
        format!("{at}\u{a0}\u{200b}{a}\u{a0}\u{200e}– {t}\u{200b}")
    });
    Style { text: format!("\u{feff}{}", style.text), ..style }
}

fn lines_of(text: &str) -> Vec<Line> {
    let found = read(text, "x", super::tests::NOTHING, None);
    let half = |half: &Option<String>| half.clone().unwrap_or_else(|| "?".to_owned());
    let plays = found.sets.into_iter().flat_map(|read| read.set.plays);
    plays
        .filter(|play| play.entry.kind != EntryKind::Gap)
        .map(|play| (play.entry.cue.map(|cue| cue.0), half(&play.entry.artist), half(&play.entry.title)))
        .collect()
}

#[test]
fn lists_in_all_styles_come_back() {
    let styles = styles();
    assert!(styles.len() >= 25);
    let (mut right, mut all) = (0, 0);
    let mut wrong = Vec::new();
    for style in &styles {
        let read = lines_of(&style.text);
        let good = style.lines.iter().filter(|line| read.contains(line)).count();
        right += good;
        all += style.lines.len().max(read.len());
        for line in style.lines.iter().filter(|line| !read.contains(line)) {
            wrong.push(format!("{}: {line:?}", style.name));
        }
        for (_, artist, _) in &read {
            let known = RECORDS.iter().any(|record| record.0 == artist);
            let begins = artist.starts_with(|c: char| c.is_ascii_digit()) && !known;
            assert!(!begins, "{}: an artist that begins as a number: {artist}", style.name);
        }
        if read.len() != style.lines.len() {
            wrong.push(format!("{}: {} lines, {} read: {read:?}", style.name, style.lines.len(), read.len()));
        }
    }
    assert!(right * 100 >= all * 98, "{right} of {all} lines right:\n{}", wrong.join("\n"));
}
