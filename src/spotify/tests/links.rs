//! Links as names.

use super::House;
use crate::{
    catalogue::{Seen, User},
    spotify::{SpotifyError, SpotifyLink, matching::SpotifyTrack, matching::choose, name_of},
    track::Name,
};

#[test]
fn a_link_is_a_name_asked_for_once_and_known_where_it_was_matched() {
    let house = House::new();
    let uri = house.fake.memory().put("A, B", "Song - C Remix");
    let link = SpotifyLink::parse(&uri).unwrap();
    let mut user = User::open_in_memory().unwrap();
    let asked = name_of(&user, &link, || Ok(house.client())).unwrap();
    assert_eq!(asked, Name::parse("A, B", "Song (C Remix)"));
    let ours = Seen::new(Name::parse("A & B", "Song (C Rmx)"));
    let hit = SpotifyTrack::of(&house.client().track(&link.id).unwrap()).unwrap();
    choose(&mut user, &ours, &hit, 0).unwrap();
    let known = name_of(&user, &link, || Err(SpotifyError::Offline)).unwrap();
    assert_eq!(known, ours.name);
}
