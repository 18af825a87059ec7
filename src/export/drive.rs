//! On which drive a file lies, as other programs tell drives apart.

use std::path::Path;

/// A file's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// `D:`, or the name of a stick; `None` is the computer's own disk.
    pub drive: Option<String>,
    /// From the drive's root, without a separator before it.
    pub path: String,
}

/// Folders in which sticks are mounted, and how many names stand before the stick's own.
pub(super) type Mounts = &'static [(&'static str, usize)];
pub(super) const MAC: Mounts = &[("Volumes/", 0)];
/// Of any system.
pub(super) const ANY: Mounts = &[("Volumes/", 0), ("run/media/", 1), ("media/", 1)];

/// The place of a file; `None` where the path is not whole or no text.
pub(super) fn of(path: &Path, mounts: Mounts) -> Option<Place> {
    let path = path.to_str()?.replace('\\', "/");
    if path.as_bytes().get(1) == Some(&b':') {
        let (drive, path) = path.split_at(2);
        return Some(Place { drive: Some(drive.to_owned()), path: path.strip_prefix('/')?.to_owned() });
    }
    let path = path.strip_prefix('/')?;
    let on_stick = mounts.iter().find_map(|(mount, users)| stick(path.strip_prefix(mount)?, *users));
    Some(on_stick.unwrap_or_else(|| Place { drive: None, path: path.to_owned() }))
}

fn stick(below: &str, users: usize) -> Option<Place> {
    let mut parts = below.splitn(users + 2, '/').skip(users);
    let (drive, path) = (parts.next()?, parts.next()?);
    (!drive.is_empty() && !path.is_empty())
        .then(|| Place { drive: Some(drive.to_owned()), path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_are_letters_and_mounted_sticks() {
        let place = |path: &str| of(Path::new(path), ANY).map(|p| (p.drive.unwrap_or_default(), p.path));
        let is = |drive: &str, path: &str| Some((drive.to_owned(), path.to_owned()));
        assert_eq!(place("D:\\M\\m.mp3"), is("D:", "M/m.mp3"));
        assert_eq!(place("/Volumes/USB/M/m.mp3"), is("USB", "M/m.mp3"));
        assert_eq!(place("/media/dj/USB/m.mp3"), is("USB", "m.mp3"));
        assert_eq!(place("/run/media/dj/USB/m.mp3"), is("USB", "m.mp3"));
        assert_eq!(place("/home/dj/m.mp3"), is("", "home/dj/m.mp3"));
        assert_eq!(place("/media/m.mp3"), is("", "media/m.mp3"), "no stick");
        assert_eq!((place("m.mp3"), place("D:m.mp3")), (None, None));
    }
}
