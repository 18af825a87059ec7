//! Wikitext, XML, tables, lists and JSON lines through what reads them, to the store.

use std::{
    io::Cursor,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use segue::{
    catalogue::{User, Writer},
    import::{self, ImportWatch},
    wikitext,
};

use crate::{fuzz, mutate::mutate, read};

const PAGE: &str = "pages/2024-05-0X - Nordlys & Kaja Wren, DJ Plume - Harbour Radio 012.wikitext";

#[test]
fn wikitext_of_any_kind_is_a_mix() {
    let seeds = [
        read(PAGE),
        read("cases/25-wikitext-templates/2024-04-01 - DJ Test - Templates.wikitext"),
        read("cases/26-wikitext-refs-entities/2024-04-02 - DJ Test - Markup.wikitext"),
        read("cases/27-wikitext-numbers-lengths/2024-04-03 - DJ Test - Numbers.wikitext"),
    ];
    let words = [
        "{{",
        "}}",
        "[[",
        "]]",
        "[",
        "]",
        "|",
        "<!--",
        "-->",
        "<ref>",
        "</ref>",
        "<nowiki>",
        "</nowiki>",
        "&amp;",
        "&#x110000;",
        "#",
        "*",
        "==",
        "'''",
        "{|",
        "|}",
        "[00:00]",
        "[999:59:59]",
        " - ",
        "\n",
        "<list>",
        "</list>",
        "\u{202e}",
        "東京",
        "é",
        "{{Player|",
        "#REDIRECT [[",
        "[[Category:",
        "?",
        "(Remix)",
        "feat.",
        "w/",
    ];
    fuzz(
        "wikitext",
        1_500,
        |random| mutate(&seeds, &words, random),
        |data| {
            let text = String::from_utf8_lossy(data);
            let mix = wikitext::parse("2024-05-01 - DJ Test - Fuzz", &text);
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let bare = wikitext::parse_lines(text.lines().next().unwrap_or_default(), &lines);
            assert!(mix.entries.len() + bare.entries.len() <= 2 * text.len() + 2);
        },
    );
}

#[test]
fn mixes_of_any_kind_are_taken_or_refused() {
    let seeds = [
        read("cases/23-dump-stub-empty-text/full.xml"),
        read("cases/23-dump-stub-empty-text/stub.xml"),
        read("cases/13-csv-exportify-artists/mixes.jsonl"),
        br#"{"title":"2001-05-01 - Ann - First","url":"http://127.0.0.1/w/1","tracklist":["[00] A - B [C, 1993]"],"categories":["House"],"audio":["http://a/b.mp3"]}"#
            .to_vec(),
    ];
    let words = [
        "<page>",
        "</page>",
        "<title>",
        "</title>",
        "<revision>",
        "<text>",
        "</text>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "&lt;",
        "&x;",
        "<a>",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\u0000",
        "\\ud800",
        ":",
        ",",
        "null",
        "1e999",
        "\n",
        "\"tracklist\":[",
        "\"title\":",
        "\u{1b}]52;c;",
    ];
    fuzz(
        "mixes",
        250,
        |random| mutate(&seeds, &words, random),
        |data| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let at = |name: &str| folder.path().join(name);
            let mut writer = Writer::acquire(&at("catalogue.db"), &at("user.db")).expect("a writer");
            let Ok(opened) = open("mixes", data) else { return };
            if opened.is_mixes() && opened.into_catalogue(&mut writer, &mut watch(&mut |_| {})).is_ok() {
                let catalogue = writer.into_catalogue();
                let contents = catalogue.contents().expect("read");
                let visit = |track: segue::catalogue::TrackRecord<'_>| {
                    plain(track.artist);
                    plain(track.title);
                    ControlFlow::Continue(())
                };
                contents.tracks(visit).expect("read");
            }
        },
    );
}

#[test]
fn collections_and_sets_of_any_kind_are_taken_or_refused() {
    let names = [
        "cases/19-rb-key-notations/keys.xml",
        "cases/11-csv-preamble-row/preamble.csv",
        "cases/12-csv-sep-line/sep.csv",
        "cases/13-csv-exportify-artists/exportify_new.csv",
        "cases/16-csv-utf16-rekordbox-txt/playlist.txt",
        "cases/49-csv-unclosed-quote/u.csv",
        "cases/05-m3u-comments/c.m3u8",
        "cases/02-m3u-utf16/utf16be.m3u8",
        "cases/collections/17/q.jspf",
        "cases/collections/08/rb.xml",
        "cases/collections/01/HISTORY 2024-05-04.txt",
        "sets/text/youtube.txt",
        "sets/text/set.cue",
        "sets/traktor/history_2024y05m04d_23h53m20s.nml",
        "sets/virtualdj/tracklist.txt",
        "sets/serato/1.session",
    ];
    let there = names.iter().filter(|name| crate::fixture(name).is_file());
    let named: Vec<(PathBuf, Vec<u8>)> = there.map(|name| (PathBuf::from(name), read(name))).collect();
    let seeds: Vec<Vec<u8>> = named.iter().map(|(_, data)| data.clone()).collect();
    let words = [
        ",",
        ";",
        "\t",
        "\"",
        "\"\"",
        "\n",
        "\r",
        "sep=;\n",
        "#EXTINF:",
        "#EXTM3U\n",
        "<TRACK ",
        "<NODE ",
        "</NODE>",
        "/>",
        "&amp;",
        "Name=\"",
        "Artist,Title\n",
        "TRACK 01 AUDIO\n",
        "INDEX 01 00:00:00\n",
        "\u{feff}",
        "\0",
        "file://localhost/",
        "../",
        "[",
        "{",
    ];
    fuzz(
        "collections",
        1_000,
        |random| mutate(&seeds, &words, random),
        |data| {
            // The format is told from the contents; the names lead to what only a name says.
            for name in ["list.m3u8", "1.session", "list"] {
                let Ok(opened) = open(name, data) else { continue };
                let mut user = User::open_in_memory().expect("a store");
                if !opened.is_mixes() && opened.into_user(&mut user, 7, &mut watch(&mut |_| {})).is_ok() {
                    for seen in user.owned_tracks().expect("read") {
                        plain(&seen.name.artist);
                        plain(&seen.name.title);
                    }
                }
            }
        },
    );
}

fn open(name: &str, data: &[u8]) -> Result<import::OpenedFile, import::ImportError> {
    let reader = Box::new(Cursor::new(data.to_vec()));
    import::open_from(Path::new(name), reader, Some(data.len() as u64), None)
}

fn watch(progress: &mut dyn FnMut(import::ImportProgress)) -> ImportWatch<'_> {
    ImportWatch { progress, stop: &|| false }
}

/// What is stored steers no terminal.
fn plain(text: &str) {
    assert!(!text.chars().any(char::is_control), "{text:?}");
}
