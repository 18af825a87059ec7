//! `segue mix`: what a mix holds.

use super::{CommandResult, Context, text};
use crate::{app::answer::EntryRow, track::Seconds};

pub(super) fn run(context: &Context, title: &str) -> CommandResult {
    let page = context.mix(title)?;
    context.print(&page, |out| {
        writeln!(out, "{}", text::clean(&page.mix.title))?;
        if let Some(url) = &page.mix.url {
            writeln!(out, "{}{}", text::clean(url), whose(url))?;
        }
        for address in &page.audio {
            writeln!(out, "{}", text::clean(address))?;
        }
        let mut chapter = None;
        for entry in &page.entries {
            if entry.chapter != chapter {
                chapter.clone_from(&entry.chapter);
                writeln!(out, ";{}", text::clean(chapter.as_deref().unwrap_or_default()))?;
            }
            let cue = entry.cue.map(clock).unwrap_or_default();
            writeln!(out, "{cue:>8}  {}", text::clean(&line(entry)))?;
        }
        Ok(())
    })
}

/// `+ Artist - Title [Label - Number, Year]`, without the time, which stands before it.
fn line(entry: &EntryRow) -> String {
    let layered = if entry.layered { "+ " } else { "" };
    let release = entry.release().map(|release| format!(" [{release}]")).unwrap_or_default();
    format!("{layered}{}{release}", entry.words(" - "))
}

/// Whose word a mix at this address is.
fn whose(url: &str) -> &'static str {
    match () {
        () if url.starts_with("https://www.discogs.com/") => " (tracklist of Discogs, CC0)",
        () if url.starts_with("https://musicbrainz.org/") => " (tracklist of MusicBrainz, CC0)",
        () if url.contains("mixesdb.com/") => " (tracklist by MixesDB's contributors)",
        () => "",
    }
}

/// `1:02:03` or `2:03`.
pub(super) fn clock(at: Seconds) -> String {
    let (h, m, s) = (at.0 / 3600, at.0 / 60 % 60, at.0 % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}
