//! Where to mix the file that is auditioned: the DJ's own cues, else what is found in the whole of it.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, Mutex},
};

use super::{fault::Stop, lock::lock};
use crate::{
    catalogue::{CatalogueError, Owned, OwnedSource, User, location},
    import::cues,
    library::{Library, sound::NotAnalysed},
    preview::{ClipBytes, PlayableTrack, Provider},
    sound::structure::{self, MixPoint},
};

/// A collection's file that lies elsewhere is the one that plays where their lengths differ by less, in seconds.
const AS_LONG: f32 = 1.0;

/// Finds places to mix at.
pub(super) struct PointFinder {
    library: Arc<Library>,
    user: Mutex<User>,
}

impl PointFinder {
    /// `user` is a connection of its own.
    pub(super) fn new(library: Arc<Library>, user: User) -> Self {
        Self { library, user: Mutex::new(user) }
    }

    /// The places of what plays, the earliest first; `None` of what is no file of the user's and where stopped. May decode a whole file.
    pub(super) fn points(&self, playable: &PlayableTrack, stop: Stop<'_>) -> Option<Vec<MixPoint>> {
        let (Provider::Local, ClipBytes::File(path)) = (playable.found.provider, &playable.clip) else {
            return None;
        };
        let cues = self.cues(playable, path).unwrap_or_else(|e| {
            tracing::warn!("the cues of the collection cannot be read: {e}");
            Vec::new()
        });
        if !cues.is_empty() {
            return Some(cues);
        }
        match self.library.mix_points(path, stop) {
            Ok(points) => Some(structure::found(&points)),
            Err(NotAnalysed::Stopped) => None,
            Err(e) => {
                tracing::debug!("where to mix {} is not known: {e}", path.display());
                Some(Vec::new())
            }
        }
    }

    /// What the DJ's rekordbox collection has for the file.
    fn cues(&self, playable: &PlayableTrack, path: &Path) -> Result<Vec<MixPoint>, CatalogueError> {
        let user = lock(&self.user);
        let owned = user.owned_by_key(&playable.found.name.key())?;
        let listed = owned.iter().filter(|(source, _)| *source == OwnedSource::Rekordbox);
        let same = listed.filter(|(_, owned)| is_same(owned, path, playable.found.seconds));
        let locations: Vec<&str> = same.map(|(_, owned)| owned.location.as_str()).collect();
        let elements = user.elements_at(&locations.iter().copied().collect::<HashSet<_>>())?;
        let all = locations.iter().filter_map(|location| elements.get(*location));
        Ok(all.map(|element| cues(element)).find(|cues| !cues.is_empty()).unwrap_or_default())
    }
}

/// Whether a collection's entry is the file: by its place, or, where the collection was made on another machine, by its length.
fn is_same(owned: &Owned, path: &Path, seconds: Option<f32>) -> bool {
    let named = location::from_uri(&owned.location);
    let there = named.as_deref().and_then(location::present);
    match (there, owned.seconds, seconds) {
        (Some(there), ..) => there == path,
        (None, Some(one), Some(other)) => !owned.location.is_empty() && (one - other).abs() < AS_LONG,
        (None, ..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        import::{self, ImportWatch},
        library::fixture,
        preview::{Match, ProviderMatch},
        sound::{clip::Clip, structure::PointKind, structure::tests as drawn, wav},
        track::Name,
    };

    const MARK: &str = "<POSITION_MARK Name=\"Drop\" Type=\"0\" Start=\"31.5\" Num=\"2\"/>";

    fn playable(path: &Path, seconds: f32) -> PlayableTrack {
        let found = ProviderMatch {
            provider: Provider::Local,
            id: path.to_string_lossy().into_owned(),
            name: Name::parse("A", "B"),
            grade: Match::Exact,
            page: None,
            bpm: None,
            seconds: Some(seconds),
        };
        PlayableTrack { found, clip: ClipBytes::File(path.to_owned()), others: Vec::new() }
    }

    /// The collection has the record at a place, with these marks.
    fn collection(user: &mut User, path: &Path, location: &str, marks: &str) {
        let text = format!(
            "<DJ_PLAYLISTS Version=\"1.0.0\"><COLLECTION Entries=\"1\"><TRACK TrackID=\"1\" Name=\"B\" \
             Artist=\"A\" TotalTime=\"200\" Location=\"{location}\">{marks}</TRACK></COLLECTION></DJ_PLAYLISTS>"
        );
        std::fs::write(path, text).unwrap();
        let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
        import::open(path, None).unwrap().into_user(user, 1, &mut watch).unwrap();
    }

    fn kinds(points: Option<Vec<MixPoint>>) -> Vec<PointKind> {
        points.unwrap().into_iter().map(|point| point.kind).collect()
    }

    #[test]
    fn the_dj_s_own_cues_stand_before_what_is_found_and_a_preview_has_neither() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, settings) = fixture::bare(dir.path());
        let library = Arc::new(Library::open(&paths, &settings).unwrap());
        let open = || User::open(&paths.user_db()).unwrap();
        let path = dir.path().join("B é.wav");
        let club = drawn::drawn(124.0, 0.3, drawn::CLUB);
        std::fs::write(&path, wav::encode(&Clip::new(club, 1, drawn::RATE))).unwrap();
        let path = std::fs::canonicalize(&path).unwrap();
        let (mut user, finder) = (open(), PointFinder::new(library.clone(), open()));
        let points = |seconds: f32| finder.points(&playable(&path, seconds), &|| false);
        let found = [PointKind::FirstBeat, PointKind::IntroEnd, PointKind::Outro];
        assert_eq!(finder.points(&playable(&path, 200.0), &|| true), None, "nobody waits");
        assert_eq!(kinds(points(200.0)), found);
        assert!(library.known_mix_points(&path).unwrap().is_some(), "kept");
        // Known, nothing is decoded any more.
        assert_eq!(kinds(finder.points(&playable(&path, 200.0), &|| true)), found);

        let xml = dir.path().join("rekordbox.xml");
        let mut owns = |location: &str, marks: &str| collection(&mut user, &xml, location, marks);
        let there = location::to_uri(&path, "localhost");
        owns(&there, "");
        assert_eq!(kinds(points(200.0)), found, "no cue there");
        owns(&there, MARK);
        assert_eq!(kinds(points(190.0)), [PointKind::HotCue(2)]);
        assert_eq!(points(190.0).unwrap()[0].name, "Drop");
        // Made on another machine, where the file is as long, or another edit.
        owns("file://localhost/C:/Music/b.wav", MARK);
        assert_eq!(kinds(points(200.4)), [PointKind::HotCue(2)]);
        assert_eq!(kinds(points(260.0)), found);

        let preview = PlayableTrack { clip: ClipBytes::Bytes((*b"ID3").into()), ..playable(&path, 30.0) };
        assert_eq!(finder.points(&preview, &|| false), None);
        let gone = playable(&dir.path().join("gone.mp3"), 90.0);
        assert_eq!(finder.points(&gone, &|| false), Some(Vec::new()));
    }
}
