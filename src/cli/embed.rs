//! `segue embed`: a clip's or a record's vector and tags.

use std::{
    io::{self, Write as _},
    path::Path,
};

use serde::Serialize;

use super::{Context, Failure, Outcome, text};
use crate::{
    catalogue::Heard,
    sound::{
        decode::{self, Broken, Limits},
        embed::{Embedder, Tag, named},
    },
    track::Name,
};

/// One source's answer.
#[derive(Debug, Serialize)]
struct Embedded {
    source: String,
    model: String,
    projection: String,
    seconds: f32,
    vector: Vec<f32>,
    tags: Vec<Tag>,
}

/// What cannot be heard is reported on stderr; it fails only where nothing can.
pub(super) fn run(context: &Context, sources: &[String], raw: bool) -> Outcome {
    let embedder = if raw { Embedder::raw() } else { Embedder::built_in() }.map_err(|e| {
        Failure::new("model", e.to_string(), "Remove the setting that names another model, or mend its file.")
    })?;
    let mut answers = Vec::new();
    let mut failures = Vec::new();
    for source in sources {
        let answer =
            if is_file(source) { file(&embedder, source) } else { record(context, &embedder, source, raw) };
        match answer {
            Ok(answer) => answers.push(answer),
            Err(failure) => failures.push(failure),
        }
    }
    if answers.is_empty()
        && let Some(failure) = failures.pop()
    {
        return Err(failure);
    }
    for failure in failures {
        let _ = writeln!(io::stderr(), "segue: {failure}");
    }
    context.print(&answers, |out| {
        for answer in &answers {
            writeln!(out, "{}  {:.1} s", text::clean(&answer.source), answer.seconds)?;
            for tag in answer.tags.iter().take(5) {
                writeln!(out, "  {:.2}  {}", tag.score, text::clean(&tag.tag))?;
            }
        }
        Ok(())
    })
}

/// With a path separator, an audio extension, or simply there.
fn is_file(source: &str) -> bool {
    const AUDIO: [&str; 10] = ["mp3", "m4a", "aac", "mp4", "flac", "ogg", "oga", "wav", "aif", "aiff"];
    let path = Path::new(source);
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    path.is_file()
        || AUDIO.contains(&extension.as_str())
        || (source.contains(std::path::MAIN_SEPARATOR) && path.exists())
}

fn file(embedder: &Embedder, source: &str) -> Result<Embedded, Failure> {
    let path = Path::new(source);
    let shown = text::clean(source);
    let clip = match decode::mono_16k(path, &Limits::default()) {
        Ok(clip) => clip,
        // What could be decoded of a damaged file is music all the same.
        Err(Broken { clip: Some(clip), cause }) => {
            tracing::warn!("{shown}: {cause}");
            clip
        }
        Err(Broken { clip: None, cause }) => {
            let hint = "MP3, AAC, FLAC, Ogg Vorbis and WAV can be heard.";
            return Err(Failure::new("undecodable", format!("cannot hear {shown}: {cause}"), hint));
        }
    };
    let found = embedder.embed(&clip.samples, &|| false).map_err(|cause| {
        Failure::new("unheard", format!("cannot hear {shown}: {cause}"), "Give a longer clip.")
    })?;
    Ok(Embedded {
        source: source.to_owned(),
        tags: embedder.tags(&found),
        model: found.model,
        projection: found.projection,
        seconds: found.seconds,
        vector: found.vector.to_vec(),
    })
}

/// A record that was heard before.
fn record(context: &Context, embedder: &Embedder, source: &str, raw: bool) -> Result<Embedded, Failure> {
    let library = context.library()?;
    let row = context.resolve(&library, source)?;
    let row = library.snapshot().tables.track_row(row);
    let shown = text::record(&row);
    let unheard = || {
        let hint = "Give a file: segue embed FILE.";
        Failure::new("unheard", format!("{shown} has not been listened to."), hint)
    };
    let name = Name { artist: row.artist.clone(), title: row.title.clone(), version: row.version.clone() };
    let heard = library.catalogue().heard(&name.key())?;
    match heard {
        Some(heard) if !raw && heard.model == embedder.model() => Ok(stored(embedder, source, &heard)),
        _ => Err(unheard()),
    }
}

fn stored(embedder: &Embedder, source: &str, heard: &Heard) -> Embedded {
    Embedded {
        source: source.to_owned(),
        model: heard.model.clone(),
        projection: heard.projection.clone(),
        seconds: heard.seconds,
        vector: heard.vector.clone(),
        tags: named(embedder.labels(), &heard.tags),
    }
}
