//! A clip's or a record's vector and tags.

use std::path::Path;

use serde::Serialize;

use super::{
    Workspace,
    hearing::{decoded, unheard},
};
use crate::{
    app::failure::Failure,
    catalogue::AnalysedTrack,
    library::resolve,
    plain::one_line,
    sound::{
        ear::Ear,
        embed::{Embedder, Tag, named},
        mel::RATE,
        resample,
    },
};

/// What one source sounds like.
#[derive(Debug, Serialize)]
pub struct Embedded {
    /// As it was named.
    pub source: String,
    model: String,
    projection: String,
    /// How much of it was analysed, in seconds.
    pub seconds: f32,
    vector: Vec<f32>,
    /// The surest first.
    pub tags: Vec<Tag>,
}

impl Workspace {
    /// Vectors and tags of audio files and records, and why there are none of the others. `raw`: without the loudness step, with the
    /// first projection; of files alone. Fails only where nothing can be heard.
    pub fn embed(&self, sources: &[String], raw: bool) -> Result<(Vec<Embedded>, Vec<Failure>), Failure> {
        let of_settings = || Ear::of(self.settings.sound.model().as_deref())?.embedder();
        let embedder = if raw { Embedder::raw() } else { of_settings() }.map_err(|e| {
            let hint = "Remove the setting that names another model, or mend its file.";
            Failure::new("model", e.to_string(), hint)
        })?;
        let (mut answers, mut failures) = (Vec::new(), Vec::new());
        for source in sources {
            let answer = match () {
                () if is_file(source) => file(&embedder, source),
                // Nothing is kept as it was before the loudness step.
                () if raw => Err(unheard(source)),
                () => self.record(&embedder, source),
            };
            match answer {
                Ok(answer) => answers.push(answer),
                Err(failure) => failures.push(failure),
            }
        }
        match failures.pop_if(|_| answers.is_empty()) {
            Some(failure) => Err(failure),
            None => Ok((answers, failures)),
        }
    }

    /// What was heard of a record, or is heard of it now.
    fn record(&self, embedder: &Embedder, source: &str) -> Result<Embedded, Failure> {
        let (library, user) = self.stores()?;
        let id = self.heard(&library, &user, &Self::pools()?, source)?;
        let snapshot = library.snapshot();
        let outsider = || Some(library.sounds_now()?.outsider(id)?.key.clone());
        let key = snapshot.tables.row_of(id).map(|row| snapshot.tables.name(row).key()).or_else(outsider);
        let heard = key.map(|key| library.catalogue().heard(&key)).transpose()?.flatten();
        match heard {
            Some(heard) if heard.model == embedder.model() => Ok(stored(embedder, source, heard)),
            _ => Err(unheard(source)),
        }
    }
}

/// With a path separator, an audio extension, or simply there.
fn is_file(source: &str) -> bool {
    let path = Path::new(source);
    path.is_file() || resolve::is_audio(path) || (source.contains(std::path::MAIN_SEPARATOR) && path.exists())
}

fn file(embedder: &Embedder, source: &str) -> Result<Embedded, Failure> {
    let shown = one_line(source);
    let failed = |cause: &dyn std::fmt::Display| {
        Failure::new("unheard", format!("cannot analyse {shown}: {cause}"), "Give a longer clip.")
    };
    let clip = resample::to_rate(decoded(Path::new(source))?.mono(), RATE).map_err(|e| failed(&e))?;
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

fn stored(embedder: &Embedder, source: &str, heard: AnalysedTrack) -> Embedded {
    Embedded {
        source: source.to_owned(),
        tags: named(embedder.labels(), &heard.tags),
        model: heard.model,
        projection: heard.projection,
        seconds: heard.seconds,
        vector: heard.vector,
    }
}
