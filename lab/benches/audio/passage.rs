//! A minute out of a mix of two hours on a server that has ranges: how long until it can be played, and how much is fetched.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use segue::{
    preview::{Passage, Passages},
    track::Name,
};

const ROUNDS: usize = 7;
/// Pieces of 0.6 s.
const PIECES: usize = 12_000;
/// Where the records meet.
const MEETS: Duration = Duration::from_hours(1);

pub fn run() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/mixes/loud.mp3");
    let file = Arc::new(std::fs::read(fixtures).unwrap().repeat(PIECES));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/mix.mp3", listener.local_addr().unwrap());
    let sent = Arc::<AtomicU64>::default();
    let (served, counted) = (file.clone(), sent.clone());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (file, sent) = (served.clone(), counted.clone());
            thread::spawn(move || answer(stream, &file, &sent));
        }
    });
    let passage =
        Passage { address, at: Some(MEETS), djs: "DJ".into(), name: Name::parse("Artist", "Title") };
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        sent.store(0, Ordering::Relaxed);
        let begin = Instant::now();
        let (_, opened) = Passages::new(false).hear(&passage, &|| false).unwrap();
        times.push(begin.elapsed().as_secs_f64());
        assert!((opened.clip.seconds() - 60.0).abs() < 0.1);
    }
    times.sort_unstable_by(f64::total_cmp);
    println!(
        "a minute of a mix of two hours ({} MB) over loopback: {:.3} s until it can be played, {:.3} at most (below 1); {:.2} MB fetched \
         (below 3)",
        file.len() / 1_000_000,
        times[ROUNDS / 2],
        times[ROUNDS - 1],
        sent.load(Ordering::Relaxed) as f64 / 1e6
    );
}

/// One part of the file, then the end of the connection.
fn answer(mut stream: TcpStream, file: &[u8], sent: &AtomicU64) {
    let lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let range = head.iter().find_map(|line| {
        let line = line.to_ascii_lowercase();
        let (from, to) = line.strip_prefix("range: bytes=")?.split_once('-')?;
        Some(from.parse::<usize>().ok()?..to.parse::<usize>().ok()? + 1)
    });
    let Some(range) = range else { return };
    let end = range.end.min(file.len());
    let part = &file[range.start.min(end)..end];
    let told = format!("content-range: bytes {}-{}/{}", range.start, end - 1, file.len());
    let head =
        format!("HTTP/1.1 206 Part\r\n{told}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", part.len());
    if stream.write_all(head.as_bytes()).is_ok() && stream.write_all(part).is_ok() {
        sent.fetch_add(part.len() as u64, Ordering::Relaxed);
    }
}
