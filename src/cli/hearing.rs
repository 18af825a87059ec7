//! A TRACK that is to be heard: a record that was, or a file that is listened to now.

use std::path::Path;

use super::{Context, Failure, text};
use crate::{
    catalogue::Seen,
    jobs::Pools,
    library::{Library, resolve},
    sound::{
        analyse::{self, Analysis},
        clip::Clip,
        decode::{self, Broken, Limits},
        embed::Embedder,
    },
    track::{Name, TrackId},
};

/// The number of a record whose sound is known, listened to now where it is a file.
pub(super) fn seed(
    context: &Context,
    library: &Library,
    pools: &Pools,
    words: &str,
) -> Result<TrackId, Failure> {
    if let Some(path) = resolve::file(words.trim()) {
        return keep(library, pools, path);
    }
    let sounds = library.sounds(pools.interactive())?;
    let known = match context.resolve(library, words) {
        Ok(row) => library.snapshot().tables.id_of(row),
        Err(unknown) => match outsider(&sounds, words.trim()) {
            Some(id) => Some(id),
            None => return Err(unknown),
        },
    };
    match known.filter(|id| sounds.knows(*id)) {
        Some(id) => Ok(id),
        None => Err(unheard(words)),
    }
}

/// A record that no mix has, by its number or its name.
pub(super) fn outsider(sounds: &crate::library::Sounds, words: &str) -> Option<TrackId> {
    let numbered = words.parse::<TrackId>().ok().filter(|id| sounds.outsider(*id).is_some());
    numbered.or_else(|| resolve::names(words).find_map(|name| sounds.find_outsider(&name.key())))
}

pub(super) fn unheard(words: &str) -> Failure {
    let hint = "Give a file of it, or let segue listen: segue import FOLDER.";
    Failure::new("unheard", format!("{} has not been listened to.", text::clean(words)), hint)
}

/// Listens to a file and keeps what was heard, under the name the file has.
fn keep(library: &Library, pools: &Pools, path: &Path) -> Result<TrackId, Failure> {
    let analysis = listen(&*library.embedder()?, path)?;
    let seen = Seen::new(name_of(path));
    // Loaded first, so that what is added is added to all there is.
    library.sounds(pools.interactive())?;
    library.hear(&[analysis.heard(seen.clone(), "local", true)])?;
    let track = library.catalogue().resolve(&seen)?;
    let id = track.or_else(|| library.sounds_now()?.find_outsider(&seen.key));
    id.ok_or_else(|| unheard(&path.display().to_string()))
}

/// The record in a file, by its name.
fn name_of(path: &Path) -> Name {
    resolve::name_of(path)
}

/// What is heard of a file.
pub(super) fn listen(embedder: &Embedder, path: &Path) -> Result<Analysis, Failure> {
    let shown = text::clean(&path.display().to_string());
    let clip = decoded(path)?;
    analyse::analyse(&clip, embedder, None, &|| false).map_err(|cause| {
        Failure::new("unheard", format!("cannot hear {shown}: {cause}"), "Give a longer clip.")
    })
}

/// What can be decoded of a file: the music of a damaged one is music all the same.
pub(super) fn decoded(path: &Path) -> Result<Clip, Failure> {
    let shown = text::clean(&path.display().to_string());
    match decode::decode(path, &Limits::default()) {
        Ok(clip) => Ok(clip),
        Err(Broken { clip: Some(clip), cause }) => {
            tracing::warn!("{shown}: {cause}");
            Ok(clip)
        }
        Err(Broken { clip: None, cause }) => {
            let hint = "MP3, AAC, FLAC, Ogg Vorbis and WAV can be heard.";
            Err(Failure::new("undecodable", format!("cannot hear {shown}: {cause}"), hint))
        }
    }
}
