//! The wiki's socket, and everything that can go wrong with it.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use reqwest::Url;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::wiki::Wiki;
use crate::time::{Clock, FakeClock};

/// What goes wrong with one API request.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// A status with headers and a body in place of an answer.
    Instead(u16, &'static str, &'static str),
    /// The connection is closed without a word.
    Reset,
    /// The answer ends in the middle.
    Half,
    /// The answer comes a byte at a time.
    Slow,
    /// The clock of server and client jumps ahead before the answer.
    Jump(Duration),
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// When, on the shared clock.
    pub(crate) at: Duration,
    /// When its answer was out.
    pub(crate) until: Duration,
    /// Path and query.
    pub(crate) target: String,
    /// All header lines in lower case.
    pub(crate) head: String,
}

/// A wiki on loopback. Ends with the runtime that it was started in.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) wiki: Arc<Mutex<Wiki>>,
    pub(crate) robots: Arc<Mutex<(u16, String)>>,
    pub(crate) faults: Arc<Mutex<VecDeque<Fault>>>,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
    pub(crate) busiest: Arc<AtomicUsize>,
    pub(crate) connections: Arc<AtomicUsize>,
    busy: Arc<AtomicUsize>,
    clock: FakeClock,
    port: u16,
}

impl Server {
    pub(crate) async fn start(wiki: Wiki) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            clock: wiki.clock.clone(),
            wiki: Arc::new(Mutex::new(wiki)),
            robots: Arc::new(Mutex::new((404, String::new()))),
            faults: Arc::default(),
            seen: Arc::default(),
            busiest: Arc::default(),
            connections: Arc::default(),
            busy: Arc::default(),
            port: listener.local_addr().expect("an address").port(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.connections.fetch_add(1, Ordering::SeqCst);
                let serving = serving.clone();
                tokio::spawn(async move { serving.serve(stream).await });
            }
        });
        server
    }

    pub(crate) fn api(&self) -> String {
        format!("http://127.0.0.1:{}/w/api.php", self.port)
    }

    /// Requests to the API, robots.txt apart.
    pub(crate) fn asked(&self) -> Vec<Seen> {
        self.seen
            .lock()
            .expect("seen")
            .iter()
            .filter(|s| s.target.starts_with("/w/api.php"))
            .cloned()
            .collect()
    }

    pub(crate) fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.lock().expect("faults").extend(faults);
    }

    async fn serve(&self, mut stream: TcpStream) {
        let mut buffer = Vec::new();
        loop {
            let end = loop {
                if let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
                    break end;
                }
                let mut chunk = [0; 4096];
                match stream.read(&mut chunk).await {
                    Ok(n) if n > 0 => buffer.extend_from_slice(&chunk[..n]),
                    _ => return,
                }
            };
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            buffer.drain(..end + 4);
            let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
            self.busiest.fetch_max(self.busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let at = self.clock.now();
            let head = head.to_ascii_lowercase();
            let place = {
                let mut seen = self.seen.lock().expect("seen");
                seen.push(Seen { at, until: at, target: target.clone(), head });
                seen.len() - 1
            };
            let going_on = self.reply(&mut stream, &target).await;
            self.busy.fetch_sub(1, Ordering::SeqCst);
            // An answer that the client no longer waits for ended when it went.
            if going_on && let Some(seen) = self.seen.lock().expect("seen").get_mut(place) {
                seen.until = self.clock.now();
            }
            if !going_on {
                return;
            }
        }
    }

    /// Writes one answer; false where the connection ends with it.
    async fn reply(&self, stream: &mut TcpStream, target: &str) -> bool {
        if target == "/robots.txt" {
            let (status, text) = self.robots.lock().expect("robots").clone();
            return write(stream, status, "content-type: text/plain\r\n", &text).await;
        }
        let fault = self.faults.lock().expect("faults").pop_front().unwrap_or(Fault::None);
        if let Fault::Instead(status, headers, body) = fault {
            return write(stream, status, headers, body).await;
        }
        if let Fault::Jump(by) = fault {
            self.clock.advance(by);
        }
        if matches!(fault, Fault::Reset) {
            let _ = stream.set_zero_linger();
            return false;
        }
        let url = Url::parse(&format!("http://wiki{target}")).expect("a target");
        let params = url.query_pairs().into_owned().collect();
        let body = self.wiki.lock().expect("wiki").answer(&params).to_string();
        let headers = "content-type: application/json; charset=utf-8\r\n";
        match fault {
            Fault::Half => {
                let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", body.len());
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.write_all(&body.as_bytes()[..body.len() / 2]).await;
                false
            }
            Fault::Slow => {
                let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", body.len());
                let _ = stream.write_all(head.as_bytes()).await;
                for byte in body.as_bytes() {
                    if stream.write_all(&[*byte]).await.is_err() {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                false
            }
            _ => write(stream, 200, headers, &body).await,
        }
    }
}

async fn write(stream: &mut TcpStream, status: u16, headers: &str, body: &str) -> bool {
    let head = format!("HTTP/1.1 {status} Whatever\r\n{headers}content-length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.is_ok() && stream.write_all(body.as_bytes()).await.is_ok()
}
