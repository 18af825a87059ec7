//! A `PulseAudio` server with a null sink, on loopback and in a folder of its own, and what it played.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use segue::sound::outputs::pulse::Surroundings;

/// The sink's name.
pub const SINK: &str = "tape";
/// Frames a second of everything here.
pub const RATE: usize = 44_100;

/// A running server; killed when dropped.
pub struct Server {
    pub dir: tempfile::TempDir,
    process: Option<Child>,
}

impl Server {
    /// A server on a Unix socket that lets in whoever reaches it.
    pub fn start() -> Self {
        let mut server = Self { dir: tempfile::tempdir().expect("temporary folder"), process: None };
        server.restart();
        server
    }

    pub fn socket(&self) -> PathBuf {
        self.dir.path().join("native")
    }

    /// Its cookie, 256 bytes.
    pub fn cookie(&self) -> PathBuf {
        self.dir.path().join("cookie")
    }

    /// A port on loopback where it asks for the cookie.
    pub fn port(&self) -> u16 {
        let text = std::fs::read_to_string(self.dir.path().join("port")).expect("a port");
        text.parse().expect("a number")
    }

    /// Dies without a word, and leaves its socket behind.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("gone");
        }
    }

    /// Comes up again at the same places.
    pub fn restart(&mut self) {
        self.kill();
        let _ = std::fs::remove_file(self.socket());
        if !self.cookie().exists() {
            std::fs::write(self.cookie(), [7; 256]).expect("written");
            let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
            let port = free.local_addr().expect("bound").port();
            std::fs::write(self.dir.path().join("port"), port.to_string()).expect("written");
        }
        let (socket, cookie, port) = (self.socket(), self.cookie(), self.port());
        let modules = [
            format!("module-null-sink sink_name={SINK} rate={RATE} format=s16le channels=2"),
            format!(
                "module-native-protocol-tcp listen=127.0.0.1 port={port} auth-cookie-enabled=1 auth-cookie={}",
                cookie.display()
            ),
            // Last: when it answers, all of them do.
            format!("module-native-protocol-unix socket={} auth-anonymous=1", socket.display()),
        ];
        let mut command = Command::new("pulseaudio");
        command.args([
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",
        ]);
        for module in &modules {
            command.arg("-L").arg(module);
        }
        for name in ["HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"] {
            command.env(name, self.dir.path());
        }
        let log = std::fs::File::create(self.dir.path().join("log")).expect("a log");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.process = Some(command.spawn().expect("pulseaudio starts"));
        for _ in 0..2_000 {
            if UnixStream::connect(&socket).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let log = std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
        panic!("pulseaudio does not come up: {log}");
    }

    /// The environment of a program beside the server.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings { server: Some(format!("unix:{}", self.socket().display())), ..Surroundings::default() }
    }

    /// Records what the sink plays from now on.
    pub fn record(&self) -> Tape {
        Tape::start(&self.socket())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What was played, as it is played.
pub struct Tape {
    process: Child,
    frames: Arc<Mutex<Vec<Frame>>>,
}

/// A frame and when it came in.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub left: i16,
    pub right: i16,
    #[allow(dead_code, reason = "the bench reads it")]
    pub at: Instant,
}

impl Tape {
    fn start(socket: &Path) -> Self {
        let mut process = Command::new("parec")
            .arg(format!("--server=unix:{}", socket.display()))
            .arg(format!("--device={SINK}.monitor"))
            .args(["--raw", "--format=s16le", "--channels=2", "--latency-msec=10"])
            .arg(format!("--rate={RATE}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("parec starts");
        let frames = Arc::new(Mutex::new(Vec::new()));
        let (mut out, theirs) = (process.stdout.take().expect("piped"), frames.clone());
        std::thread::spawn(move || {
            let (mut buffer, mut rest) = ([0; 4096], Vec::new());
            while let Ok(count @ 1..) = out.read(&mut buffer) {
                let at = Instant::now();
                rest.extend_from_slice(&buffer[..count]);
                let whole = rest.len() / 4 * 4;
                let read = rest[..whole].as_chunks::<4>().0.iter().map(|b| Frame {
                    left: i16::from_le_bytes([b[0], b[1]]),
                    right: i16::from_le_bytes([b[2], b[3]]),
                    at,
                });
                held(&theirs).extend(read);
                rest.drain(..whole);
            }
        });
        let tape = Self { process, frames };
        // It runs when the sink's silence comes in.
        tape.wait(|frames| frames.len() > RATE / 20);
        tape
    }

    /// Waits until the recording has what is looked for, and gives all of it.
    pub fn wait(&self, found: impl Fn(&[Frame]) -> bool) -> Vec<Frame> {
        for _ in 0..6_000 {
            let frames = held(&self.frames);
            if found(&frames) {
                return frames.clone();
            }
            drop(frames);
            std::thread::sleep(Duration::from_millis(10));
        }
        let frames = self.frames();
        let loud = frames.iter().filter(|frame| frame.left != 0).count();
        panic!("{} frames were recorded, {loud} not silent: not what was looked for", frames.len());
    }

    pub fn frames(&self) -> Vec<Frame> {
        held(&self.frames).clone()
    }
}

/// A test that failed while it looked did the frames no harm.
fn held(frames: &Mutex<Vec<Frame>>) -> MutexGuard<'_, Vec<Frame>> {
    frames.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Tape {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Passes everything that comes to the Unix socket `from` on, as ssh does with a forwarded one.
pub fn forward<S: Wire>(from: &Path, to: impl Fn() -> std::io::Result<S> + Send + 'static) {
    let listener = UnixListener::bind(from).expect("bound");
    std::thread::spawn(move || {
        for near in listener.incoming() {
            let (Ok(near), Ok(far)) = (near, to()) else { return };
            let (near_too, far_too) = (near.try_clone().expect("cloned"), far.twin());
            std::thread::spawn(move || pass(near, far));
            std::thread::spawn(move || pass(far_too, near_too));
        }
    });
}

/// One end of a connection.
pub trait Wire: Read + Write + Send + Sized + 'static {
    fn twin(&self) -> Self;
    fn hang_up(&self);
}

impl Wire for UnixStream {
    fn twin(&self) -> Self {
        self.try_clone().expect("cloned")
    }

    fn hang_up(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Wire for TcpStream {
    fn twin(&self) -> Self {
        self.try_clone().expect("cloned")
    }

    fn hang_up(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

fn pass(mut from: impl Wire, mut to: impl Wire) {
    let _ = std::io::copy(&mut from, &mut to);
    from.hang_up();
    to.hang_up();
}
