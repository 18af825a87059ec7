//! Passages of mixes out of a long file, against a server that has ranges, has none, breaks off, and lies.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use rstest::rstest;

use super::GO_ON;
use crate::{
    preview::{Net, OpenedClip, Passage, Passages, Refusal},
    sound::{clip::Clip, wav},
    time::FakeClock,
    track::Name,
};

/// 25 frames of 24 ms each, 320 kbit/s, quiet and loud.
const QUIET: &[u8] = include_bytes!("../../../tests/fixtures/mixes/quiet.mp3");
const LOUD: &[u8] = include_bytes!("../../../tests/fixtures/mixes/loud.mp3");
/// Seconds of each.
const PIECE: f64 = 0.6;
/// A mix of two hours whose second record comes in here.
const MEETS: u64 = 3_600;
const PIECES: u64 = 12_000;

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Ranges,
    /// Sends the file whole, whatever is asked for.
    Whole,
    /// Breaks every answer off in the middle.
    Cut,
    /// States ten times the length, or a tenth.
    Longer,
    Shorter,
    /// Does not state it.
    Unstated,
    /// Sends the part behind the one asked for.
    Another,
    Refuses,
}

/// A file that is made as it is sent.
#[derive(Clone)]
struct File {
    head: Arc<Vec<u8>>,
    pieces: u64,
    meets: u64,
}

impl File {
    /// Two hours, behind a tag with a picture of half a megabyte.
    fn mp3() -> Self {
        let mut head = b"ID3\x04\x00\x00\x00\x1e\x00\x00".to_vec();
        head.resize(10 + (0x1e << 14), 0x55);
        Self { head: Arc::new(head), pieces: PIECES, meets: MEETS * 5 / 3 }
    }

    fn bytes(bytes: Vec<u8>) -> Self {
        Self { head: Arc::new(bytes), pieces: 0, meets: 0 }
    }

    fn len(&self) -> u64 {
        self.head.len() as u64 + self.pieces * QUIET.len() as u64
    }

    fn part(&self, range: Range<u64>) -> Vec<u8> {
        let byte = |at: u64| match at.checked_sub(self.head.len() as u64) {
            None => self.head[at as usize],
            Some(at) => {
                let piece = if at / (QUIET.len() as u64) < self.meets { QUIET } else { LOUD };
                piece[(at % QUIET.len() as u64) as usize]
            }
        };
        (range.start..range.end.min(self.len())).map(byte).collect()
    }
}

struct Server {
    address: String,
    sent: Arc<AtomicU64>,
    asked: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Server {
    fn start(file: File, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let address = format!("http://{}/mix.mp3", listener.local_addr().expect("bound"));
        let (sent, asked, over) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default(), Arc::default());
        let server = Self { address, sent: sent.clone(), asked: asked.clone(), over };
        let ended: Arc<AtomicBool> = server.over.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                asked.fetch_add(1, Ordering::Relaxed);
                let (file, sent) = (file.clone(), sent.clone());
                thread::spawn(move || answer(stream, &file, manner, &sent));
            }
        });
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let at = self.address.trim_start_matches("http://").trim_end_matches("/mix.mp3");
        let _ = TcpStream::connect(at);
    }
}

fn answer(mut stream: TcpStream, file: &File, manner: Manner, sent: &AtomicU64) {
    let lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let range = head.iter().find_map(|line| {
        let (from, to) =
            line.to_ascii_lowercase().strip_prefix("range: bytes=")?.split_once('-').map(|(from, to)| {
                (from.parse::<u64>().expect("a number"), to.parse::<u64>().expect("a number"))
            })?;
        Some(from..to + 1)
    });
    let range = range.expect("a range is asked for");
    let mut send = |head: String, body: &[u8]| {
        let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n");
        if stream.write_all(head.as_bytes()).is_ok() && stream.write_all(body).is_ok() {
            sent.fetch_add(body.len() as u64, Ordering::Relaxed);
        }
    };
    let stated = match manner {
        Manner::Longer => (file.len() * 10).to_string(),
        Manner::Shorter => (file.len() / 10).to_string(),
        Manner::Unstated => "*".to_owned(),
        _ => file.len().to_string(),
    };
    match manner {
        Manner::Refuses => return send("503 Busy\r\ncontent-length: 0".into(), b""),
        Manner::Whole => {
            let head = format!("200 OK\r\ncontent-length: {}", file.len());
            return send(head, &file.part(0..1 << 20));
        }
        _ if range.start >= file.len() => {
            return send(format!("416 No\r\ncontent-range: bytes */{stated}\r\ncontent-length: 0"), b"");
        }
        _ => {}
    }
    let from = if manner == Manner::Another { range.end..range.end + 9 } else { range };
    let body = file.part(from.clone());
    let last = from.start + body.len() as u64 - 1;
    let part = format!("content-range: bytes {}-{last}/{stated}", from.start);
    let kept = if manner == Manner::Cut { body.len().div_ceil(2) } else { body.len() };
    send(format!("206 Part\r\n{part}\r\ncontent-length: {}", body.len()), &body[..kept]);
}

fn passages(offline: bool) -> Passages {
    let clock = Arc::new(FakeClock::default());
    let net = Net::with_silence(offline, clock, Duration::from_secs(5));
    Passages::over(net)
}

fn hear(server: &Server, at: u64) -> Result<OpenedClip, Refusal> {
    let passage = Passage {
        address: server.address.clone(),
        at: Some(Duration::from_secs(at)),
        djs: "Andy C".into(),
        name: Name::parse("Ed Rush & Optical", "Alien Girl"),
    };
    passages(false).hear(&passage, GO_ON).map(|(_, opened)| opened)
}

/// The second from which on it is loud.
fn grows_loud(clip: &Clip) -> f64 {
    let channels = usize::from(clip.channels);
    let loud = clip.samples.iter().position(|sample| sample.abs() > 0.3).expect("it grows loud");
    (loud / channels) as f64 / f64::from(clip.rate)
}

#[rstest]
#[case(Manner::Ranges)]
#[case(Manner::Cut)]
#[case(Manner::Longer)]
#[case(Manner::Shorter)]
fn a_minute_from_twenty_seconds_before_they_meet_is_fetched_and_no_more(#[case] manner: Manner) {
    let server = Server::start(File::mp3(), manner);
    let opened = hear(&server, MEETS).expect("a passage");
    let (seconds, loud) = (opened.clip.seconds(), grows_loud(&opened.clip));
    assert!((seconds - 60.0).abs() < 0.1, "{manner:?}: {seconds} s");
    assert!((loud - 20.0).abs() < PIECE / 2.0, "{manner:?}: the second record comes in at {loud} s");
    assert_eq!(opened.flaw, None, "{manner:?}");
    let sent = server.sent.load(Ordering::Relaxed);
    assert!((2_400_000..3_000_000).contains(&sent), "{manner:?}: {sent} bytes");
    assert!(server.asked.load(Ordering::Relaxed) <= 40, "{manner:?}");
}

#[rstest]
#[case(Manner::Whole, "only whole")]
#[case(Manner::Unstated, "does not say how long it is")]
#[case(Manner::Another, "another part than the one asked for")]
#[case(Manner::Refuses, "HTTP 503")]
fn a_server_without_parts_is_named_and_why(#[case] manner: Manner, #[case] why: &str) {
    let server = Server::start(File::mp3(), manner);
    let Err(Refusal::Unusable(said)) = hear(&server, MEETS) else { panic!("{manner:?}: heard") };
    assert!(said.starts_with("127.0.0.1 ") && said.contains(why), "{said}");
    assert_eq!(server.asked.load(Ordering::Relaxed), 1, "{manner:?}: asked once");
}

#[test]
fn a_passage_at_the_start_and_one_at_the_end_are_as_long_as_they_can_be() {
    let server = Server::start(File::mp3(), Manner::Ranges);
    let opened = hear(&server, 5).expect("a passage");
    assert_eq!((opened.start, opened.flaw.as_deref()), (Duration::ZERO, None));
    assert!((opened.clip.seconds() - 60.0).abs() < 0.1);
    let end = hear(&server, 7_190).expect("a passage");
    assert!((end.clip.seconds() - 30.0).abs() < 0.2, "{} s", end.clip.seconds());
    let Err(Refusal::Unusable(_)) = hear(&server, 9_000) else { panic!("behind its end") };
}

#[test]
fn what_is_no_mp3_is_sought_in_too() {
    let rate = 8_000;
    let samples = (0..600 * rate).map(|i: usize| {
        let level = if i < 300 * rate { 0.05 } else { 0.6 };
        level * (i as f32 * 0.3).sin()
    });
    let bytes = wav::encode(&Clip::new(samples.collect(), 1, rate as u32));
    let server = Server::start(File::bytes(bytes), Manner::Ranges);
    let opened = hear(&server, 300).expect("a passage");
    assert!((grows_loud(&opened.clip) - 20.0).abs() < 0.01);
    assert!((opened.clip.seconds() - 60.0).abs() < 0.01);
    let sent = server.sent.load(Ordering::Relaxed);
    assert!(sent < 1_400_000, "of 10 MB {sent} bytes");
    let page = Server::start(File::bytes(b"<html>Not here</html>".repeat(99)), Manner::Ranges);
    let Err(Refusal::Unusable(said)) = hear(&page, 300) else { panic!("a page is no sound") };
    assert!(said.contains("not audio"), "{said}");
}

#[test]
fn nothing_is_asked_offline_or_of_what_is_no_address_of_the_web() {
    let server = Server::start(File::mp3(), Manner::Ranges);
    let (at, djs, name) = (None, String::new(), Name::parse("A", "B"));
    let passage = Passage { address: server.address.clone(), at, djs, name };
    assert_eq!(passages(true).hear(&passage, GO_ON).err(), Some(Refusal::Off));
    for address in ["file:///etc/passwd", "ftp://127.0.0.1/a.mp3", "no address"] {
        let passage = Passage { address: address.to_owned(), ..passage.clone() };
        assert!(matches!(passages(false).hear(&passage, GO_ON), Err(Refusal::Unusable(_))), "{address}");
    }
    assert_eq!(server.asked.load(Ordering::Relaxed), 0);
}
