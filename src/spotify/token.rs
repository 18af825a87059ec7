//! The login as it is kept: one file, for its owner alone, replaced whole.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io,
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use super::{SpotifyError, wait::WaitFile};
use crate::files::{Who, replace_file};

/// Access and refresh token with what is known of them. Showing it for debugging shows no secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The app that it was given to.
    pub client_id: String,
    /// Goes with every request.
    pub access: String,
    /// Gets the next access token.
    pub refresh: String,
    /// When the access token ends, in UTC seconds.
    pub expires: i64,
    /// When the user agreed, in UTC seconds.
    pub agreed: i64,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("expires", &self.expires)
            .field("agreed", &self.agreed)
            .finish_non_exhaustive()
    }
}

/// Spotify ends a consent six months after it was given, however often it was refreshed.
const CONSENT: i64 = 182 * 86_400;
/// The month before that.
const WARNING: i64 = 30 * 86_400;

impl Token {
    /// When the consent ends, in UTC seconds.
    pub fn consent_ends(&self) -> i64 {
        self.agreed + CONSENT
    }

    /// Days until the consent ends, in its last month.
    pub fn days_left(&self, now: i64) -> Option<i64> {
        let left = self.consent_ends() - now;
        (left <= WARNING).then(|| left.max(0) / 86_400)
    }
}

impl Token {
    /// What to say in the consent's last month.
    pub fn warning(&self, now: i64) -> Option<String> {
        self.days_left(now).map(|days| match days {
            0 => "Spotify's consent has ended or ends today".to_owned(),
            1 => "Spotify asks for your consent again tomorrow".to_owned(),
            days => format!("Spotify asks for your consent again in {days} days"),
        })
    }
}

/// Where the login is kept.
#[derive(Clone, Debug)]
pub struct TokenFile(PathBuf);

impl TokenFile {
    /// At this path.
    pub fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// The login; `None` where there is none, or one that cannot be read.
    pub fn read(&self) -> Result<Option<Token>, SpotifyError> {
        let text = match fs::read(&self.0) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(self.error(e)),
        };
        let token = serde_json::from_slice(&text);
        if token.is_err() {
            tracing::warn!(path = %self.0.display(), "the Spotify login is no login; it counts as none");
        }
        Ok(token.ok())
    }

    /// Keeps it.
    pub fn write(&self, token: &Token) -> Result<(), SpotifyError> {
        let text = serde_json::to_vec(token).map_err(|e| self.error(e.into()))?;
        replace_file(&self.0, Who::Owner, &text).map_err(|e| self.error(e))
    }

    /// Forgets it; whether there was one.
    pub fn remove(&self) -> Result<bool, SpotifyError> {
        WaitFile::beside(&self.0).forget();
        match fs::remove_file(&self.0) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(e) => Err(self.error(e)),
        }
    }

    /// Held while a token is refreshed: a refresh token may serve once only, and programs share it.
    pub(super) fn lock(&self) -> Result<File, SpotifyError> {
        let path = self.0.with_extension("lock");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let locked = options.open(&path).and_then(|file| file.lock().map(|()| file));
        locked.map_err(|source| SpotifyError::File { path, source })
    }

    fn error(&self, source: io::Error) -> SpotifyError {
        SpotifyError::File { path: self.0.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(agreed: i64) -> Token {
        Token {
            client_id: "app".into(),
            access: "SECRET-A".into(),
            refresh: "SECRET-R".into(),
            expires: 9,
            agreed,
        }
    }

    #[test]
    fn a_login_is_kept_for_its_owner_alone_and_replaced_whole() {
        let dir = tempfile::tempdir().unwrap();
        let file = TokenFile::at(dir.path().join("spotify.json"));
        assert_eq!(file.read().unwrap(), None);
        file.write(&token(1)).unwrap();
        file.write(&token(2)).unwrap();
        assert_eq!(file.read().unwrap(), Some(token(2)));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join("spotify.json")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
        assert!(file.remove().unwrap());
        assert!(!file.remove().unwrap());
    }

    #[test]
    fn a_broken_file_is_no_login() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("spotify.json");
        fs::write(&path, "{\"access\":").unwrap();
        assert_eq!(TokenFile::at(path).read().unwrap(), None);
    }

    #[test]
    fn a_token_shows_no_secret() {
        assert!(!format!("{:?}", token(1)).contains("SECRET"));
    }

    #[test]
    fn the_last_month_of_a_consent_is_told() {
        let token = token(0);
        let day = 86_400;
        assert_eq!(token.days_left(151 * day), None);
        assert_eq!(token.days_left(152 * day), Some(30));
        assert_eq!(token.days_left(181 * day), Some(1));
        assert_eq!(token.days_left(400 * day), Some(0));
        assert_eq!(token.warning(151 * day), None);
        let said = token.warning(152 * day).unwrap();
        assert!(said.ends_with("again in 30 days"), "{said}");
    }
}
