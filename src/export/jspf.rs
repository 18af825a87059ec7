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
    #[serde(skip_serializing_if = "Option::is_none")]
    album: Option<String>,
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
        album: record.album(),
        number,
        annotation: record.label.as_deref(),
        duration: record.seconds.map(|s| (f64::from(s.max(0.0)) * 1000.0).round() as u64),
        location: record.file.iter().map(|file| location::to_uri(file, "")).collect(),
        identifier: record.spotify.iter().map(|id| format!("https://open.spotify.com/track/{id}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Name;

    #[test]
    fn the_album_is_that_of_the_users_own_collection() {
        let element = "<TRACK TrackID=\"1\" Album=\"Late &amp; loud\" Name=\"One\"/>".to_owned();
        let known = ExportRecord { element: Some(element), ..ExportRecord::new(Name::parse("A", "One")) };
        let records = [known, ExportRecord::new(Name::parse("B", "Two"))];
        let text = render(NamedQueue { title: "x", records: &records });
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let tracks = &document["playlist"]["track"];
        assert_eq!(tracks[0]["album"], "Late & loud");
        assert!(tracks[1].get("album").is_none(), "{text}");
        assert_eq!((&tracks[0]["trackNum"], &tracks[1]["trackNum"]), (&1.into(), &2.into()));
    }
}
