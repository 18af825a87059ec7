//! A TRACK that is to be heard: a record that was, or one that is listened to now, from a file or a preview.

use std::path::Path;

use super::Workspace;
use crate::{
    app::{failure::Failure, link},
    catalogue::User,
    config::Consent,
    jobs::Pools,
    library::{
        Library,
        resolve::{self, ResolvedRecord},
        sound::NotAnalysed,
    },
    plain::one_line,
    preview::{Previews, Wanted},
    sound::{
        analyse::LISTEN,
        clip::Clip,
        decode::{self, Broken, DecodeError, Limits},
    },
    track::TrackId,
};

impl Workspace {
    /// The number of a record whose sound is known, listened to now where it is not yet or a file is given.
    pub(super) fn heard(
        &self,
        library: &Library,
        user: &User,
        pools: &Pools,
        words: &str,
    ) -> Result<TrackId, Failure> {
        let words = words.trim();
        // Loaded first, so that what is heard is added to all there is.
        let sounds = library.sounds(pools.interactive())?;
        if let Some(path) = resolve::file(words) {
            return library.hear_file(path, &|| false).map_err(|e| failed(words, e, Consent::Yes));
        }
        let isrc = resolve::isrc(words);
        let spoken = self.linked(words)?.map(|name| link::spoken(&name));
        let words = spoken.as_deref().unwrap_or(words);
        let name = match self.resolve(library, user, words) {
            Ok(ResolvedRecord { row, seen }) => {
                let id = sounds.find_outsider(&seen.key).unwrap_or(row.id);
                if sounds.knows(id) {
                    return Ok(id);
                }
                seen.name
            }
            // A record that nobody here knows yet may be listened to by its name.
            Err(unknown) => resolve::names(words).next().ok_or(unknown)?,
        };
        self.listen(library, words, &Wanted::new(name, isrc))
    }

    /// Looks for the record among the user's files and, where the user has agreed, the providers' previews.
    fn listen(&self, library: &Library, words: &str, wanted: &Wanted) -> Result<TrackId, Failure> {
        let consent = self.settings.sound.analyse_previews;
        let trouble =
            |e: &dyn std::fmt::Display| Failure::new("preview", e.to_string(), "segue doctor says more.");
        let previews = Previews::new(&self.paths, &self.settings).map_err(|e| trouble(&e))?;
        let chain = previews.unhurried(consent == Consent::Yes);
        library.hear_record(wanted, &chain, &|| false).map_err(|e| failed(words, e, consent))
    }
}

fn failed(words: &str, e: NotAnalysed, consent: Consent) -> Failure {
    let shown = one_line(words);
    match e {
        NotAnalysed::Library(e) => e.into(),
        NotAnalysed::Silent(said) => {
            let hint = if consent == Consent::Yes {
                "Give a file of it."
            } else {
                "Give a file of it, or allow previews to be analysed: analyse_previews = \"yes\" under [sound]."
            };
            Failure::new("unheard", format!("{shown} is not analysed. {said}"), hint)
        }
        other => {
            let hint =
                "MP3, AAC, ALAC, FLAC, Ogg Vorbis, WAV and AIFF of half a second or more can be analysed.";
            Failure::new("unheard", format!("cannot analyse {shown}: {other}"), hint)
        }
    }
}

pub(super) fn unheard(words: &str) -> Failure {
    let hint = "Give a file of it, or let segue analyse yours: segue import FOLDER.";
    Failure::new("unheard", format!("{} is not analysed.", one_line(words)), hint)
}

/// What is analysed of a file, as far as it can be decoded: the music of a damaged one is music all the same.
pub(super) fn decoded(path: &Path) -> Result<Clip, Failure> {
    let shown = one_line(&path.display().to_string());
    match decode::decode(path, &Limits::middle(LISTEN)) {
        Ok(clip) => Ok(clip),
        Err(Broken { clip: Some(clip), cause }) => {
            tracing::warn!("{shown}: {cause}");
            Ok(clip)
        }
        Err(Broken { clip: None, cause }) => {
            let hint = match cause {
                DecodeError::Unreadable(_) => "Check the path and that the file may be read.",
                _ => "MP3, AAC, ALAC, FLAC, Ogg Vorbis, WAV and AIFF can be read.",
            };
            Err(Failure::new("undecodable", format!("cannot read {shown}: {cause}"), hint))
        }
    }
}
