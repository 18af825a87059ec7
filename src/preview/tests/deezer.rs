use super::{super::*, *};
use crate::catalogue::{self, MatchVerdict, Seen};

const NO_DATA: &str = r#"{"error":{"type":"DataException","message":"no data","code":800}}"#;
const QUOTA: &str = r#"{"error":{"type":"Exception","message":"Quota limit exceeded","code":4}}"#;

fn deezer(place: &Place, peer: &Peer) -> Deezer {
    Deezer::new(peer.url.clone(), place.shared.clone())
}

#[test]
fn the_record_is_found_among_others_and_its_sound_fetched() {
    let peer = Peer::start(|path, own| {
        if path.starts_with("/search") {
            let preview = |id: u64| format!("{own}stream/{id}.mp3?hdnea=exp=1700009999~acl=/x*~hmac=9");
            return deezer_rows(&[
                deezer_row(1, "Ed Rush", "Alien Girl (Fracture Remix)", &preview(1)),
                deezer_row(2, "Karaoke Heroes", "Alien Girl", &preview(2)),
                deezer_row(3, "Ed Rush", "Alien Girl (Original Mix)", &preview(3)),
                r#"{"id":"of another shape"}"#.to_owned(),
            ]);
        }
        Answer::Sound(sound(0.3))
    });
    let place = Place::new();
    let deezer = deezer(&place, &peer);
    let wanted = wanted("Ed Rush & Optical", "Alien Girl");
    let found = deezer.find(&wanted, GO_ON).expect("found");
    assert_eq!((found.id.as_str(), found.grade), ("3", Match::Exact));
    assert_eq!(found.page.as_deref(), Some("https://www.deezer.com/track/3"));
    assert_eq!(deezer.fetch(&found, GO_ON).expect("a clip"), ClipBytes::Bytes(sound(0.3).into()));
    // The second time nobody is asked: not for the record, not for its sound.
    let asked = peer.asked().len();
    assert_eq!(deezer.find(&wanted, GO_ON).expect("known"), found);
    deezer.fetch(&found, GO_ON).expect("kept");
    assert_eq!(peer.asked().len(), asked);
    assert_eq!(asked, 2, "{:?}", peer.asked());
}

#[test]
fn an_isrc_is_asked_for_first() {
    let peer = Peer::start(|path, own| match path {
        "/track/isrc:GBDUW0000059" => Answer::Json(deezer_row(
            3_135_556,
            "Daft Punk",
            "Harder Better Faster Stronger (Album Take)",
            &format!("{own}a.mp3"),
        )),
        _ => Answer::Json(NO_DATA.into()),
    });
    let place = Place::new();
    let isrc = Some("GBDUW0000059".to_owned());
    let record = Wanted::new(Name::parse("Daft Punk", "Harder Better Faster Stronger"), isrc);
    let found = deezer(&place, &peer).find(&record, GO_ON).expect("found");
    assert_eq!((found.id.as_str(), found.grade), ("3135556", Match::Exact));
    assert_eq!(peer.asked().len(), 1);
}

#[test]
fn the_number_that_a_match_told_is_asked_for_first() {
    let peer = Peer::start(|path, own| match path {
        "/track/isrc:GBDUW0000059" => {
            Answer::Json(deezer_row(7, "Daft Punk", "Aerodynamic", &format!("{own}a.mp3")))
        }
        _ => Answer::Json(NO_DATA.into()),
    });
    let place = Place::new();
    let record = wanted("Daft Punk", "Aerodynamic");
    let mut user = User::open(&place.dir.path().join("user.db")).expect("a store");
    let found = catalogue::ServiceMatch {
        track: Seen::new(record.name.clone()),
        foreign_id: "x".into(),
        verdict: MatchVerdict::Matched,
        detail: Some(r#"{"isrc":"GBDUW0000059"}"#.into()),
        at: 0,
    };
    user.set_found("spotify", &found).expect("kept");
    assert_eq!(deezer(&place, &peer).find(&record, GO_ON).expect("found").id, "7");
    assert_eq!(peer.asked().len(), 1);
}

#[test]
fn only_another_version_is_said_with_its_name() {
    let peer = Peer::start(|path, own| {
        if path.starts_with("/search") {
            deezer_rows(&[
                deezer_row(1, "Ed Rush", "Alien Girl (Fracture Remix)", &format!("{own}1.mp3")),
                deezer_row(2, "Ed Rush", "Alien Girl", ""),
            ])
        } else {
            Answer::Sound(sound(0.3))
        }
    });
    let place = Place::new();
    let found =
        deezer(&place, &peer).find(&wanted("Ed Rush & Optical", "Alien Girl"), GO_ON).expect("another");
    assert_eq!(
        (found.id.as_str(), found.grade),
        ("1", Match::OtherVersion),
        "the record itself has no sound"
    );
    assert_eq!(found.name.version.as_deref(), Some("Fracture Remix"));
}

#[test]
fn a_no_is_remembered_and_errors_inside_200_are_errors() {
    let peer = Peer::start(|path, _| match path {
        path if path.contains("Nobody") => Answer::Json(r#"{"data":[],"total":0}"#.into()),
        path if path.contains("Busy") => {
            Answer::Json(r#"{"error":{"type":"Exception","message":"x","code":700}}"#.into())
        }
        path if path.contains("Strange") => Answer::Json(
            r#"{"error":{"type":"ParameterException","message":"Wrong parameter","code":500}}"#.into(),
        ),
        _ => Answer::Json(NO_DATA.into()),
    });
    let place = Place::new();
    let deezer = deezer(&place, &peer);
    assert_eq!(deezer.find(&wanted("Nobody", "Nothing"), GO_ON), Err(Refusal::Unknown));
    let asked = peer.asked().len();
    assert_eq!(deezer.find(&wanted("Nobody", "Nothing"), GO_ON), Err(Refusal::Unknown));
    assert_eq!(peer.asked().len(), asked);
    assert!(matches!(deezer.find(&wanted("Busy", "A"), GO_ON), Err(Refusal::Unreachable(_))));
    let strange = deezer.find(&wanted("Strange", "A"), GO_ON).expect_err("an error");
    assert_eq!(strange, Refusal::Unusable("it answered: Wrong parameter".into()));
    assert_eq!(deezer.find(&wanted("Gone", "A"), GO_ON), Err(Refusal::Unknown));
}

#[test]
fn an_expired_address_is_asked_for_anew() {
    let peer = Peer::start(|path, own| match path {
        path if path.starts_with("/search") => deezer_rows(&[deezer_row(
            7,
            "Amanda Palmer",
            "Want It Back",
            &format!("{own}old.mp3?hdnea=exp=1700000100~hmac=97"),
        )]),
        "/track/7" => Answer::Json(deezer_row(7, "Amanda Palmer", "Want It Back", &format!("{own}new.mp3"))),
        "/new.mp3" => Answer::Sound(sound(0.4)),
        _ => Answer::Status(403),
    });
    // The server no longer takes the address, whatever it says of itself.
    let place = Place::new();
    let deezer = deezer(&place, &peer);
    let found = deezer.find(&wanted("Amanda Palmer", "Want It Back"), GO_ON).expect("found");
    assert_eq!(deezer.fetch(&found, GO_ON).expect("anew"), ClipBytes::Bytes(sound(0.4).into()));
    assert!(peer.asked().iter().any(|path| path.starts_with("/old.mp3")));

    // The address says itself that it is too old: it is not tried.
    let (place, before) = (Place::new(), peer.asked().len());
    let deezer = super::super::Deezer::new(peer.url.clone(), place.shared.clone());
    let found = deezer.find(&wanted("Amanda Palmer", "Want It Back"), GO_ON).expect("found");
    place.clock.advance(Duration::from_secs(90));
    deezer.fetch(&found, GO_ON).expect("anew");
    assert!(!peer.asked()[before..].iter().any(|path| path.starts_with("/old.mp3")));
}

#[test]
fn a_used_up_quota_says_how_long_and_asks_nothing_meanwhile() {
    let peer = Peer::start(|_, _| Answer::Json(QUOTA.into()));
    let place = Place::new();
    let deezer = deezer(&place, &peer);
    let five = Duration::from_secs(5);
    assert_eq!(deezer.find(&wanted("A", "B"), GO_ON), Err(Refusal::Quota(five)));
    place.clock.advance(Duration::from_secs(3));
    assert_eq!(deezer.find(&wanted("A", "B"), GO_ON), Err(Refusal::Quota(Duration::from_secs(2))));
    assert_eq!(
        deezer.unhurried().find(&wanted("A", "C"), GO_ON),
        Err(Refusal::Quota(Duration::from_secs(2)))
    );
    assert_eq!(peer.asked().len(), 1);
    place.clock.advance(Duration::from_secs(2));
    assert!(deezer.find(&wanted("A", "B"), GO_ON).is_err());
    assert_eq!(peer.asked().len(), 2, "asked again after the wait");
}

#[test]
fn our_own_quota_is_never_overrun() {
    let peer = Peer::start(|_, _| Answer::Json(r#"{"data":[],"total":0}"#.into()));
    let place = Place::new();
    let deezer = deezer(&place, &peer);
    let mut refused = 0;
    for n in 0..40 {
        match deezer.find(&wanted("A", &format!("Title {n}")), GO_ON) {
            Err(Refusal::Quota(wait)) => refused += u32::from(wait <= Duration::from_secs(5)),
            other => assert_eq!(other, Err(Refusal::Unknown)),
        }
    }
    assert_eq!((peer.asked().len(), refused), (50, 15));
}

#[test]
fn what_the_user_refused_does_not_come_back() {
    let peer = Peer::start(|path, own| {
        if path.starts_with("/search") {
            deezer_rows(&[
                deezer_row(1, "A", "B", &format!("{own}1.mp3")),
                deezer_row(2, "A", "B", &format!("{own}2.mp3")),
            ])
        } else {
            Answer::Sound(sound(0.3))
        }
    });
    let place = Place::new();
    let mut user = User::open(&place.dir.path().join("user.db")).expect("a store");
    let no = crate::catalogue::ServiceMatch {
        track: crate::catalogue::Seen::new(Name::parse("A", "B")),
        foreign_id: "1".into(),
        verdict: crate::catalogue::MatchVerdict::Refused,
        detail: None,
        at: 1,
    };
    user.set_found("deezer", &no).expect("kept");
    assert_eq!(deezer(&place, &peer).find(&wanted("A", "B"), GO_ON).expect("the other").id, "2");
}
