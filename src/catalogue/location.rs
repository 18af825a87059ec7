//! Paths as addresses (`file://…`) and back, whatever bytes and whichever system's.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use unicode_normalization::UnicodeNormalization;

/// Everything but letters, digits, `-._~` and the separators.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path as an address on `host` (empty, or `localhost` as rekordbox has it), encoded so that bytes that are no UTF-8 survive.
pub fn to_uri(path: &Path, host: &str) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let drive = is_drive(bytes);
    let windows = drive || is_share(bytes) || cfg!(windows);
    let slashed = |&byte: &u8| if windows && byte == b'\\' { b'/' } else { byte };
    let path: Vec<u8> = bytes.iter().map(slashed).collect();
    let (letter, rest) = path.split_at(if drive { 2 } else { 0 });
    let root = if drive { "/" } else { "" };
    format!("file://{host}{root}{}{}", String::from_utf8_lossy(letter), percent_encode(rest, ENCODED))
}

/// The path of a `file:` address, or the text itself where it is a path already; `None` for other addresses and for nothing. On
/// Windows with its own separators, and `file://nas/…` is a share of that host.
pub fn from_uri(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |s: &str| s.len() > 1 && s.bytes().all(|b| b.is_ascii_alphanumeric());
    match scheme {
        Some(scheme) if scheme.eq_ignore_ascii_case("file") => {}
        Some(scheme) if is_scheme(scheme) && text[scheme.len()..].starts_with("://") => return None,
        _ => return Some(text).filter(|t| !t.is_empty()).map(PathBuf::from),
    }
    let rest = &text["file:".len()..];
    let rest = match rest.strip_prefix("//") {
        // What stands before the path is a host's name.
        Some(named) => {
            let (host, path) = named.split_at(named.find('/')?);
            let is_far = !host.is_empty() && !host.eq_ignore_ascii_case("localhost");
            if cfg!(windows) && is_far { rest } else { path }
        }
        None => rest,
    };
    let bytes: Vec<u8> = percent_decode_str(rest).collect();
    let bytes = match bytes.split_first() {
        Some((b'/', rest)) if is_drive(rest) => rest,
        _ => &bytes,
    };
    (!bytes.is_empty()).then(|| from_bytes(bytes))
}

/// The path as text: as it is where that can be read back, else as an address.
pub fn written(path: &Path) -> String {
    let plain = path.to_str().filter(|text| {
        text.trim() == *text && !text.contains(char::is_control) && from_uri(text).as_deref() == Some(path)
    });
    plain.map_or_else(|| to_uri(path, ""), str::to_owned)
}

/// The path of a file that is there: as it is, or with letters that another system has composed or taken apart (`é` as one sign or
/// two) as they are here.
pub fn present(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_owned());
    }
    if path.to_str()?.is_ascii() {
        return None;
    }
    let mut here = PathBuf::new();
    for part in path.components() {
        let name = part.as_os_str().to_str()?;
        let spelt = [name.to_owned(), name.nfc().collect(), name.nfd().collect()];
        here = spelt.iter().map(|name| here.join(name)).find(|next| next.exists())?;
    }
    here.is_file().then_some(here)
}

/// `C:\` or `C:/`.
fn is_drive(bytes: &[u8]) -> bool {
    matches!(bytes, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

/// `\\server\share`.
fn is_share(bytes: &[u8]) -> bool {
    matches!(bytes, [b'\\', b'\\', name, ..] if name.is_ascii_alphanumeric())
}

#[cfg(unix)]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).replace('/', "\\"))
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_as_rekordbox_writes_them() {
        let uri = |path: &str| to_uri(Path::new(path), "localhost");
        assert_eq!(uri("/Users/dj/Music/track one.flac"), "file://localhost/Users/dj/Music/track%20one.flac");
        assert_eq!(uri("C:\\Music\\a&b.mp3"), "file://localhost/C:/Music/a%26b.mp3");
        assert_eq!(uri("/Jón/Ø.wav"), "file://localhost/J%C3%B3n/%C3%98.wav");
        assert_eq!(uri("\\\\nas\\music\\a b.mp3"), "file://localhost//nas/music/a%20b.mp3");
        assert_eq!(to_uri(Path::new("\\\\nas\\music\\a.mp3"), ""), "file:////nas/music/a.mp3");
    }

    #[test]
    fn paths_are_read_from_what_programs_write() {
        // Windows has its own separators; a path that is none of its own stays.
        let path = |text: &str| from_uri(text).map(|p| p.to_str().unwrap().replace('\\', "/"));
        assert_eq!(path("file://localhost/Users/a%20b.mp3").as_deref(), Some("/Users/a b.mp3"));
        assert_eq!(path("file:///C:/Music/a.mp3").as_deref(), Some("C:/Music/a.mp3"));
        assert_eq!(path("file:/a.mp3").as_deref(), Some("/a.mp3"));
        assert_eq!(path("Music/a.mp3").as_deref(), Some("Music/a.mp3"));
        assert_eq!(path("C:\\a.mp3").as_deref(), Some("C:/a.mp3"));
        assert_eq!(path("file://localhost//nas/music/a.mp3").as_deref(), Some("//nas/music/a.mp3"));
        assert_eq!(path("file:///a%2.mp3%zz").as_deref(), Some("/a%2.mp3%zz"));
        let share = if cfg!(windows) { "//nas/music/a.mp3" } else { "/music/a.mp3" };
        assert_eq!(path("file://nas/music/a.mp3").as_deref(), Some(share));
        for nothing in ["", "https://host/a.mp3", "file://", "file://host"] {
            assert_eq!(from_uri(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_file_is_found_however_its_letters_are_composed() {
        let (composed, apart) = ("J\u{f3}nsi", "Jo\u{301}nsi");
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(apart).join(format!("{composed}.mp3"));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "x").unwrap();
        for (folder, name) in [(composed, composed), (apart, apart), (composed, apart), (apart, composed)] {
            let named = dir.path().join(folder).join(format!("{name}.mp3"));
            assert_eq!(
                present(&named).map(|path| std::fs::read(path).unwrap()),
                Some(b"x".to_vec()),
                "{named:?}"
            );
        }
        for gone in ["Jonsi/Jonsi.mp3", "J\u{f3}nsi/other.mp3", "J\u{f3}nsi"] {
            assert_eq!(present(&dir.path().join(gone)), None, "{gone}");
        }
    }

    #[cfg(unix)]
    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in proptest::collection::vec(1_u8.., 0..24)) {
            // `/C:\…` is a path of Windows in an address.
            prop_assume!(bytes.get(1) != Some(&b':'));
            let mut path = vec![b'/'];
            path.extend(bytes);
            let path = from_bytes(&path);
            prop_assert_eq!(from_uri(&to_uri(&path, "localhost")), Some(path.clone()));
            prop_assert_eq!(from_uri(&to_uri(&path, "")), Some(path.clone()));
            prop_assert_eq!(from_uri(&written(&path)), Some(path));
        }
    }
}
