//! Which format it is, seen from the first bytes, never from the name alone.

use std::path::Path;

use super::{
    collection::{self, CollectionForm},
    dumps::{Dump, is_musicbrainz},
    refused,
    sets::{Form, is_cue_track, is_history_table, is_itunes, is_pdb, virtualdj},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Nothing but white space.
    Empty,
    /// One mix a line.
    JsonLines,
    /// MediaWiki's export: pages with their text.
    MediaWikiExport,
    /// Releases of open data, among them mixes.
    Dump(Dump),
    /// The records that somebody has.
    Collection(CollectionForm),
    /// What a DJ program, or a person, wrote of sets and collections.
    Own(Form),
    /// Known, but not read: what to do instead.
    Refused(&'static str),
    /// XML of none of these.
    OtherXml,
}

/// `head` are a file's first bytes, and `text` the same decoded; `name` only helps to say what a file is that cannot be read.
pub(super) fn detect(head: &[u8], text: &str, name: &Path) -> Format {
    if let Some(format) = binary(head, name) {
        return format;
    }
    let text = text.trim_start();
    match text.chars().next() {
        None => Format::Empty,
        Some('{') => json(text),
        Some('[') if is_json_list(text) => Format::Refused(refused::json(text)),
        Some('<') => xml(text),
        Some('#') if text.contains(virtualdj::TAGS) => Format::Own(Form::VirtualDjDay),
        Some('#') if refused::plain(text).is_some() => plain(text),
        Some('#') if collection::is_playlist(text) => Format::Collection(CollectionForm::M3u),
        _ => plain(text),
    }
}

fn binary(head: &[u8], name: &Path) -> Option<Format> {
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    if let Some(said) = refused::binary(head, &name) {
        return Some(Format::Refused(said));
    }
    if head.starts_with(super::sets::SQLITE) {
        return Some(Format::Own(Form::Database));
    }
    if head.starts_with(b"vrsn") {
        return Some(Format::Own(serato(head)));
    }
    is_pdb(head).then_some(Format::Own(Form::Pdb))
}

/// What a file of Serato's says it is, in its first chunk.
fn serato(head: &[u8]) -> Form {
    let length = head.get(4..8).map_or(0, |b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let version = super::sets::serato_text(head.get(8..8 + length).unwrap_or_default());
    match () {
        () if version.contains("Crate") => Form::SeratoCrate,
        () if version.contains("Database") => Form::SeratoDatabase,
        () => Form::SeratoSession,
    }
}

fn json(text: &str) -> Format {
    let first: String = text.chars().skip(1).filter(|c| !c.is_whitespace()).take(10).collect();
    match () {
        () if first == "\"playlist\"" => Format::Own(Form::Jspf),
        () if is_musicbrainz(text) => Format::Dump(Dump::MusicBrainz),
        () if refused::may_be_mixes(text) => Format::JsonLines,
        () => Format::Refused(refused::json(text)),
    }
}

/// `[{`, and no `[12:34]` of a tracklist.
fn is_json_list(text: &str) -> bool {
    text[1..].trim_start().starts_with(['{', '"'])
}

fn xml(text: &str) -> Format {
    let forms = [
        ("<mediawiki", Format::MediaWikiExport),
        ("<DJ_PLAYLISTS", Format::Collection(CollectionForm::Rekordbox)),
        ("<NML", Format::Own(Form::Traktor)),
        ("<VirtualDJ_Database", Format::Own(Form::VirtualDjDatabase)),
        ("<VirtualFolder", Format::Own(Form::VirtualDjFolder)),
        ("<playlist", Format::Own(Form::Xspf)),
        ("<releases", Format::Dump(Dump::Discogs)),
    ];
    let root = refused::root(text);
    match root.to_ascii_lowercase().as_str() {
        "plist" if is_itunes(text) => Format::Own(Form::Itunes),
        "smil" => Format::Own(Form::Wpl),
        "asx" => Format::Own(Form::Asx),
        _ if refused::known_xml(root).is_some() => Format::OtherXml,
        _ => forms
            .into_iter()
            .find(|(tag, _)| text.contains(tag))
            .map_or(Format::OtherXml, |(_, format)| format),
    }
}

fn plain(text: &str) -> Format {
    let first = text.lines().next().unwrap_or_default();
    if let Some(said) = refused::plain(text) {
        return Format::Refused(said);
    }
    match () {
        () if text.starts_with(virtualdj::HEADING) => Format::Own(Form::VirtualDjTracklist),
        () if first.trim().eq_ignore_ascii_case("[playlist]") => Format::Own(Form::Pls),
        () if text.lines().any(is_cue_track) => Format::Own(Form::Cue),
        () if is_history_table(first) => Format::Own(Form::Table),
        () if collection::is_table(text) => Format::Collection(CollectionForm::Csv),
        () => Format::Own(Form::List),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("  \n", Format::Empty)]
    #[case("{\"title\":\"a\"}", Format::JsonLines)]
    #[case("{ \"playlist\": {", Format::Own(Form::Jspf))]
    #[case("\n\n<?xml version=\"1.0\"?>\n<mediawiki xmlns=\"x\">", Format::MediaWikiExport)]
    #[case("<html><body>", Format::OtherXml)]
    #[case(
        "<plist version=\"1.0\"><dict><key>Major Version</key><integer>1</integer><key>Tracks</key>",
        Format::Own(Form::Itunes)
    )]
    #[case("<?wpl version=\"1.0\"?>\n<smil>", Format::Own(Form::Wpl))]
    #[case("<ASX VERSION=\"3.0\">", Format::Own(Form::Asx))]
    #[case("[12:34] A - B\n", Format::Own(Form::List))]
    #[case("artist - title", Format::Own(Form::List))]
    #[case(
        "<?xml version=\"1.0\"?><DJ_PLAYLISTS Version=\"1.0.0\">",
        Format::Collection(CollectionForm::Rekordbox)
    )]
    #[case("<?xml version=\"1.0\"?>\n<NML VERSION=\"19\">", Format::Own(Form::Traktor))]
    #[case("<VirtualDJ_Database Version=\"8\">", Format::Own(Form::VirtualDjDatabase))]
    #[case("<VirtualFolder>", Format::Own(Form::VirtualDjFolder))]
    #[case("<playlist version=\"1\">", Format::Own(Form::Xspf))]
    #[case("#EXTM3U\n#EXTINF:1,A - B\n", Format::Collection(CollectionForm::M3u))]
    #[case("#EXTM3U\n#EXTVDJ:<time>21:39</time>", Format::Own(Form::VirtualDjDay))]
    #[case("VirtualDJ History 2024/05/04\n", Format::Own(Form::VirtualDjTracklist))]
    #[case("[playlist]\nFile1=a.mp3", Format::Own(Form::Pls))]
    #[case("TITLE \"X\"\nFILE \"a.wav\" WAVE\n\tTRACK 01 AUDIO\n", Format::Own(Form::Cue))]
    #[case("<releases>\n<release id=\"1\">", Format::Dump(Dump::Discogs))]
    #[case("{\"artist-credit\":[],\"media\":[],\"release-group\":{}}", Format::Dump(Dump::MusicBrainz))]
    #[case("{\"title\":\"The \\\"media\\\"\",\"tracklist\":[]}", Format::JsonLines)]
    #[case("name,artist,start time,deck\n", Format::Own(Form::Table))]
    #[case("Track name,Artist name,Album\r\n", Format::Collection(CollectionForm::Csv))]
    #[case("\"title\";\"artist\"\n", Format::Collection(CollectionForm::Csv))]
    fn formats_are_told_apart(#[case] text: &str, #[case] format: Format) {
        assert_eq!(detect(text.as_bytes(), text, Path::new("x")), format);
    }

    #[test]
    fn binary_files_are_told_by_their_first_bytes() {
        let of = |head: &[u8], name: &str| detect(head, "", Path::new(name));
        assert_eq!(of(b"SQLite format 3\0...", "hm.db"), Format::Own(Form::Database));
        assert_eq!(of(b"vrsn\0\0\0\x04\0C\0r", "x"), Format::Own(Form::SeratoSession));
    }
}
