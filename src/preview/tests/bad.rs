//! What must not happen, and what is said when it does.

use reqwest::Url;
use rstest::rstest;

use super::{super::*, *};

/// Deezer whose preview is answered so, and iTunes that is fine.
fn chain_over(place: &Place, url: &Url) -> Chain {
    Chain::new(vec![
        Box::new(Deezer::new(url.join("deezer/").expect("an address"), place.shared.clone())),
        Box::new(Itunes::new(url.join("itunes/").expect("an address"), "US", place.shared.clone())),
    ])
}

fn peer(preview: impl Fn() -> Answer + Send + Sync + 'static, with_itunes: bool) -> Peer {
    Peer::start(move |path, own| match path {
        path if path.starts_with("/deezer/search") => {
            deezer_rows(&[deezer_row(1, "A", "B", &format!("{own}bad.mp3"))])
        }
        path if path.starts_with("/deezer/track/1") => {
            Answer::Json(deezer_row(1, "A", "B", &format!("{own}bad.mp3")))
        }
        path if path.starts_with("/itunes/search") && with_itunes => {
            itunes_rows(&[itunes_row(2, "A", "B", &format!("{own}good.m4a"))])
        }
        path if path.starts_with("/itunes/") => itunes_rows(&[]),
        "/good.m4a" => Answer::Sound(sound(0.5)),
        _ => preview(),
    })
}

#[rstest]
#[case::gone(|| Answer::Status(404), "Deezer: its preview is gone (404)")]
#[case::refused(|| Answer::Status(500), "Deezer: its preview cannot be fetched (500)")]
#[case::a_page(|| Answer::Html, "Deezer: it sent a web page, no sound")]
#[case::nothing(|| Answer::Sound(Vec::new()), "Deezer: it sent an empty file, no sound")]
#[case::said_to_be_huge(|| Answer::Announced(200 << 20), "Deezer: its preview is larger than 5 MB")]
#[case::endless(|| Answer::Endless, "Deezer: its preview is larger than 5 MB")]
#[case::mute(|| Answer::Hang, "Deezer cannot be reached (no answer within 1 s)")]
#[case::cut(|| Answer::Cut, "Deezer cannot be reached")]
#[case::silent(|| Answer::Sound(sound(0.0)), "Deezer: it is silent")]
#[case::damaged(|| Answer::Sound(b"ID3 and rubbish".to_vec()), "Deezer: ")]
#[case::circle(|| Answer::Moved("/bad.mp3".into()), "Deezer cannot be reached")]
fn a_bad_preview_is_named_and_the_others_go_on(#[case] preview: fn() -> Answer, #[case] said: &str) {
    let (place, alone) = (Place::new(), peer(preview, false));
    let silent =
        chain_over(&place, &alone.url).hear_as(&wanted("A", "B"), GO_ON, &open).expect_err("nothing");
    assert!(silent.why().starts_with(said), "{}", silent.why());

    let (place, both) = (Place::new(), peer(preview, true));
    let (heard, opened) =
        chain_over(&place, &both.url).hear_as(&wanted("A", "B"), GO_ON, &open).expect("iTunes");
    assert_eq!(heard.found.provider, Provider::Itunes);
    assert!(opened.clip.seconds() > 0.9 && opened.flaw.is_none());
}

#[test]
fn a_clip_that_ends_early_is_played_and_its_flaw_is_named() {
    let mut whole = sound(0.5);
    // Ten seconds promised in its header, less than two there.
    let samples = vec![0.3; 160_000];
    let long = wav::encode(&Samples::new(samples, 1, 16_000));
    whole.clear();
    whole.extend_from_slice(&long[..60_000]);
    let (place, alone) = (Place::new(), peer(move || Answer::Sound(whole.clone()), false));
    let (_, opened) =
        chain_over(&place, &alone.url).hear_as(&wanted("A", "B"), GO_ON, &open).expect("what is there");
    assert!((1.5..2.5).contains(&opened.clip.seconds()), "{}", opened.clip.seconds());
    assert!(opened.flaw.is_some());
}

#[test]
fn offline_says_so_at_once_and_asks_nobody() {
    let (place, peer) = (Place::with(true), peer(|| Answer::Sound(sound(0.3)), true));
    let silent = chain_over(&place, &peer.url).hear(&wanted("A", "B"), GO_ON).expect_err("nothing");
    assert_eq!(silent.0, [(Provider::Deezer, Refusal::Off), (Provider::Itunes, Refusal::Off)]);
    assert!(peer.asked().is_empty());
}

#[test]
fn a_dead_network_is_tried_once_and_again_after_a_while() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    let _inside = runtime.enter();
    // A port that nobody else gets and where nobody listens yet.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("bound");
    let address = format!("http://{}/", socket.local_addr().expect("bound"));
    let place = Place::new();
    let chain = chain_over(&place, &address.parse().expect("an address"));
    let silent = chain.hear(&wanted("A", "B"), GO_ON).expect_err("nothing");
    assert!(silent.0.iter().all(|(_, refusal)| matches!(refusal, Refusal::Unreachable(_))), "{silent}");
    assert!(silent.why().contains("no connection"), "{silent}");
    assert!(silent.may_change());

    // Somebody listens there now: it is not noticed at once, but soon.
    let _listener = socket.listen(8).expect("listens");
    assert!(chain.hear(&wanted("A", "B"), GO_ON).expect_err("still").why().contains("no connection"));
    place.clock.advance(Duration::from_secs(16));
    let why = chain.hear(&wanted("A", "B"), GO_ON).expect_err("mute").why();
    assert!(why.contains("no answer within"), "{why}");
}

#[test]
fn an_api_that_answers_with_a_page_or_too_much_is_named() {
    let place = Place::new();
    let page = Peer::start(|_, _| Answer::Html);
    let why = chain_over(&place, &page.url).hear(&wanted("A", "B"), GO_ON).expect_err("nothing").why();
    assert_eq!(
        why,
        "Deezer: it answered with a web page instead of a list, iTunes: it answered with a web page instead of a list"
    );
    let place = Place::new();
    let endless = Peer::start(|_, _| Answer::Endless);
    let why = chain_over(&place, &endless.url).hear(&wanted("A", "B"), GO_ON).expect_err("nothing").why();
    assert!(why.contains("larger than 2 MB"), "{why}");
}

#[test]
fn asking_ends_soon_after_nobody_wants_it() {
    let place = Place::new();
    let mute = Peer::start(|_, _| Answer::Hang);
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while mute.asked().is_empty() {
                std::thread::sleep(Duration::from_millis(1));
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        let stopped = || stop.load(std::sync::atomic::Ordering::Relaxed);
        assert!(chain_over(&place, &mute.url).hear(&wanted("A", "B"), &stopped).is_err());
    });
    assert_eq!(mute.asked().len(), 1);
}
