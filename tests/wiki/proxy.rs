//! Stands between the program and the wiki: counts requests, sees whether two come at once, and can stop the wiki from
//! answering, so that the program is killed at a known place.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// A proxy that runs as long as the test.
#[derive(Clone)]
pub struct Proxy {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    busy: Arc<AtomicUsize>,
    busiest: Arc<AtomicUsize>,
    /// API requests that are still answered.
    left: Arc<AtomicUsize>,
    /// How long the API takes, in milliseconds.
    delay: Arc<AtomicU64>,
}

impl Proxy {
    pub fn start(wiki: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let proxy = Self {
            address: listener.local_addr().expect("an address"),
            seen: Arc::default(),
            busy: Arc::default(),
            busiest: Arc::default(),
            left: Arc::new(AtomicUsize::new(usize::MAX)),
            delay: Arc::default(),
        };
        let serving = proxy.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || serving.serve(stream, wiki));
            }
        });
        proxy
    }

    pub fn api(&self) -> String {
        format!("http://{}/w/api.php", self.address)
    }

    /// The API requests since the last call, and how many were under way at once.
    pub fn take(&self) -> (Vec<String>, usize) {
        let seen = std::mem::take(&mut *self.seen.lock().expect("seen"));
        (
            seen.into_iter().filter(|s| s.contains("/w/api.php")).collect(),
            self.busiest.swap(0, Ordering::SeqCst),
        )
    }

    /// API requests so far, since they were last taken.
    pub fn peek(&self) -> usize {
        self.seen().len()
    }

    /// The API requests since they were last taken.
    pub fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock().expect("seen");
        seen.iter().filter(|s| s.contains("/w/api.php")).cloned().collect()
    }

    /// From now on the API takes so long.
    pub fn answer_after(&self, delay: Duration) {
        self.delay.store(delay.as_millis() as u64, Ordering::SeqCst);
    }

    /// Answers so many API requests and then none.
    pub fn answer_only(&self, requests: usize) {
        self.left.store(requests, Ordering::SeqCst);
    }

    fn serve(&self, mut client: TcpStream, wiki: SocketAddr) {
        let mut head = Vec::new();
        let mut byte = [0; 1];
        while !head.ends_with(b"\r\n\r\n") {
            match client.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let line = head.lines().next().unwrap_or_default().to_owned();
        let is_api = line.contains("/w/api.php");
        self.seen.lock().expect("seen").push(line);
        self.busiest.fetch_max(self.busy.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let refused = |left: usize| if left == usize::MAX { Some(left) } else { left.checked_sub(1) };
        if is_api && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, refused).is_err() {
            // Silence; the program is killed meanwhile.
            while self.left.load(Ordering::SeqCst) == 0 {
                thread::sleep(Duration::from_millis(10));
            }
            self.busy.fetch_sub(1, Ordering::SeqCst);
        } else if let Ok(mut upstream) = TcpStream::connect(wiki) {
            if is_api {
                thread::sleep(Duration::from_millis(self.delay.load(Ordering::SeqCst)));
            }
            let head = head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
            let mut answer = Vec::new();
            let answered =
                upstream.write_all(head.as_bytes()).is_ok() && upstream.read_to_end(&mut answer).is_ok();
            // Over before the program hears of it: what it asks next is a request of its own.
            self.busy.fetch_sub(1, Ordering::SeqCst);
            if answered {
                let _ = client.write_all(&answer);
            }
        }
        let _ = client.shutdown(Shutdown::Both);
    }
}
