//! What an export did.

use std::io;

use serde::Serialize;

use super::text;
use crate::{library::query::TrackRow, track::Shop};

/// What an export did, in the shape that `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Where to.
    pub to: &'static str,
    /// The file or the playlist's address.
    pub written: Option<String>,
    /// Records of the queue.
    pub wanted: usize,
    /// Those that arrived.
    pub added: usize,
    /// The others.
    pub missing: Vec<Missing>,
}

/// A record that stayed behind.
#[derive(Debug, Serialize)]
pub(super) struct Missing {
    /// Which.
    pub track: TrackRow,
    /// Why.
    pub reason: String,
    /// Where to look for it.
    pub links: Vec<String>,
}

impl Missing {
    pub(super) fn new(track: TrackRow, reason: impl Into<String>) -> Self {
        let version = track.version.as_deref().unwrap_or_default();
        let words = format!("{} {} {version}", track.artist, track.title);
        let links = Shop::ALL.iter().map(|shop| shop.search(words.trim())).collect();
        Self { track, reason: reason.into(), links }
    }
}

/// `87 of 92 added`, and why not the rest.
pub(super) fn told(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let place = report.written.as_deref().map(|w| format!(": {}", text::clean(w))).unwrap_or_default();
    writeln!(out, "{} of {} records to {}{place}", report.added, report.wanted, report.to)?;
    for missing in &report.missing {
        writeln!(out, "  {}: {}", text::record(&missing.track), text::clean(&missing.reason))?;
        for link in &missing.links {
            writeln!(out, "    {link}")?;
        }
    }
    Ok(())
}
