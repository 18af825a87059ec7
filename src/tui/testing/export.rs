//! The dialog that hands the queue over, without a network.

use std::{sync::Arc, time::Duration};

use crate::{
    app::{
        Services as _,
        export::{Before, ExportCommand, ExportEvent, ExportTrouble, Imported},
    },
    catalogue::Seen,
    export::Format,
    import::spotify::SpotifyImport,
    library::query::{By, TrackRow},
    spotify::{
        Aim, ExportActivity,
        matching::{MatchRow, Matched, SpotifyTrack},
        playlists::{Missing, PlaylistReport},
        wire::Track,
    },
    track::Name,
    tui::{
        message::Message,
        state::export::{Line, Stage},
        terminal::decode::Input,
        testing::{Driver, Fake, deck::There},
    },
};

fn hit(id: &str, artist: &str, title: &str) -> SpotifyTrack {
    let track =
        Track { id: Some(id.into()), name: title.into(), duration_ms: Some(391_000), ..Track::default() };
    SpotifyTrack { artist: artist.into(), year: Some(1999), ..SpotifyTrack::of(&track).unwrap() }
}

fn rows() -> Vec<MatchRow> {
    let row = |artist: &str, title: &str, matched| MatchRow {
        track: Seen::new(Name::parse(artist, title)),
        matched,
    };
    let remix = hit("b", "Ed Rush & Optical", "Alien Girl - Fracture Remix");
    vec![
        row("Souljah", "Fade 2 Black", Matched::Exact(hit("a", "Souljah", "Fade 2 Black"))),
        row(
            "Ed Rush, Optical & Fierce",
            "Alien Girl",
            Matched::Doubtful(vec![remix, hit("c", "Ed Rush", "Alien Girl (Live)")]),
        ),
        row("Digital", "Deadline", Matched::Missing),
    ]
}

/// A queue of two, the dialog open.
fn opened() -> Driver {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("aja").settle();
    app.keys("E");
    app
}

fn orders(app: &Driver) -> Vec<ExportCommand> {
    std::mem::take(&mut app.services.orders.lock().unwrap())
}

pub(super) fn tell(app: &mut Driver, news: ExportEvent) {
    app.send(Message::Export(news));
}

fn cut_off() -> ExportEvent {
    ExportEvent::Failed(ExportTrouble {
        text: "Spotify: login expired. Queue kept, 40 of 92 sent.".into(),
        remedy: "E logs in and goes on at 41.".into(),
        login: Some(41),
    })
}

fn sent() -> ExportEvent {
    let missing = Missing {
        track: Seen::new(Name::parse("Digital", "Deadline")),
        reason: "Spotify does not have it".into(),
        links: vec![("Beatport", "https://b/".into())],
    };
    let written = Some("https://open.spotify.com/playlist/p".into());
    ExportEvent::Sent(Box::new(PlaylistReport {
        written,
        in_file: false,
        wanted: 3,
        added: 2,
        missing: vec![missing],
    }))
}

/// What leads to each picture.
pub(super) fn stages() -> Vec<Vec<ExportEvent>> {
    let before = Some(Before { name: "Friday".into(), sent: 40, of: 92, done: false });
    let url = format!("https://accounts.spotify.com/authorize?client_id=app&scope={}", "x".repeat(120));
    let warning = Some("Spotify asks for your consent again in 12 days: segue login.".to_owned());
    vec![
        vec![ExportEvent::Looked { before, closed: None, logged_in: true, warning }],
        vec![ExportEvent::LoggingIn(url, None)],
        vec![
            ExportEvent::Doing(ExportActivity::Sending(40, 92)),
            ExportEvent::Waiting(std::time::Duration::from_secs(3)),
        ],
        vec![ExportEvent::Matched(Arc::new(rows()))],
        vec![sent()],
        vec![cut_off()],
        vec![sources()],
    ]
}

#[test]
fn an_empty_queue_is_not_handed_over() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("E");
    assert!(app.text().contains("The queue is empty"), "{}", app.text());
    assert!(orders(&app).is_empty());
}

#[test]
fn what_is_handed_over_is_stored_first() {
    let mut app = opened();
    app.keys("<esc>");
    orders(&app);
    // Not stored yet: the store is slow.
    app.keys("jaE");
    assert!(orders(&app).is_empty(), "the stored queue is not the one that is shown");
    app.store();
    assert_eq!(orders(&app), [ExportCommand::Look]);
    app.settle();
    app.keys("<enter>");
    assert_eq!(orders(&app), [ExportCommand::Match]);
}

#[test]
fn who_is_not_logged_in_logs_in_and_it_goes_on_by_itself() {
    let mut app = opened();
    assert_eq!(orders(&app), [ExportCommand::Look]);
    app.keys("<enter>");
    assert_eq!(orders(&app), [ExportCommand::Match]);
    let text = "Spotify: not logged in.".to_owned();
    tell(&mut app, ExportEvent::Failed(ExportTrouble { text, remedy: String::new(), login: Some(0) }));
    assert_eq!(orders(&app), [ExportCommand::LogIn]);
    let url = format!("https://accounts.spotify.com/authorize?client_id=app&{}", "x".repeat(200));
    tell(&mut app, ExportEvent::LoggingIn(url.clone(), None));
    assert_eq!(app.copied.last(), Some(&url));
    assert!(app.text().contains("Waiting for the browser"), "{}", app.text());
    let links = crate::tui::view::links(&app.state);
    assert!(links.len() > 2 && links.iter().all(|link| link.url == url), "every line of it is the link");
    // Letters are text here, also those that are keys elsewhere.
    app.keys("q E<enter>");
    assert_eq!(orders(&app), [ExportCommand::Pasted("q E".into())]);
    tell(&mut app, ExportEvent::Wrong("this is not the address".into()));
    assert!(app.text().contains("this is not the address"), "{}", app.text());
    app.send(Message::Input(Input::Paste("http://127.0.0.1:8898/callback?code=x&state=y".into())));
    app.keys("<enter>");
    assert_eq!(orders(&app), [ExportCommand::Pasted("http://127.0.0.1:8898/callback?code=x&state=y".into())]);
    tell(&mut app, ExportEvent::LoggedIn("Test DJ".into()));
    assert_eq!(orders(&app), [ExportCommand::Match], "what was wanted goes on");
}

#[test]
fn the_doubtful_are_taken_left_out_or_linked_and_nothing_waits_for_them() {
    let mut app = opened();
    app.keys("<enter>");
    tell(&mut app, ExportEvent::Doing(ExportActivity::Matching(1, 3)));
    assert!(app.text().contains("looking for the records, 1 of 3"), "{}", app.text());
    tell(&mut app, ExportEvent::Matched(Arc::new(rows())));
    assert!(app.text().contains("1 record ready to go, 1 to decide"), "{}", app.text());
    orders(&app);
    app.keys("j<enter>");
    let taken = hit("b", "Ed Rush & Optical", "Alien Girl - Fracture Remix");
    assert_eq!(orders(&app), [ExportCommand::Choose(1, taken.clone())]);
    let row = MatchRow { matched: Matched::Chosen(taken), ..rows().remove(1) };
    tell(&mut app, ExportEvent::Decided(1, Box::new(row), None));
    assert!(app.text().contains("2 records ready to go."), "{}", app.text());
    // On to the next one, which has no candidates: a link, then not at all.
    let lines = app.state.export.review.lines();
    assert_eq!(lines[app.state.export.cursor()], Line::Open(2));
    app.send(Message::Input(Input::Paste("https://open.spotify.com/track/x".into())));
    assert_eq!(orders(&app), [ExportCommand::Link(2, "https://open.spotify.com/track/x".into())]);
    app.keys("x");
    assert_eq!(orders(&app), [ExportCommand::LeaveOut(2)]);
    app.keys("k/spotify:track:y<enter>");
    assert_eq!(orders(&app), [ExportCommand::Link(2, "spotify:track:y".into())]);
    assert_eq!(app.state.export.stage, Stage::Review);
    // The certain ones can be looked at.
    app.keys("G<enter>");
    assert!(app.state.export.review.lines().contains(&Line::Sure(0)));
    app.keys("E");
    assert_eq!(orders(&app), [ExportCommand::Send(Aim::New)]);
}

/// An import that brought two records.
fn imported(app: &Driver) -> ExportEvent {
    let rows: Vec<TrackRow> = (0..2).map(|row| app.services.tables().track_row(row)).collect();
    ExportEvent::Imported(Box::new(Imported {
        queue: Some("Saturday".into()),
        rows,
        owned: true,
        skipped: 1,
    }))
}

fn sources() -> ExportEvent {
    let friday = (SpotifyImport::Playlist("p".into()), "Friday".to_owned());
    ExportEvent::Sources(vec![(SpotifyImport::Saved, "Saved tracks".into()), friday])
}

#[test]
fn a_playlist_becomes_the_seeds_from_the_screen() {
    let mut app =
        Driver::new((80, 24), Arc::new(Fake::new(super::fake::MIXES).with_tabs(&[By::Played, By::Next])));
    app.settle();
    app.keys("<tab>gi2");
    assert_eq!(orders(&app), [ExportCommand::Sources]);
    // Who is not logged in logs in, and it goes on.
    let text = "Spotify: not logged in.".to_owned();
    tell(&mut app, ExportEvent::Failed(ExportTrouble { text, remedy: String::new(), login: Some(0) }));
    assert_eq!(orders(&app), [ExportCommand::LogIn]);
    tell(&mut app, ExportEvent::LoggedIn("Test DJ".into()));
    assert_eq!(orders(&app), [ExportCommand::Sources]);
    tell(&mut app, sources());
    app.keys("j<enter>");
    assert_eq!(orders(&app), [ExportCommand::Import(SpotifyImport::Playlist("p".into()), "Friday".into())]);
    tell(&mut app, ExportEvent::Reading(50));
    assert!(
        app.text().contains("import from Spotify") && app.text().contains("50 records read"),
        "{}",
        app.text()
    );
    let news = imported(&app);
    tell(&mut app, news.clone());
    assert!(app.text().contains("2 records imported, yours now; 1 left out"), "{}", app.text());
    app.keys("<enter>").settle();
    assert_eq!(app.state.trail.seeds().len(), 2);
    // The queue is another use of it; and what ends behind is said.
    app.keys("gi2");
    tell(&mut app, sources());
    app.keys("<enter>");
    tell(&mut app, news.clone());
    app.keys("G<enter>").settle();
    assert_eq!(app.state.user.mine.name, "Saturday");
    app.keys("gi2");
    tell(&mut app, sources());
    app.keys("<enter><esc>");
    assert!(app.state.popups.is_empty());
    tell(&mut app, news);
    assert!(app.text().contains("imported: Saturday"), "{}", app.text());
}

#[test]
fn without_an_app_of_ones_own_the_import_says_what_is_missing() {
    let mut app = Driver::usual();
    app.keys("<tab>gi2");
    let text = "Spotify: no client id is set.".to_owned();
    tell(
        &mut app,
        ExportEvent::Failed(ExportTrouble { text, remedy: "Make an app of your own.".into(), login: None }),
    );
    assert!(
        app.text().contains("no client id is set") && app.text().contains("Make an app"),
        "{}",
        app.text()
    );
    app.keys("<esc>");
    assert!(app.state.popups.is_empty());
    // Handing over begins at its own menu.
    app.keys("phantom<enter>").settle();
    app.keys("aE");
    assert!(app.text().contains("export Friday"), "{}", app.text());
}

#[test]
fn what_is_to_be_said_at_the_start_is_said_once() {
    let mut app = Driver::usual();
    let notice = Some("Spotify asks for your consent again in 12 days; segue login renews it.".to_owned());
    let status = crate::app::Status { notice, ..app.services.status() };
    for _ in 0..2 {
        app.send(Message::Status(status.clone()));
    }
    assert!(app.text().contains("consent again in 12 days"), "{}", app.text());
    assert_eq!(app.state.screen.toasts.past().len(), 1);
}

#[test]
fn a_candidate_is_heard_before_it_is_taken() {
    let mut app = opened();
    app.keys("<enter>");
    tell(&mut app, ExportEvent::Matched(Arc::new(rows())));
    let heard = |app: &Driver| app.state.audition.on.as_ref().map(|on| (on.row.title.clone(), on.plays()));
    app.keys("j<space>").settle();
    app.listen(Duration::from_millis(300));
    let row = &app.state.audition.on.as_ref().unwrap().row;
    assert_eq!((row.title.as_str(), row.version.as_deref()), ("Alien Girl", Some("Fracture Remix")));
    assert!(app.text().contains("▶ Ed Rush & Optical - Alien Girl - Fracture Remix"), "{}", app.text());
    assert!(app.text().contains("exact · Deezer"), "{}", app.text());
    app.keys("<space>").settle();
    app.listen(Duration::from_millis(100));
    assert_eq!(heard(&app), Some(("Alien Girl".into(), false)), "the same key pauses it");
    // The next one, and back to the queue's own record to compare.
    app.keys("n").settle();
    assert_eq!(app.state.audition.on.as_ref().unwrap().row.version.as_deref(), Some("Live"));
    app.keys("kk<space>").settle();
    assert_eq!(app.state.audition.on.as_ref().unwrap().row.version, None);
    assert_eq!(app.state.export.stage, Stage::Review, "nothing is decided by listening");
    app.keys("<esc>").settle();
    assert_eq!(heard(&app), None);
}

#[test]
fn a_candidate_with_only_another_version_says_so() {
    let mut app = opened();
    app.keys("<enter>");
    tell(&mut app, ExportEvent::Matched(Arc::new(rows())));
    app.deck.there.insert("Alien Girl".into(), There::Other("VIP"));
    app.keys("j<space>").settle();
    assert_eq!(app.state.audition.on.as_ref().map(|on| on.row.title.as_str()), None);
    assert!(app.text().contains("No preview"), "{}", app.text());
    app.keys("<space>").settle();
    assert!(app.text().contains("other version"), "{}", app.text());
}

#[test]
fn one_can_log_out_from_the_menu() {
    let mut app = opened();
    tell(&mut app, ExportEvent::Looked { before: None, closed: None, logged_in: true, warning: None });
    orders(&app);
    app.keys("G<enter>");
    assert_eq!(orders(&app), [ExportCommand::LogOut]);
    tell(&mut app, ExportEvent::LoggedOut);
    assert_eq!(orders(&app), [ExportCommand::Look]);
    tell(&mut app, ExportEvent::Looked { before: None, closed: None, logged_in: false, warning: None });
    assert!(!app.text().contains("log out"), "{}", app.text());
}

#[test]
fn a_cut_export_is_told_and_e_goes_on_where_it_stopped() {
    let mut app = opened();
    app.keys("<enter>");
    tell(&mut app, ExportEvent::Matched(Arc::new(rows())));
    app.keys("E");
    orders(&app);
    app.keys("<esc>");
    assert!(app.state.popups.is_empty(), "it goes on behind");
    tell(&mut app, cut_off());
    assert!(app.text().contains("40 of 92 sent"), "{}", app.text());
    app.keys("E");
    assert_eq!(orders(&app), [ExportCommand::LogIn]);
    tell(&mut app, ExportEvent::LoggedIn("Test DJ".into()));
    assert_eq!(orders(&app), [ExportCommand::Send(Aim::Again)], "not into a second new playlist");
    tell(&mut app, sent());
    assert!(app.text().contains("2 of 3 added"), "{}", app.text());
    app.keys("j");
    assert!(
        app.text().contains("Spotify does not have it") && app.text().contains("Beatport"),
        "{}",
        app.text()
    );
    app.keys("y");
    assert_eq!(app.copied.last().map(String::as_str), Some("https://b/"));
}

#[test]
fn the_playlist_of_before_comes_first_and_files_ask_before_they_are_written_over() {
    let mut app = opened();
    let before = Before { name: "Friday".into(), sent: 40, of: 92, done: false };
    let closed = Some("Spotify: no client id is set. Make an app.".to_owned());
    tell(&mut app, ExportEvent::Looked { before: Some(before), closed, logged_in: false, warning: None });
    assert!(app.text().contains("go on with Friday, 40 of 92 sent"), "{}", app.text());
    orders(&app);
    app.keys("<enter>");
    assert!(orders(&app).is_empty() && app.text().contains("no client id"), "{}", app.text());
    app.keys("G");
    app.keys("k<enter>");
    assert_eq!(app.state.export.stage, Stage::Path(Format::Text));
    app.keys("<ctrl-u>/tmp/x.txt<enter>");
    assert_eq!(orders(&app), [ExportCommand::Write(Format::Text, "/tmp/x.txt".into(), false)]);
    tell(&mut app, ExportEvent::Exists(Format::Text, "/tmp/x.txt".into()));
    assert!(app.text().contains("is there already"), "{}", app.text());
    app.keys("<esc>");
    assert_eq!(app.state.export.stage, Stage::Path(Format::Text));
    assert_eq!(app.state.export.input.text(), "/tmp/x.txt", "another name may do");
    tell(&mut app, ExportEvent::Exists(Format::Text, "/tmp/x.txt".into()));
    app.keys("<enter>");
    assert_eq!(orders(&app), [ExportCommand::Write(Format::Text, "/tmp/x.txt".into(), true)]);
}

#[test]
fn a_file_of_files_is_refused_in_the_menu_where_none_is_known_and_a_wrong_path_stays_in_its_line() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    app.keys("E").settle();
    let choose = |app: &mut Driver, what: &str| {
        let text = app.text();
        let line = text.lines().find(|line| line.contains(what)).expect("it is offered");
        let label = line.split(" File: ").next().and_then(|before| before.chars().last()).expect("its label");
        app.keys(&label.to_string()).settle();
    };
    choose(&mut app, "(M3U8)");
    assert!(app.text().contains("No file of any record in the queue is known"), "{}", app.text());
    choose(&mut app, "table (CSV)");
    assert!(matches!(app.state.export.stage, Stage::Path(_)), "{}", app.text());
    app.keys("x");
    let typed = app.state.export.input.text().to_owned();
    let trouble = ExportTrouble { text: "It cannot be written.".into(), remedy: String::new(), login: None };
    tell(&mut app, ExportEvent::Failed(trouble));
    assert!(app.text().contains("It cannot be written.") && app.text().contains(&typed), "{}", app.text());
    app.keys("y");
    assert_eq!(app.state.export.input.text(), format!("{typed}y"), "it is written on");
}
