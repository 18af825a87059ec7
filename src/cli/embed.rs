//! `segue embed`: a clip's or a record's vector and tags.

use std::{io::Write as _, path::Path};

use serde::Serialize;

use super::{CommandResult, Context, Failure, hearing, text};
use crate::{
    catalogue::AnalysedTrack,
    library::resolve,
    sound::{
        embed::{Embedder, Tag, named},
        mel::RATE,
        resample,
    },
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
pub(super) fn run(context: &Context, sources: &[String], raw: bool) -> CommandResult {
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
        let _ = writeln!(super::out::stderr(), "segue: {failure}");
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
    let path = Path::new(source);
    path.is_file() || resolve::is_audio(path) || (source.contains(std::path::MAIN_SEPARATOR) && path.exists())
}

fn file(embedder: &Embedder, source: &str) -> Result<Embedded, Failure> {
    let path = Path::new(source);
    let shown = text::clean(source);
    let failed = |cause: &dyn std::fmt::Display| {
        Failure::new("unheard", format!("cannot hear {shown}: {cause}"), "Give a longer clip.")
    };
    let clip = resample::to_rate(hearing::decoded(path)?.mono(), RATE).map_err(|e| failed(&e))?;
    let found = embedder.embed(&clip.samples, &|| false).map_err(|e| failed(&e))?;
    Ok(Embedded {
        source: source.to_owned(),
        tags: embedder.tags(&found),
        model: found.model,
        projection: found.projection,
        seconds: found.seconds,
        vector: found.vector.to_vec(),
    })
}

/// A record: what was heard of it, or is heard of it now.
fn record(context: &Context, embedder: &Embedder, source: &str, raw: bool) -> Result<Embedded, Failure> {
    // Nothing is kept as it was before the loudness step.
    if raw {
        return Err(hearing::unheard(source));
    }
    let library = context.library()?;
    let id = hearing::seed(context, &library, &Context::pools()?, source)?;
    let snapshot = library.snapshot();
    let outsider = || Some(library.sounds_now()?.outsider(id)?.key.clone());
    let key = snapshot.tables.row_of(id).map(|row| snapshot.tables.name(row).key()).or_else(outsider);
    let heard = key.map(|key| library.catalogue().heard(&key)).transpose()?.flatten();
    match heard {
        Some(heard) if heard.model == embedder.model() => Ok(stored(embedder, source, &heard)),
        _ => Err(hearing::unheard(source)),
    }
}

fn stored(embedder: &Embedder, source: &str, heard: &AnalysedTrack) -> Embedded {
    Embedded {
        source: source.to_owned(),
        model: heard.model.clone(),
        projection: heard.projection.clone(),
        seconds: heard.seconds,
        vector: heard.vector.clone(),
        tags: named(embedder.labels(), &heard.tags),
    }
}
