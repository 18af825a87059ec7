//! A queue from its rows to the report.

use super::{Fault, House};
use crate::{
    catalogue::{Item, QueueOp, QueuePlace, Seen, User},
    spotify::{
        Aim, ExportActivity, QueueExport, SpotifyError,
        matching::{Matched, SpotifyTrack, choose},
        playlists::{ExportProgress, PlaylistReport},
        stopped,
    },
    track::Name,
};

const QUEUE: &str = "Friday";

fn queue(user: &mut User, titles: &[&str]) {
    let old = user.queue(QUEUE).unwrap().into_iter().map(|item| item.id).collect();
    let mut ops = vec![QueueOp::Remove(old)];
    for title in titles {
        let id = user.new_item_id().unwrap();
        let track = Seen::new(Name::parse("A", title));
        ops.push(QueueOp::Insert(Item { id, track, added: 0 }, QueuePlace::Last));
    }
    user.change_queue(QUEUE, &ops, 0).unwrap();
}

fn exported(house: &House, user: &mut User, aim: &Aim) -> Result<PlaylistReport, SpotifyError> {
    let mut client = house.client();
    let mut export = QueueExport { client: &mut client, user, queue: QUEUE, on: &mut |_| {} };
    let rows = export.matches()?;
    export.send(&rows, aim, false)
}

#[test]
fn progress_that_cannot_be_read_makes_no_second_playlist() {
    let house = House::new();
    let mut user = User::open_in_memory().unwrap();
    queue(&mut user, &["1", "2"]);
    exported(&house, &mut user, &Aim::Again).unwrap();
    let mut kept = user.export(crate::spotify::SERVICE, QUEUE).unwrap().unwrap();
    kept.state.truncate(20);
    user.set_export(crate::spotify::SERVICE, QUEUE, Some(&kept)).unwrap();
    let playlists = house.fake.memory().playlists.len();
    for aim in [Aim::Again, Aim::Append("somebody".into())] {
        assert!(matches!(exported(&house, &mut user, &aim), Err(SpotifyError::Progress { .. })));
    }
    assert_eq!(house.fake.memory().playlists.len(), playlists);
    exported(&house, &mut user, &Aim::New).unwrap();
    assert_eq!(house.fake.memory().playlists.len(), playlists + 1, "a new one on purpose");
}

fn names(house: &House, playlist: usize) -> Vec<String> {
    let memory = house.fake.memory();
    let name = |uri: &String| {
        let track = memory.tracks.iter().find(|track| uri.ends_with(&track.id)).unwrap();
        track.name.clone()
    };
    memory.playlists[playlist].uris.iter().map(name).collect()
}

#[test]
fn a_queue_goes_out_the_doubtful_stay_and_are_told() {
    let house = House::new();
    for name in ["One", "Two - Original Mix", "Three - Other Remix", "Five"] {
        house.fake.memory().put("A", name);
    }
    house.fake.memory().tracks[3].playable = false;
    let mut user = User::open_in_memory().unwrap();
    queue(&mut user, &["One", "Two", "Three (B Remix)", "Nowhere", "Five", "One"]);
    let report = exported(&house, &mut user, &Aim::Again).unwrap();
    assert_eq!(report.headline(), "2 of 6 added");
    assert_eq!(names(&house, 0), ["One", "Two - Original Mix"]);
    let reasons: Vec<&str> = report.missing.iter().map(|missing| missing.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "not sure: only A – Three (Other Remix) is there",
            "Spotify does not have it",
            "Spotify has it, but not where you live",
            "the same recording stands in the queue before",
        ]
    );
    assert!(
        report.missing[1].links.iter().any(|(_, link)| link.contains("bandcamp.com/search?q=A%20Nowhere"))
    );
    assert!(report.written.unwrap().starts_with("https://open.spotify.com/playlist/"));
}

#[test]
fn the_changed_queue_repairs_its_playlist_and_a_removed_one_is_made_anew() {
    let house = House::new();
    for name in ["One", "Two", "Three", "Four"] {
        house.fake.memory().put("A", name);
    }
    let mut user = User::open_in_memory().unwrap();
    queue(&mut user, &["One", "Two", "Three"]);
    exported(&house, &mut user, &Aim::Again).unwrap();
    queue(&mut user, &["Three", "Four", "One"]);
    exported(&house, &mut user, &Aim::Again).unwrap();
    assert_eq!(names(&house, 0), ["Three", "Four", "One"]);
    assert_eq!(house.fake.memory().playlists.len(), 1);
    house.fake.memory().playlists.clear();
    exported(&house, &mut user, &Aim::Again).unwrap();
    assert_eq!(names(&house, 0), ["Three", "Four", "One"]);
}

#[test]
fn own_playlists_are_replaced_or_appended_to() {
    let house = House::new();
    let uris: Vec<String> = ["One", "Two", "Three"].map(|name| house.fake.memory().put("A", name)).into();
    let id = house.client().create("mine", "", false).unwrap().id;
    house.fake.memory().playlists[0].uris = uris[..2].to_vec();
    let mut user = User::open_in_memory().unwrap();
    queue(&mut user, &["Two", "Three"]);
    exported(&house, &mut user, &Aim::Append(id.clone())).unwrap();
    assert_eq!(names(&house, 0), ["One", "Two", "Three"]);
    queue(&mut user, &["Two"]);
    exported(&house, &mut user, &Aim::Append(id.clone())).unwrap();
    assert_eq!(names(&house, 0), ["One", "Two"], "what this queue put there is taken along");
    exported(&house, &mut user, &Aim::Replace(id)).unwrap();
    assert_eq!(names(&house, 0), ["Two"]);
}

#[test]
fn a_stop_says_what_is_kept_and_the_next_start_goes_on() {
    let house = House::new();
    let titles: Vec<String> = (0..120).map(|n| format!("Track {n}")).collect();
    for title in &titles {
        house.fake.memory().put("A", title);
    }
    let mut user = User::open_in_memory().unwrap();
    queue(&mut user, &titles.iter().map(String::as_str).collect::<Vec<_>>());
    let mut client = house.client();
    let mut told = Vec::new();
    let mut export =
        QueueExport { client: &mut client, user: &mut user, queue: QUEUE, on: &mut |doing| told.push(doing) };
    let rows = export.matches().unwrap();
    // Made, read, a hundred added; then no more for today.
    house.faults([Fault::None, Fault::None, Fault::None, Fault::Busy(86_400)]);
    let error = export.send(&rows, &Aim::Again, false).unwrap_err();
    let progress = ExportProgress::of(&user, QUEUE).unwrap();
    let said = stopped(&error, progress.as_ref());
    assert!(said.starts_with("Spotify asks to come back in 24 h ("), "{said}");
    assert!(said.ends_with("). Queue kept, 100 of 120 sent."), "{said}");
    let dead = SpotifyError::Unreachable { why: "its name is not found; is the network on?".into() };
    assert!(
        stopped(&dead, None).ends_with("is the network on? Queue kept."),
        "what asks has its end already"
    );
    house.clock.advance(std::time::Duration::from_hours(24));
    assert!(
        told.contains(&ExportActivity::Matching(60, 120))
            && told.contains(&ExportActivity::Sending(100, 120))
    );
    assert_eq!(exported(&house, &mut user, &Aim::Again).unwrap().headline(), "120 of 120 added");
    assert_eq!(names(&house, 0), titles);
}

#[test]
fn what_the_user_chose_goes_out() {
    let house = House::new();
    house.fake.memory().put("A", "Three - Other Remix");
    let mut user = User::open_in_memory().unwrap();
    queue(&mut user, &["Three (B Remix)"]);
    let mut client = house.client();
    let mut export = QueueExport { client: &mut client, user: &mut user, queue: QUEUE, on: &mut |_| {} };
    let rows = export.matches().unwrap();
    let Matched::Doubtful(hits) = &rows[0].matched else { panic!("not doubted") };
    choose(&mut user, &rows[0].track, &hits[0], 0).unwrap();
    assert_eq!(exported(&house, &mut user, &Aim::Again).unwrap().added, 1);
    assert!(SpotifyTrack::of(&house.client().track(&hits[0].id).unwrap()).is_some());
}
