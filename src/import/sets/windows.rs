//! Playlists of Windows Media Player (WPL, ASX) and of Zune (ZPL).

use std::path::Path;

use super::{
    Found,
    playlists::{add, folder, found, milliseconds},
    xml::{Part, value, walk},
};
use crate::import::collection::{Collection, seconds};

/// What a playlist says of one file.
#[derive(Default)]
struct Media {
    place: String,
    artist: String,
    title: String,
    seconds: Option<f32>,
}

/// WPL and ZPL: a file each `media`, and in some what it is.
pub(super) fn wpl(text: &str, file: &Path) -> Found {
    let mut list = List::new(file);
    let mut title = None;
    let skipped = walk(text, |part| match part {
        Part::Begin(tag) if tag.local_name().as_ref() == "media" => list.add(&Media {
            place: value(tag, "src"),
            artist: value(tag, "trackArtist"),
            title: value(tag, "trackTitle"),
            seconds: milliseconds(&value(tag, "duration")),
        }),
        Part::End([.., head, name], text) if head == "head" && name == "title" => {
            title = Some(text.to_owned());
        }
        _ => {}
    });
    Found { skipped, ..found(list.collection, title, file) }
}

/// ASX: a file each `entry`. Its tags are written in any case.
pub(super) fn asx(text: &str, file: &Path) -> Found {
    let mut list = List::new(file);
    let (mut title, mut media) = (None, Media::default());
    let skipped = walk(&lower_tags(text), |part| match part {
        Part::Begin(tag) => match tag.local_name().as_ref() {
            "entry" => media = Media::default(),
            "ref" if media.place.is_empty() => media.place = value(tag, "href"),
            "duration" => media.seconds = seconds(&value(tag, "value")),
            _ => {}
        },
        Part::End([.., entry, name], text) if entry == "entry" && name == "title" => {
            text.clone_into(&mut media.title);
        }
        Part::End([.., entry, name], text) if entry == "entry" && name == "author" => {
            text.clone_into(&mut media.artist);
        }
        Part::End([.., entry], _) if entry == "entry" => list.add(&media),
        Part::End([_, name], text) if name == "title" => title = Some(text.to_owned()),
        Part::End(..) => {}
    });
    Found { skipped, ..found(list.collection, title, file) }
}

struct List<'f> {
    file: &'f Path,
    collection: Collection,
    number: u64,
}

impl<'f> List<'f> {
    fn new(file: &'f Path) -> Self {
        Self { file, collection: Collection::default(), number: 0 }
    }

    fn add(&mut self, media: &Media) {
        self.number += 1;
        let place = here(&media.place);
        let place = Some(place.as_str()).filter(|place| !place.is_empty());
        let Media { artist, title, seconds, .. } = media;
        add(&mut self.collection, artist, title, place, &folder(self.file), *seconds, self.number);
    }
}

/// A path from the playlist's folder, which is written as Windows does, as it is written here; a whole one as it is.
fn here(place: &str) -> String {
    let whole = place.starts_with(r"\\") || place.as_bytes().get(1) == Some(&b':') || place.contains("://");
    if whole || cfg!(windows) { place.to_owned() } else { place.replace('\\', "/") }
}

/// The text with its tags and their attributes' names in small letters.
fn lower_tags(text: &str) -> String {
    let (mut in_tag, mut quote) = (false, None);
    let lower = |c: char| {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) if in_tag => quote = Some(c),
            ('<', None) => in_tag = true,
            ('>', None) => in_tag = false,
            _ => {}
        }
        if in_tag && quote.is_none() { c.to_ascii_lowercase() } else { c }
    };
    text.chars().map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, place and length of each record, and what the playlist is called.
    fn told(found: Found) -> (Vec<String>, String) {
        let (_, collection) = found.collection.unwrap();
        assert!(found.skipped.is_empty(), "{:?}", found.skipped);
        let entry = |e: &crate::import::collection::Entry| {
            format!("{} @ {} {:?} {}", e.name, e.location, e.seconds, e.mine)
        };
        (collection.entries.iter().map(entry).collect(), collection.lists[0].name.clone())
    }

    #[test]
    fn a_playlist_of_windows_media_player_names_files_from_its_folder() {
        let text = r#"<?wpl version="1.0"?><smil><head><meta name="Generator" content="x"/><title>Late &amp; loud</title></head>
            <body><seq><media src="..\Music\Surgeon - Atol &amp; on.mp3" tid="{1}"/><media src="D:\M\Surgeon - Atol.mp3"/></seq></body></smil>"#;
        let (entries, name) = told(wpl(text, Path::new("/lists/x.wpl")));
        let expected = [
            "Surgeon – Atol & on @ /lists/../Music/Surgeon - Atol & on.mp3 None true",
            "Surgeon – Atol @ D:\\M\\Surgeon - Atol.mp3 None true",
        ];
        assert_eq!((entries, name.as_str()), (expected.map(str::to_owned).to_vec(), "Late & loud"));
    }

    #[test]
    fn a_playlist_of_zune_says_what_its_files_are() {
        let text = r#"<?zpl version="2.0"?><smil><head><title>Z</title></head><body><seq>
            <media src="C:\M\01.wma" albumArtist="V.A." trackTitle="One (Dub)" trackArtist="A" duration="225000"/></seq></body></smil>"#;
        let (entries, _) = told(wpl(text, Path::new("/x.zpl")));
        assert_eq!(entries, [r"A – One (Dub) @ C:\M\01.wma Some(225.0) true"]);
    }

    #[test]
    fn an_asx_has_tags_in_any_case_and_streams_that_nobody_owns() {
        let text = r#"<ASX Version="3.0"><Title>Night</Title><Entry><Title>One</TITLE><AUTHOR>A &lt;B&gt;</Author>
            <Ref HREF="C:\M\One.WMA"/><Duration Value="00:03:45"/></entry>
            <entry><ref href="http://radio.example/x"/><ref href="http://other.example/x"/><title>C - Two</title></entry></asx>"#;
        let (entries, name) = told(asx(text, Path::new("/x.asx")));
        assert_eq!(entries, [r"A <B> – One @ C:\M\One.WMA Some(225.0) true", "C – Two @  None false"]);
        assert_eq!(name, "Night");
    }
}
