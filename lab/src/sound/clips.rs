//! The music of a folder: its tracks, and three clips of each.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Clip, Skipped};
use segue::sound::{
    clip,
    decode::{self, Limits},
    mel::RATE,
    resample,
};

/// Seconds of a clip.
const LENGTH: u64 = 30;
/// Where the clips stand between the first and the last possible place.
const PLACES: [f64; 3] = [0.05, 0.5, 0.95];
/// Shorter tracks have no three clips that do not overlap.
const SHORTEST: f64 = 97.0;
const AUDIO: [&str; 7] = ["mp3", "m4a", "mp4", "flac", "ogg", "oga", "wav"];

/// A file and the number of its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// The file.
    pub path: PathBuf,
    /// Its folder's number.
    pub album: usize,
}

/// The audio files below a folder, in order; each folder is an album. Links are not followed.
pub fn tracks(folder: &Path) -> io::Result<Vec<Track>> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let path = entry.path();
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && AUDIO.contains(&extension.as_str()) {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut albums: Vec<&Path> = files.iter().filter_map(|f| f.parent()).collect();
    albums.dedup();
    let album = |file: &Path| albums.iter().position(|a| file.parent() == Some(a)).unwrap_or_default();
    Ok(files.iter().map(|file| Track { path: file.clone(), album: album(file) }).collect())
}

/// The sound as the network wants it: one channel, 16 kHz; of a damaged file what can be decoded.
pub fn mono_16k(path: &Path) -> Result<clip::Clip, String> {
    let whole = match decode::decode(path, &Limits::default()) {
        Ok(whole) | Err(decode::Broken { clip: Some(whole), .. }) => whole,
        Err(decode::Broken { clip: None, cause }) => return Err(cause.to_string()),
    };
    resample::to_rate(whole.mono(), RATE).map_err(|e| e.to_string())
}

/// Three clips of a track, or why there are none.
pub fn clips(number: usize, track: &Track) -> Result<Vec<Clip>, Skipped> {
    let skipped = |reason: String| Skipped { what: track.path.display().to_string(), reason };
    let whole = mono_16k(&track.path).map_err(skipped)?;
    let seconds = whole.seconds();
    if seconds < SHORTEST {
        return Err(skipped(format!("{seconds:.0} s have no three clips of {LENGTH} s in them")));
    }
    let cut = |place: f64| -> clip::Clip {
        let start = Duration::from_secs_f64(place * (seconds - LENGTH as f64));
        whole.cut(start, Duration::from_secs(LENGTH))
    };
    debug_assert_eq!(whole.rate, RATE);
    let clip = |place: &f64| Clip { album: track.album, track: number, samples: cut(*place).samples };
    Ok(PLACES.iter().map(clip).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use segue::sound::wav;

    #[test]
    fn folders_are_albums_and_short_tracks_are_left_out() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let write = |name: &str, seconds: usize| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            let samples = (0..8_000 * seconds).map(|i| (i as f32 * 0.3).sin() * 0.2).collect();
            std::fs::write(path, wav::encode(&clip::Clip::new(samples, 1, 8_000))).expect("written");
        };
        write("one/a.wav", 100);
        write("one/b.WAV", 20);
        write("two/c.wav", 2);
        std::fs::write(dir.path().join("two/cover.jpg"), b"x").expect("written");
        std::fs::write(dir.path().join("two/d.ogg"), b"no music").expect("written");
        let found = tracks(dir.path()).expect("read");
        assert_eq!(found.iter().map(|t| t.album).collect::<Vec<_>>(), [0, 0, 1, 1]);
        let three = clips(7, &found[0]).expect("long enough");
        assert_eq!(three.len(), 3);
        assert!(three.iter().all(|c| c.track == 7 && c.samples.len() == 30 * RATE as usize));
        assert!(clips(0, &found[1]).expect_err("short").reason.contains("20 s"));
        assert!(clips(0, &found[3]).is_err());
    }
}
