//! Logging in by listener and by paste box.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::mpsc,
    thread,
    time::Duration,
};

use super::House;
use crate::{
    spotify::{Login, SpotifyError},
    time::{Clock as _, SystemClock},
};

fn state(url: &str) -> String {
    let url = reqwest::Url::parse(url).unwrap();
    url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
}

/// A house with a port of its own that nobody listens on.
fn house() -> House {
    let mut house = House::new();
    house.access().file.remove().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    house.settings.port = free.local_addr().unwrap().port();
    house
}

#[test]
fn the_address_asks_for_what_is_needed_and_nothing_secret_is_in_it() {
    let house = house();
    let login = Login::begin(&house.access(), &house.settings).unwrap();
    let url = reqwest::Url::parse(login.url()).unwrap();
    let value = |name: &str| url.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
    assert_eq!(value("redirect_uri"), Some(house.settings.redirect()));
    assert_eq!(value("code_challenge_method").as_deref(), Some("S256"));
    assert!(value("scope").unwrap().contains("playlist-modify-private"));
    assert!(value("state").unwrap().len() >= 16 && value("client_secret").is_none());
}

#[test]
fn a_browser_that_comes_back_logs_in() {
    let house = house();
    let login = Login::begin(&house.access(), &house.settings).unwrap();
    assert_eq!(login.deaf(), None);
    let (code, state, port) = (house.fake.code(), state(login.url()), house.settings.port);
    let browser = thread::spawn(move || {
        let call = |target: &str| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            write!(stream, "GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").unwrap();
            let mut page = String::new();
            stream.read_to_string(&mut page).unwrap();
            page
        };
        call("/favicon.ico");
        call("/callback?code=stolen&state=theirs");
        call(&format!("/callback?code={code}&state={state}"))
    });
    let (_typing, pasted) = mpsc::channel();
    let clock = SystemClock::default();
    let code = login.wait(&pasted, &clock, &|| false, &mut |_| {}).unwrap();
    assert!(browser.join().unwrap().contains("Logged in"));
    let token = login.finish(&mut house.client(), &code).unwrap();
    assert_eq!(house.access().login().unwrap(), Some(token.clone()));
    assert_eq!(token.agreed, house.clock.unix());
    assert_eq!(house.client().me().unwrap().id, "testdj");
}

#[test]
fn a_pasted_address_logs_in_and_a_wrong_one_is_told() {
    let house = house();
    // Somebody else has the port.
    let _other = std::net::TcpListener::bind(("127.0.0.1", house.settings.port)).unwrap();
    let login = Login::begin(&house.access(), &house.settings).unwrap();
    assert!(login.deaf().unwrap().contains("cannot be listened on"));
    let (typing, pasted) = mpsc::channel();
    typing.send("https://open.spotify.com/".to_owned()).unwrap();
    typing.send(format!("{}?code=x&state=old", house.settings.redirect())).unwrap();
    typing
        .send(format!(
            "{}?code={}&state={}",
            house.settings.redirect(),
            house.fake.code(),
            state(login.url())
        ))
        .unwrap();
    let mut wrong = Vec::new();
    let code =
        login.wait(&pasted, house.clock.as_ref(), &|| false, &mut |s| wrong.push(s.to_string())).unwrap();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    login.finish(&mut house.client(), &code).unwrap();
    assert!(house.client().me().is_ok());
}

#[test]
fn nobody_is_waited_for_without_end() {
    let house = house();
    let login = Login::begin(&house.access(), &house.settings).unwrap();
    let (_typing, pasted) = mpsc::channel();
    let error = login.wait(&pasted, house.clock.as_ref(), &|| false, &mut |_| {}).unwrap_err();
    assert!(matches!(error, SpotifyError::LoginTimedOut(wait) if wait == Duration::from_mins(10)), "{error}");
    let stopped = login.wait(&pasted, house.clock.as_ref(), &|| true, &mut |_| {});
    assert!(matches!(stopped, Err(SpotifyError::Stopped)));
}

#[test]
fn a_code_that_is_not_taken_leaves_no_login() {
    let house = house();
    let login = Login::begin(&house.access(), &house.settings).unwrap();
    let error = login.finish(&mut house.client(), "made up").unwrap_err();
    assert!(error.to_string().contains("invalid_grant"), "{error}");
    assert_eq!(house.access().login().unwrap(), None);
}
