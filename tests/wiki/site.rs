//! A real MediaWiki on loopback, by the script `wiki` beside this file.

use std::{
    io::Write,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Command, Stdio},
};

/// The wiki; stopped when dropped.
pub struct Site {
    dir: tempfile::TempDir,
    pub address: SocketAddr,
}

fn script() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wiki/wiki")
}

impl Site {
    /// Installs, fills and serves.
    ///
    /// # Errors
    ///
    /// What the script said where that is not possible here.
    pub fn start(pages: usize) -> Result<Self, String> {
        let dir = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let started = Command::new(script())
            .arg("start")
            .arg(dir.path())
            .args(["--port", &free.port().to_string(), "--pages", &pages.to_string()])
            .stdin(Stdio::null())
            .output()
            .map_err(|e| e.to_string())?;
        let said = String::from_utf8_lossy(&started.stderr).into_owned();
        if started.status.success() { Ok(Self { dir, address: free }) } else { Err(said) }
    }

    fn tell(&self, verb: &str, titles: &[&str], text: &str) {
        let mut child = Command::new(script())
            .arg(verb)
            .arg(self.dir.path())
            .args(titles)
            .stdin(Stdio::piped())
            .spawn()
            .expect("the script");
        child.stdin.take().expect("its input").write_all(text.as_bytes()).expect("written");
        assert!(child.wait().expect("ends").success(), "wiki {verb} {titles:?}");
    }

    pub fn edit(&self, title: &str, text: &str) {
        self.tell("edit", &[title], text);
    }

    pub fn rename(&self, old: &str, new: &str) {
        self.tell("move", &[old, new], "");
    }

    pub fn delete(&self, title: &str) {
        self.tell("delete", &[title], "");
    }

    pub fn restore(&self, title: &str) {
        self.tell("restore", &[title], "");
    }

    pub fn robots(&self, text: &str) {
        self.tell("robots", &[], text);
    }

    pub fn fill_categories(&self) {
        self.tell("categories", &[], "");
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = Command::new(script()).arg("stop").arg(self.dir.path()).status();
    }
}
