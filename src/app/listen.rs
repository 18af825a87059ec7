//! Listening to what one names: a file, a link, a record that no mix has.

use super::{
    fault::{self, Fault, Outcome, Stop},
    open::App,
};
use crate::{
    library::{Library, query::TrackRow, resolve, sound::NotAnalysed},
    preview::Wanted,
    track::{Name, TrackId},
};

impl App {
    /// The record that the words name: one of a mix, one that was heard before, or one that is listened to now, from a file or, where
    /// the user has agreed, a preview.
    pub fn listen(&self, words: &str, stop: Stop<'_>) -> Outcome<TrackRow> {
        let library = &self.library;
        // Loaded first, so that what is heard is added to all there is.
        library.sounds(self.pools.interactive()).map_err(|e| fault::of("Nothing can be analysed", &e))?;
        if let Some(path) = resolve::file(words) {
            let heard = library.hear_file(path, stop);
            return heard.map(|id| row(library, id)).map_err(|e| silent(words, &e, true));
        }
        let isrc = resolve::isrc(words);
        let linked = self.linked(words, stop)?;
        let words = linked.as_deref().unwrap_or(words);
        let mine = self.mine()?;
        if let Ok(Ok(known)) = resolve::resolve(library, &mine, words) {
            return Ok(known.row);
        }
        let Some(name) = resolve::names(words).next() else {
            return Err(Fault {
                title: format!("{words} names no record"),
                cause: "neither a mix nor what was analysed has it".into(),
                remedy: "Write Artist - Title, or paste the path of a file.".into(),
            });
        };
        let previews = self.listening.may_analyse_previews();
        let chain = self.hearing.unhurried(previews)?;
        let heard = library.hear_record(&Wanted::new(name, isrc), &chain, stop);
        heard.map(|id| row(library, id)).map_err(|e| silent(words, &e, previews))
    }
}

fn row(library: &Library, id: TrackId) -> TrackRow {
    let tables = &library.snapshot().tables;
    let known = tables.row_of(id).map(|row| tables.track_row(row));
    let outside = || Some(library.sounds_now()?.outsider(id)?.row(id));
    known.or_else(outside).unwrap_or_else(|| {
        let name = Name { artist: String::new(), title: id.to_string(), version: None };
        TrackRow { id, ..crate::library::unknown_row(&name) }
    })
}

fn silent(words: &str, e: &NotAnalysed, previews: bool) -> Fault {
    let remedy = match (e, previews) {
        (NotAnalysed::Silent(_), false) => {
            "Previews are not analysed: Y in the tab Sounds like allows it. Or paste the path of a file."
                .to_owned()
        }
        (NotAnalysed::Silent(_), true) => "Paste the path of a file.".to_owned(),
        (NotAnalysed::Library(e), _) => e.hint().unwrap_or_default(),
        _ => "MP3, AAC, ALAC, FLAC, Ogg Vorbis, Opus, WAV and AIFF of half a second or more can be analysed."
            .to_owned(),
    };
    Fault { title: format!("{words} cannot be analysed"), cause: e.to_string(), remedy }
}
