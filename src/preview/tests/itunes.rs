use super::{super::*, *};

fn itunes(place: &Place, peer: &Peer) -> Itunes {
    Itunes::new(peer.url.clone(), "GB", place.shared.clone())
}

#[test]
fn a_song_is_found_in_the_country_s_store() {
    let peer = Peer::start(|path, own| {
        if path.starts_with("/search") {
            itunes_rows(&[
                r#"{"wrapperType":"collection","collectionId":5}"#.to_owned(),
                itunes_row(9, "Imagine Dragons", "Monday", &format!("{own}a.m4a")),
            ])
        } else {
            Answer::Sound(sound(0.3))
        }
    });
    let place = Place::new();
    let itunes = itunes(&place, &peer);
    let found = itunes.find(&wanted("Imagine Dragons", "Monday"), GO_ON).expect("found");
    assert_eq!((found.id.as_str(), found.grade, found.provider), ("9", Match::Exact, Provider::Itunes));
    assert!(peer.asked()[0].contains("country=GB") && peer.asked()[0].contains("entity=song"));
    assert_eq!(itunes.fetch(&found, GO_ON).expect("a clip"), ClipBytes::Bytes(sound(0.3).into()));
}

#[test]
fn a_remix_that_is_not_there_leads_to_the_record_itself() {
    let peer = Peer::start(|path, own| match path {
        path if path.contains("Remix") => itunes_rows(&[]),
        path if path.starts_with("/search") => {
            itunes_rows(&[itunes_row(9, "A", "B", &format!("{own}a.m4a"))])
        }
        _ => Answer::Sound(sound(0.3)),
    });
    let place = Place::new();
    let found = itunes(&place, &peer).find(&wanted("A", "B (C Remix)"), GO_ON).expect("found");
    assert_eq!((found.grade, found.name.version), (Match::OtherVersion, None));
}

#[test]
fn after_a_403_it_is_left_alone_for_a_minute() {
    let peer = Peer::start(|_, _| Answer::Status(403));
    let place = Place::new();
    let itunes = itunes(&place, &peer);
    assert_eq!(itunes.find(&wanted("A", "B"), GO_ON), Err(Refusal::Quota(Duration::from_mins(1))));
    place.clock.advance(Duration::from_secs(20));
    assert_eq!(itunes.find(&wanted("A", "C"), GO_ON), Err(Refusal::Quota(Duration::from_secs(40))));
    assert_eq!(peer.asked().len(), 1);
}

#[test]
fn an_address_that_is_not_known_any_more_is_looked_up_by_number() {
    let peer = Peer::start(|path, own| match path {
        path if path.starts_with("/lookup") => {
            itunes_rows(&[itunes_row(9, "A", "B", &format!("{own}new.m4a"))])
        }
        path if path.starts_with("/search") => {
            itunes_rows(&[itunes_row(9, "A", "B", &format!("{own}old.m4a"))])
        }
        "/new.m4a" => Answer::Sound(sound(0.3)),
        _ => Answer::Status(404),
    });
    let place = Place::new();
    let itunes = itunes(&place, &peer);
    let found = itunes.find(&wanted("A", "B"), GO_ON).expect("found");
    itunes.fetch(&found, GO_ON).expect("anew");
    assert!(peer.asked().iter().any(|path| path.starts_with("/lookup?id=9")));
}
