//! A queue from a pasted link to a playlist, by keys alone, over a Spotify on loopback.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use super::{
    harness::{House, Key, quit},
    spotify::Fake,
};

/// Ten records that DJs play with the seed; the second five are on Spotify as other remixes only.
const RECORDS: [&str; 10] = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

fn mixes() -> Vec<(String, Vec<String>)> {
    (0..4)
        .map(|mix| {
            let mut lines = vec!["Seed Artist - Seed Song".to_owned()];
            lines.extend(RECORDS.iter().enumerate().map(|(at, title)| match at {
                0..5 => format!("Artist {title} - {title}"),
                _ => format!("Artist {title} - {title} (Some Remix)"),
            }));
            lines.rotate_left(mix);
            (format!("2001-0{}-01 - DJ {} @ Club", mix + 1, ["A", "B", "C", "D"][mix]), lines)
        })
        .collect()
}

/// A house whose settings lead to the fake.
fn house(fake: &Fake) -> (House, u16) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = format!(
        "[spotify]\nclient_id = \"app\"\nport = {port}\napi = \"{}\"\naccounts = \"{}\"\n\
         [preview]\ndeezer = false\nitunes = false\n",
        fake.api(),
        fake.accounts()
    );
    (House::online(&mixes(), &settings), port)
}

fn stock(fake: &Fake) -> String {
    let mut memory = fake.memory();
    let seed = memory.put("Seed Artist", "Seed Song");
    for (at, title) in RECORDS.iter().enumerate() {
        let name = if at < 5 { (*title).to_owned() } else { format!("{title} - Quite Another Remix") };
        memory.put(&format!("Artist {title}"), &name);
    }
    seed.rsplit(':').next().unwrap().to_owned()
}

/// `segue login`, with the address pasted as over SSH.
fn log_in_by_command(fake: &Fake, house: &House, port: u16) {
    let piped = || std::process::Stdio::piped();
    let mut command = house.command();
    let mut login = command.arg("login").stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
    let mut err = BufReader::new(login.stderr.take().unwrap());
    let mut shown = String::new();
    while !shown.contains("&state=") && !shown.contains("?state=") {
        assert!(err.read_line(&mut shown).unwrap() > 0, "{shown}");
    }
    let answer = format!("http://127.0.0.1:{port}/callback?code={}&state={}\n", fake.code(), state(&shown));
    login.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
    let mut rest = String::new();
    err.read_to_string(&mut rest).unwrap();
    let out = login.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && said.contains("Logged in as Test DJ"), "{said}{rest}");
}

/// The state parameter of an address.
fn state(text: &str) -> String {
    let (_, rest) = text.split_once("&state=").or_else(|| text.split_once("?state=")).expect("the address");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The address in the box of the login, its lines joined; the parameters' order differs from run to run.
fn address(screen: &str) -> String {
    let lines: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let title: Vec<char> = "log in to Spotify".chars().collect();
    let at = |line: &Vec<char>| line.windows(title.len()).position(|window| window == title);
    let left = lines.iter().find_map(at).expect("the box") - 3;
    let inside = lines.iter().map(|line| line.iter().skip(left + 2).take(72).collect::<String>());
    let address = inside.skip_while(|line| !line.starts_with("http"));
    address.take_while(|line| !line.starts_with("Waiting")).map(|line| line.trim_end().to_owned()).collect()
}

fn browse(port: u16, target: &str) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").unwrap();
    let _ = stream.read_to_string(&mut String::new());
}

fn playlist(fake: &Fake) -> Vec<String> {
    let memory = fake.memory();
    assert_eq!(memory.playlists.len(), 1, "one playlist, made once");
    let name =
        |uri: &String| memory.tracks.iter().find(|track| uri.ends_with(&track.id)).unwrap().name.clone();
    memory.playlists[0].uris.iter().map(name).collect()
}

#[test]
fn paste_a_link_queue_ten_review_export_change_and_export_again() {
    let fake = Fake::start();
    let (house, port) = house(&fake);
    let id = stock(&fake);
    fake.login();
    log_in_by_command(&fake, &house, port);
    let mut screen = house.start_in(house.terminal().size(120, 40));
    screen.paste(&format!("https://open.spotify.com/track/{id}?si=0123456789abcdef")).unwrap();
    screen.wait_until(|s| s.contains("Seed Artist – Seed Song")).unwrap();
    screen.send(Key::Enter).unwrap();
    screen.wait_until(|s| s.contains("[1 Played with]") && s.contains("Artist Ten")).unwrap();
    for at in 1..=10 {
        screen.send_str("a").unwrap();
        let records = if at == 1 { "1 record".to_owned() } else { format!("{at} records") };
        screen.wait_until(|s| s.contains(&records)).unwrap();
        screen.send_str("j").unwrap();
    }
    let out = house.command().arg("logout").output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("Logged out"), "{out:?}");
    screen.send_str("E").unwrap();
    screen.wait_until(|s| s.contains("Spotify: a new playlist")).unwrap();
    screen.send(Key::Enter).unwrap();
    // Nobody is logged in: the address, and a browser that comes back.
    screen.wait_until(|s| s.contains("Waiting for the browser")).unwrap();
    let (state, code) = (state(&address(&screen.screen().to_string())), fake.code());
    browse(port, "/favicon.ico");
    browse(port, &format!("/callback?code={code}&state={state}"));
    screen.wait_until(|s| s.contains("5 records ready to go, 5 to decide")).unwrap();
    // Take the first, leave out the second, paste a link for the third; two stay undecided.
    screen.send_str("j").unwrap();
    screen.send(Key::Enter).unwrap();
    screen.wait_until(|s| s.contains("6 records ready to go, 4 to decide")).unwrap();
    screen.send_str("x").unwrap();
    screen.wait_until(|s| s.contains("6 records ready to go, 3 to decide")).unwrap();
    let other = fake.memory().put("Artist Nobody", "Pasted");
    screen.paste(&format!("https://open.spotify.com/track/{}", other.rsplit(':').next().unwrap())).unwrap();
    screen.wait_until(|s| s.contains("7 records ready to go, 2 to decide")).unwrap();
    screen.send_str("E").unwrap();
    screen.wait_until(|s| s.contains("7 of 10 added") && s.contains("open.spotify.com/playlist/")).unwrap();
    screen.send_str("j").unwrap();
    screen.wait_until(|s| s.contains("left out, as you said") && s.contains("Beatport")).unwrap();
    let first = playlist(&fake);
    assert_eq!(first.len(), 7, "{first:?}");
    assert!(first.contains(&"Pasted".to_owned()));
    screen.send(Key::Esc).unwrap();
    screen.wait_until(|s| !s.contains("7 of 10 added")).unwrap();
    // The queue changes: its first record goes to the second place, its last one goes.
    screen.send(Key::Tab).unwrap();
    screen.send_str("ggJ").unwrap();
    screen.send_str("GD").unwrap();
    screen.wait_until(|s| s.contains("9 records")).unwrap();
    screen.send_str("E").unwrap();
    screen.wait_until(|s| s.contains("where this queue went before")).unwrap();
    screen.send(Key::Enter).unwrap();
    screen.wait_until(|s| s.contains("ready to go")).unwrap();
    screen.send_str("E").unwrap();
    screen.wait_until(|s| s.contains("of 9 added")).unwrap();
    let second = playlist(&fake);
    assert_ne!(first, second);
    screen.send(Key::Esc).unwrap();
    screen.wait_until(|s| !s.contains("of 9 added")).unwrap();
    // The playlist comes back as seeds.
    screen.send_str("gi").unwrap();
    screen.wait_until(|s| s.contains("a file or a folder")).unwrap();
    screen.send_str("2").unwrap();
    screen.wait_until(|s| s.contains("Saved tracks")).unwrap();
    screen.send_str("j").unwrap();
    screen.send(Key::Enter).unwrap();
    screen.wait_until(|s| s.contains("records imported, yours now")).unwrap();
    screen.send(Key::Enter).unwrap();
    screen
        .wait_until(|s| !s.contains("imported, yours") && s.contains(&format!(" +{}", second.len() - 1)))
        .unwrap();
    // The link of a record that was matched is that record.
    screen.send_str("/").unwrap();
    screen.paste(&format!("https://open.spotify.com/track/{id}")).unwrap();
    screen.wait_until(|s| s.contains("Seed Artist – Seed Song")).unwrap();
    screen.send(Key::Esc).unwrap();
    quit(screen);
    no_token_in_sight(&house);
}

/// No token stands in any file but the login itself, and that is for its owner alone.
fn no_token_in_sight(house: &House) {
    let mut folders = vec![house.dir.path().to_owned()];
    let mut logins = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with("spotify.json") {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
                logins += 1;
            } else {
                let bytes = std::fs::read(&path).unwrap();
                for secret in [&b"FAKE-ACCESS"[..], b"FAKE-REFRESH", b"FAKE-CODE", b"Bearer"] {
                    let found = bytes.windows(secret.len()).any(|window| window == secret);
                    assert!(!found, "{} holds {}", path.display(), String::from_utf8_lossy(secret));
                }
            }
        }
    }
    assert_eq!(logins, 1);
}

/// The last line of a command's output as JSON.
fn json(house: &House, arguments: &[&str]) -> serde_json::Value {
    let out = house.command().args(arguments).arg("--json").output().unwrap();
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {out:?}"))
}

#[test]
fn the_same_by_commands() {
    let fake = Fake::start();
    let (house, port) = house(&fake);
    let id = stock(&fake);
    let refused = json(&house, &["export", "--to", "spotify"]);
    assert_eq!(refused["error"]["kind"], "empty_queue", "{refused}");
    for record in ["Artist One - One", "Artist Six - Six (Some Remix)", "Artist Ten - Ten (Some Remix)"] {
        json(&house, &["queue", "add", record]);
    }
    let refused = json(&house, &["export", "--to", "spotify"]);
    assert_eq!(refused["error"]["kind"], "login", "{refused}");
    assert!(refused["error"]["hint"].as_str().unwrap().contains("segue login"));
    log_in_by_command(&fake, &house, port);
    json(&house, &["queue", "add", &format!("spotify:track:{id}")]);
    let done = json(&house, &["export", "--to", "spotify"]);
    assert_eq!((&done["wanted"], &done["added"]), (&4.into(), &2.into()), "{done}");
    assert!(done["missing"][0]["reason"].as_str().unwrap().contains("Quite Another Remix"), "{done}");
    assert_eq!(done["missing"][0]["links"].as_array().unwrap().len(), 4);
    let right = fake
        .memory()
        .put("Artist Six", "Six (Right Remix)")
        .replace("spotify:track:", "https://open.spotify.com/track/");
    let take =
        ["--take", "Artist Six - Six (Some Remix)", &right, "--take", "Artist Ten - Ten (Some Remix)", "no"];
    let done = json(&house, &[&["export", "--to", "spotify"], &take[..]].concat());
    assert_eq!(done["added"], 3, "{done}");
    assert_eq!(playlist(&fake), ["One", "Six (Right Remix)", "Seed Song"]);
    // A playlist comes back as a queue, whose records are known.
    let address = done["written"].as_str().unwrap().to_owned();
    let taken = json(&house, &["import", &address]);
    assert_eq!((&taken["tracks_owned"], &taken["queues"][0]), (&3.into(), &"segue".into()), "{taken}");
    assert_eq!(json(&house, &["queue", "list", "--name", "segue"])["tracks"].as_array().unwrap().len(), 3);
    let out = house.command().args(["import", "spotify:album:2TpxZ7JUBn3uw46aR7qd6V"]).output().unwrap();
    assert!(String::from_utf8_lossy(&out.stderr).contains("no link to a playlist"), "{out:?}");
    no_token_in_sight(&house);
}
