//! A wiki on loopback that answers as MediaWiki does, or lies.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As it should.
    Honest,
    /// A list that always goes on, from another place each time.
    Endless,
    /// A page's texts that always go on.
    EndlessTexts,
    /// One byte now and then.
    Drips,
    /// Bytes without end.
    Floods,
    /// The connection is closed in the middle.
    Cuts,
    /// Nothing that is JSON.
    Babbles,
    /// Objects in objects in objects.
    Nests,
    /// An error whose text would change a terminal.
    Raw,
    /// Sent to itself for ever.
    Redirects,
    /// It is to be asked again in a million years.
    Later,
}

/// All that lie.
pub const LIARS: &[Manner] = &[
    Manner::Endless,
    Manner::EndlessTexts,
    Manner::Drips,
    Manner::Floods,
    Manner::Cuts,
    Manner::Babbles,
    Manner::Nests,
    Manner::Raw,
    Manner::Redirects,
    Manner::Later,
];

/// Sets the clipboard where a terminal takes it, and its title.
pub const RAW: &str = "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}]0;evil\u{7}\u{9b}31m";

/// One page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its wikitext.
    pub text: String,
}

/// A wiki that serves until it is dropped.
pub struct Wiki {
    port: u16,
    over: Arc<AtomicBool>,
}

impl Wiki {
    /// Serves these pages; each answer takes `delay`.
    pub fn serve(mut pages: Vec<Page>, manner: Manner, delay: Duration) -> Self {
        pages.sort_by(|a, b| a.title.cmp(&b.title));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (over, pages) = (Arc::new(AtomicBool::new(false)), Arc::new(pages));
        let ended = over.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let (pages, ended) = (pages.clone(), ended.clone());
                thread::spawn(move || serve(stream, &pages, manner, delay, &ended));
            }
        });
        Self { port, over }
    }

    /// What the settings say of it.
    pub fn settings(&self) -> String {
        format!("[mixesdb]\napi = \"http://127.0.0.1:{}/w/api.php\"\n", self.port)
    }
}

impl Drop for Wiki {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(mut stream: TcpStream, pages: &[Page], manner: Manner, delay: Duration, over: &AtomicBool) {
    let mut asked = 0;
    while let Some(target) = read_target(&mut stream) {
        asked += 1;
        thread::sleep(delay);
        let more = if target.starts_with("/robots.txt") {
            send(&mut stream, "404 Not Found", "", b"").is_ok()
        } else {
            answer(&mut stream, pages, manner, &target, asked, over).is_ok()
        };
        if !more || over.load(Ordering::Relaxed) {
            return;
        }
    }
}

fn read_target(stream: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        (stream.read(&mut byte).ok()? == 1 && head.len() < 1 << 16).then(|| head.push(byte[0]))?;
    }
    String::from_utf8_lossy(&head).split(' ').nth(1).map(str::to_owned)
}

fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat())
}

fn answer(
    stream: &mut TcpStream,
    pages: &[Page],
    manner: Manner,
    target: &str,
    asked: u64,
    over: &AtomicBool,
) -> std::io::Result<()> {
    let gone = || Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
    let params = params(target);
    let listing = params.contains_key("generator");
    let mut body = honest(pages, &params);
    match manner {
        Manner::Endless if listing => {
            body["query"]["pages"] = json!([]);
            body["continue"] = json!({"gapcontinue": format!("2{:09}", u64::MAX - asked), "continue": "-||"});
        }
        Manner::EndlessTexts if listing => {
            body.as_object_mut().expect("an object").remove("batchcomplete");
            body["continue"] = json!({"rvcontinue": asked.to_string(), "continue": "||"});
        }
        Manner::Raw => {
            body = json!({"error": {"code": format!("bad{RAW}"), "info": format!("no {RAW} way\r\n")}});
        }
        Manner::Drips | Manner::Floods => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")?;
            let piece = if manner == Manner::Drips { vec![b' '] } else { vec![b'['; 1 << 20] };
            while !over.load(Ordering::Relaxed) {
                stream.write_all(&piece)?;
                thread::sleep(Duration::from_millis(if manner == Manner::Drips { 50 } else { 0 }));
            }
            return gone();
        }
        Manner::Cuts => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"query\":")?;
            return gone();
        }
        Manner::Babbles => return send(stream, "200 OK", "", b"<html>\x00\xff\x1b[2J"),
        Manner::Nests => return send(stream, "200 OK", "", "{\"query\":".repeat(200_000).as_bytes()),
        Manner::Redirects => return send(stream, "302 Found", &format!("location: {target}\r\n"), b""),
        Manner::Later => {
            return send(stream, "503 Busy", "retry-after: 31557600000000\r\n", b"");
        }
        _ => {}
    }
    send(stream, "200 OK", "content-type: application/json\r\n", body.to_string().as_bytes())
}

fn params(target: &str) -> HashMap<String, String> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), decode(value)));
    query.split('&').filter_map(pair).collect()
}

fn decode(text: &str) -> String {
    let plain = text.replace('+', " ");
    percent_encoding::percent_decode_str(&plain).decode_utf8_lossy().into_owned()
}

fn honest(pages: &[Page], params: &HashMap<String, String>) -> Value {
    let get = |name: &str| params.get(name).map(String::as_str);
    let mut body = json!({"batchcomplete": true, "curtimestamp": "2026-01-01T00:00:00Z", "query": {}});
    if get("meta") == Some("siteinfo") {
        body["query"]["general"] = json!({"sitename": "Loopback", "wikiid": "loopback", "server": "http://127.0.0.1",
            "articlepath": "/w/$1", "generator": "MediaWiki 1.44.0"});
        body["query"]["statistics"] = json!({"articles": pages.len()});
    }
    let texts = get("prop") == Some("revisions");
    let shown: Vec<Value> = if get("generator") == Some("allpages") {
        let (listed, next) = window(pages, params);
        if let Some(next) = next {
            body["continue"] = json!({"gapcontinue": next, "continue": "gapcontinue||"});
        }
        listed.iter().map(|&place| show(pages, place, texts)).collect()
    } else {
        let ids = get("pageids").unwrap_or_default().split('|').filter_map(|id| id.parse::<usize>().ok());
        ids.filter(|id| (1..=pages.len()).contains(id)).map(|id| show(pages, id - 1, texts)).collect()
    };
    body["query"]["pages"] = json!(shown);
    body
}

/// The places of one window of the list of all pages, and the title that it goes on with.
fn window(pages: &[Page], params: &HashMap<String, String>) -> (Vec<usize>, Option<String>) {
    let get = |name: &str| params.get(name).map(|title| title.replace('_', " "));
    let down = get("gapdir").as_deref() == Some("descending");
    let mut places: Vec<usize> = (0..pages.len()).collect();
    if down {
        places.reverse();
    }
    let before = |a: &str, b: &str| if down { a > b } else { a < b };
    let begin = get("gapcontinue").or_else(|| get("gapfrom"));
    places.retain(|&place| begin.as_ref().is_none_or(|begin| !before(&pages[place].title, begin)));
    places.retain(|&place| get("gapto").is_none_or(|to| !before(&to, &pages[place].title)));
    let limit = get("gaplimit").and_then(|n| n.parse().ok()).unwrap_or(10);
    let next = places.get(limit).map(|&place| pages[place].title.clone());
    places.truncate(limit);
    (places, next)
}

fn show(pages: &[Page], place: usize, text: bool) -> Value {
    let (page, id) = (&pages[place], place + 1);
    let mut shown = json!({"pageid": id, "ns": 0, "title": page.title, "lastrevid": id});
    if text {
        shown["revisions"] = json!([{"revid": id, "timestamp": "2025-01-01T00:00:00Z",
            "slots": {"main": {"contentmodel": "wikitext", "content": page.text}}}]);
    }
    shown
}

/// So many pages of mixes, five records each.
pub fn pages(many: usize) -> Vec<Page> {
    let page = |n: usize| {
        let mut text = String::from("== Tracklist ==\n");
        for line in 0..5 {
            let _ = writeln!(text, "# Crawled {} - Page {n} Line {line} [Label {}]", (n + line) % 40, n % 9);
        }
        Page {
            title: format!(
                "{}-{:02}-{:02} - Wiki {} - Show {n}",
                1990 + n % 30,
                n % 12 + 1,
                n % 28 + 1,
                n % 20
            ),
            text: text + "[[Category:House]]\n",
        }
    };
    (0..many).map(page).collect()
}
