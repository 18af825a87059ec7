//! Where a sound server may be: the socket that a laptop forwards, what the environment names, this computer's own.

use std::env;
use std::path::PathBuf;

/// Bytes of a cookie. A server hangs up on any other length.
const COOKIE: usize = 256;

/// How a server was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServerOrigin {
    /// The one fixed path that a laptop forwards its socket to.
    Forwarded,
    /// Named by `PULSE_SERVER`.
    Named,
    /// Where this computer's own server listens.
    Own,
}

/// A place where a server may answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its Unix socket.
    pub socket: PathBuf,
    /// How it was found.
    pub origin: ServerOrigin,
}

/// What the environment says about sound.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `PULSE_SERVER`
    pub server: Option<String>,
    /// `PULSE_RUNTIME_PATH` or `XDG_RUNTIME_DIR/pulse`
    pub runtime: Option<PathBuf>,
    /// Where a cookie may be, the best first.
    pub cookies: Vec<PathBuf>,
    /// Somebody sits elsewhere.
    pub over_ssh: bool,
}

impl Surroundings {
    /// As this process finds them.
    pub fn of_process() -> Self {
        let path = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        let usual =
            home.iter().flat_map(|home| [home.join(".config/pulse/cookie"), home.join(".pulse-cookie")]);
        Self {
            server: env::var("PULSE_SERVER").ok().filter(|value| !value.is_empty()),
            runtime: path("PULSE_RUNTIME_PATH")
                .or_else(|| path("XDG_RUNTIME_DIR").or_else(usual_runtime).map(|dir| dir.join("pulse"))),
            cookies: path("PULSE_COOKIE").into_iter().chain(usual).collect(),
            over_ssh: path("SSH_CONNECTION").or_else(|| path("SSH_TTY")).is_some(),
        }
    }

    /// The socket that `PULSE_SERVER` names; `None` also where it names something else.
    pub fn named(&self) -> Option<PathBuf> {
        self.server.as_deref().and_then(socket)
    }

    /// The cookie; zeros, which a server that knows us by our user takes too, where there is none.
    pub fn cookie(&self) -> Vec<u8> {
        let read = |path: &PathBuf| std::fs::read(path).ok().filter(|cookie| cookie.len() == COOKIE);
        self.cookies.iter().find_map(read).unwrap_or_else(|| vec![0; COOKIE])
    }
}

/// Where a login without `XDG_RUNTIME_DIR`, as from a multiplexer or cron, has its sockets.
fn usual_runtime() -> Option<PathBuf> {
    let path = PathBuf::from(format!("/run/user/{}", rustix::process::getuid().as_raw()));
    path.is_dir().then_some(path)
}

/// The first Unix socket in a list of servers, `{machine-id}unix:/path tcp:host …`.
fn socket(named: &str) -> Option<PathBuf> {
    named.split_whitespace().find_map(|one| {
        let one =
            one.strip_prefix('{').map_or(one, |rest| rest.split_once('}').map_or(rest, |(_, rest)| rest));
        let path = one.strip_prefix("unix:").unwrap_or(one);
        path.starts_with('/').then(|| PathBuf::from(path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_socket_of_a_list_of_servers_is_taken() {
        let named =
            |text: &str| Surroundings { server: Some(text.into()), ..Surroundings::default() }.named();
        assert_eq!(named("{abc}unix:/tmp/p tcp:x"), Some("/tmp/p".into()));
        assert_eq!(named("tcp:host:4713 /run/p"), Some("/run/p".into()));
        assert_eq!(named("tcp:host:4713"), None);
    }

    #[test]
    fn a_cookie_of_a_wrong_length_is_passed_over() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (short, right) = (dir.path().join("short"), dir.path().join("right"));
        std::fs::write(&short, [1; 9]).expect("written");
        let mut here =
            Surroundings { cookies: vec![dir.path().join("none"), short], ..Surroundings::default() };
        assert_eq!(here.cookie(), [0; COOKIE]);
        std::fs::write(&right, [2; COOKIE]).expect("written");
        here.cookies.push(right);
        assert_eq!(here.cookie(), [2; COOKIE]);
    }
}
