//! Where a path really leads, in the form that other programs write.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Letters a Windows path may have, its end among them, unless it is written in the long form.
const SHORT: usize = 260;

/// The path without links and dots. On Windows as `C:\…` and `\\server\…`, not in the long form that the system answers, which
/// other programs do not take and no collection holds.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    let real = fs::canonicalize(path)?;
    let plain = if cfg!(windows) { real.to_str().and_then(plain) } else { None };
    Ok(plain.map_or(real, PathBuf::from))
}

/// `\\?\C:\Music` as `C:\Music`, `\\?\UNC\nas\music` as `\\nas\music`; `None` for others, and for what only the long form can name.
fn plain(long: &str) -> Option<String> {
    let rest = long.strip_prefix(r"\\?\")?;
    let plain = match rest.strip_prefix(r"UNC\") {
        Some(share) => format!(r"\\{share}"),
        None if matches!(rest.as_bytes(), [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic()) => {
            rest.to_owned()
        }
        None => return None,
    };
    let is_short = plain.encode_utf16().count() < SHORT;
    (is_short && plain.split('\\').all(|name| !name.ends_with(['.', ' ']))).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_windows_paths_become_those_that_programs_write() {
        assert_eq!(plain(r"\\?\C:\Musik Ü\a.mp3").as_deref(), Some(r"C:\Musik Ü\a.mp3"));
        assert_eq!(plain(r"\\?\UNC\nas\music\a.mp3").as_deref(), Some(r"\\nas\music\a.mp3"));
        let deep = format!(r"\\?\C:\{}", "x".repeat(300));
        for stays in [r"C:\a.mp3", r"\\nas\a.mp3", r"\\?\Volume{1}\a", r"\\?\C:\ends.\a", deep.as_str(), "/a"]
        {
            assert_eq!(plain(stays), None, "{stays}");
        }
    }

    #[test]
    fn dots_are_gone() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("a")).unwrap();
        let real = real_path(&dir.path().join("a").join("..").join("a")).unwrap();
        assert_eq!(real, real_path(dir.path()).unwrap().join("a"));
        assert!(!real.to_str().unwrap().contains('?'));
    }
}
