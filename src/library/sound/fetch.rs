//! The unknown song: a file or a preview of a record is listened to now and kept, whether a mix has it or not.

use std::path::Path;

use crate::{
    catalogue::Seen,
    library::{Library, LibraryError, resolve},
    preview::{Chain, Match, Provider, Silent, Wanted, local, open_to_analyse},
    sound::{
        analyse::{AnalyseError, LISTEN, analyse},
        clip::Clip,
        decode::{self, Broken, Limits},
        embed::EmbedError,
    },
    track::TrackId,
};

/// Why a record was not listened to.
#[derive(Debug, thiserror::Error)]
pub enum NotAnalysed {
    /// Nobody has it; what each provider said.
    #[error("{0}")]
    Silent(Silent),
    /// It was found, and cannot be listened to.
    #[error("its sound cannot be read: {0}")]
    Broken(String),
    /// Asked to stop.
    #[error("stopped")]
    Stopped,
    /// Network or store.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<AnalyseError> for NotAnalysed {
    fn from(e: AnalyseError) -> Self {
        match e {
            AnalyseError::Embed(EmbedError::Stopped) => Self::Stopped,
            other => Self::Broken(other.to_string()),
        }
    }
}

/// Whose clip it is.
struct About {
    provider: Provider,
    /// Not another version.
    exact: bool,
    /// As its file's tags write them.
    genres: Vec<String>,
}

type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

impl Library {
    /// Listens to a file. It is the record that its tags name, else its name.
    pub fn hear_file(&self, path: &Path, stop: Stop<'_>) -> Result<TrackId, NotAnalysed> {
        let name = local::record(path).unwrap_or_else(|| resolve::name_of(path));
        // What can be decoded of a damaged file is music all the same.
        let clip = match decode::decode(path, &Limits::middle(LISTEN)) {
            Ok(clip) | Err(Broken { clip: Some(clip), .. }) => clip,
            Err(Broken { clip: None, cause }) => return Err(NotAnalysed::Broken(cause.to_string())),
        };
        let about = About { provider: Provider::Local, exact: true, genres: local::genres(path) };
        self.hear_clip(&Seen::new(name), &clip, &about, stop)
    }

    /// Looks for a record's sound along the chain, listens to it and keeps what is heard.
    pub fn hear_record(
        &self,
        wanted: &Wanted,
        chain: &Chain,
        stop: Stop<'_>,
    ) -> Result<TrackId, NotAnalysed> {
        let heard = chain.hear_as(wanted, stop, &open_to_analyse);
        let (heard, clip) = heard
            .map_err(|silent| if stop() { NotAnalysed::Stopped } else { NotAnalysed::Silent(silent) })?;
        let found = &heard.found;
        let exact = found.grade == Match::Exact;
        let about = About { provider: found.provider, exact, genres: found.genres() };
        let seen = Seen { key: wanted.key.clone(), name: wanted.name.clone() };
        self.hear_clip(&seen, &clip, &about, stop)
    }

    /// The styles of the mixes that have a record, each once; none of one that no mix has.
    pub fn styles_of(&self, seen: &Seen) -> Result<Vec<String>, LibraryError> {
        let snapshot = self.snapshot();
        let tables = &snapshot.tables;
        let row = self.catalogue().resolve(seen)?.and_then(|id| tables.row_of(id));
        let mixes = row.into_iter().flat_map(|row| tables.mixes_of(row));
        let mut styles: Vec<u32> = mixes.flat_map(|mix| tables.styles_of.get(mix)).copied().collect();
        styles.sort_unstable();
        styles.dedup();
        Ok(styles.into_iter().map(|style| tables.styles.get(style).to_owned()).collect())
    }

    fn hear_clip(
        &self,
        seen: &Seen,
        clip: &Clip,
        about: &About,
        stop: Stop<'_>,
    ) -> Result<TrackId, NotAnalysed> {
        let source = match about.provider {
            Provider::Local => "local",
            Provider::Deezer => "deezer",
            Provider::Itunes => "itunes",
            Provider::Spotify => {
                return Err(NotAnalysed::Broken("Spotify's previews are never analysed".into()));
            }
            Provider::Mix => return Err(NotAnalysed::Broken("passages of mixes are never analysed".into())),
        };
        let mut styles = self.styles_of(seen)?;
        styles.extend_from_slice(&about.genres);
        let analysis = analyse(clip, &*self.embedder()?, &styles, stop)?;
        self.hear(&[analysis.heard(seen.clone(), source, about.exact)])?;
        let track = self.catalogue().resolve(seen).map_err(LibraryError::from)?;
        let outside = || self.sounds_now()?.find_outsider(&seen.key);
        Ok(track.or_else(outside).unwrap_or_else(|| TrackId::outside(&seen.key)))
    }
}
