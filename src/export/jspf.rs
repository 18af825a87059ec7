//! JSPF: XSPF (<https://xspf.org/jspf>) as JSON.

use serde::Serialize;

use super::{ExportRecord, NamedQueue};
use crate::catalogue::location;

#[derive(Serialize)]
struct Document<'d> {
    playlist: List<'d>,
}

#[derive(Serialize)]
struct List<'d> {
    title: &'d str,
    creator: &'static str,
    track: Vec<Track<'d>>,
}

#[derive(Serialize)]
struct Track<'d> {
    title: String,
    creator: &'d str,
    /// From 1.
    #[serde(rename = "trackNum")]
    number: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotation: Option<&'d str>,
    /// Milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    location: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<String>,
}

pub(super) fn render(playlist: NamedQueue<'_>) -> String {
    let track = playlist.records.iter().zip(1..).map(|(record, number)| track(record, number)).collect();
    let document = Document { playlist: List { title: playlist.title, creator: "segue", track } };
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn track(record: &ExportRecord, number: usize) -> Track<'_> {
    Track {
        title: record.title(),
        creator: &record.name.artist,
        number,
        annotation: record.label.as_deref(),
        duration: record.seconds.map(|s| (f64::from(s.max(0.0)) * 1000.0).round() as u64),
        location: record.file.iter().map(|file| location::to_uri(file, "")).collect(),
        identifier: record.spotify.iter().map(|id| format!("https://open.spotify.com/track/{id}")).collect(),
    }
}
