//! Listening, by keys: what plays, what the screen says about it, how a run goes.

use std::time::Duration;

use super::{
    Driver,
    deck::{There, nobody},
};
use crate::{
    app::audition::{AudioCommand, AudioEvent, CannotPlay, PlaybackTime, PlayerCommand, StartAt},
    preview::{Provider, Refusal, Silent},
    sound::{outputs::OutputChoice, player::PlaybackPhase},
    tui::{message::Message, state::screen::Focus, terminal::decode::Input},
};

const SECOND: Duration = Duration::from_secs(1);

fn dug() -> Driver {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app
}

fn title(app: &Driver) -> Option<&str> {
    app.state.audition.on.as_ref().map(|on| on.row.title.as_str())
}

fn phase(app: &Driver) -> Option<PlaybackPhase> {
    Some(app.state.audition.playing()?.phase)
}

fn position(app: &Driver) -> f64 {
    app.state.audition.playing().map_or(-1.0, |playing| playing.position.as_secs_f64())
}

#[test]
fn space_plays_the_row_pauses_it_and_goes_on() {
    let mut app = dug();
    app.keys("<space>");
    assert!(app.text().contains("▶ Alien Girl · looking for it"), "{}", app.text());
    app.settle().listen(SECOND * 3);
    let text = app.text();
    assert!(text.contains("▶ Alien Girl · exact · Deezer 0:03/0:30 · sound: your laptop"), "{text}");
    assert!(text.lines().any(|l| l.contains('›') && l.contains('▶') && l.contains("Alien Girl")), "{text}");
    app.keys("<space>").settle();
    assert_eq!(phase(&app), Some(PlaybackPhase::Paused));
    app.listen(SECOND * 3);
    assert!((position(&app) - 3.0).abs() < 0.2);
    assert!(app.text().contains("‖ Alien Girl"), "{}", app.text());
    app.keys("<space>").settle().listen(SECOND);
    assert!((position(&app) - 4.0).abs() < 0.2);
    app.keys("j<space>").settle();
    assert_eq!(title(&app), Some("Fade 2 Black"), "another row plays instead");
}

#[test]
fn a_second_space_while_it_is_looked_for_takes_the_wish_back() {
    let mut app = dug();
    app.keys("<space><space>");
    assert_eq!(title(&app), None);
    app.settle();
    assert_eq!((title(&app), app.deck.playing()), (None, None));
}

#[test]
fn n_and_p_play_the_rows_beside() {
    let mut app = dug();
    app.keys("n").settle();
    assert_eq!((title(&app), app.state.list().cursor), (Some("Fade 2 Black"), 1));
    app.keys("nn").settle();
    assert_eq!(app.state.list().cursor, 3);
    app.keys("p").settle();
    assert_eq!(app.state.list().cursor, 2);
    assert_eq!(title(&app).map(str::to_owned), app.state.record().map(|r| r.title.clone()));
    app.keys("ggp").settle();
    assert!(app.text().contains("The list begins here."), "{}", app.text());
    app.keys("Gn").settle();
    assert!(app.text().contains("The list ends here."));
}

#[test]
fn in_the_prompt_the_keys_type() {
    let mut app = Driver::usual();
    app.keys("phantom n,.<lt>dPMSv").settle();
    assert_eq!(app.state.search.prompt.text(), "phantom n,.<dPMSv");
    assert!(app.deck.commands.is_empty());
    app.keys("<ctrl-u>phantom<tab><space>").settle();
    assert_eq!(title(&app), Some("Phantom Force"), "the hits are auditioned from the list's focus");
}

#[test]
fn the_queue_is_auditioned_too() {
    let mut app = dug();
    app.keys("ajaja<tab>gg<space>").settle();
    assert_eq!((app.state.screen.focus, title(&app)), (Focus::Queue, Some("Alien Girl")));
    app.keys("n").settle();
    assert_eq!((app.state.user.cursor, title(&app)), (1, Some("Fade 2 Black")));
    app.keys("p.").settle();
    assert_eq!((app.state.user.cursor, title(&app)), (0, Some("Alien Girl")));
}

#[test]
fn seeking_by_five_and_thirty_seconds_and_by_a_click() {
    let mut app = dug();
    app.keys(".").settle();
    assert!(app.text().contains("Nothing plays; space plays the row."));
    app.keys("<space>.");
    assert!(app.text().contains("Nothing plays yet: Alien Girl is looked for."), "{}", app.text());
    app.settle();
    assert!(!app.text().contains("Nothing plays"), "it is true no longer: {}", app.text());
    app.keys("..,").settle();
    assert!((position(&app) - 5.0).abs() < 0.1);
    app.keys("<lt>").settle();
    assert!(position(&app).abs() < 0.1);
    app.keys(">").settle();
    assert!((position(&app) - 30.0).abs() < 0.1);
    let area = crate::tui::layout::picture::area(&crate::tui::layout::layout(&app.state));
    app.send(Message::Input(Input::Click(area.x + area.width / 2, area.y)));
    app.settle();
    assert!((position(&app) - 15.0).abs() < 0.5, "{}", position(&app));
}

#[test]
fn d_goes_to_the_drop_and_again_to_the_start() {
    let mut app = dug();
    app.keys("<space>").settle();
    app.keys("d").settle();
    let drop = position(&app);
    assert!(drop > 5.0, "{drop}");
    app.keys("d").settle();
    assert!(position(&app).abs() < 0.1);
    app.keys("d.d").settle();
    assert!((position(&app) - drop).abs() < 0.1, "after a seek it goes to the drop again");
}

#[test]
fn what_was_listened_to_is_marked_and_stored() {
    let mut app = dug();
    app.keys("<space>").settle().listen(Duration::from_millis(500));
    assert!(app.state.user.mine.heard.is_empty(), "half a second is not heard");
    app.listen(SECOND).settle();
    assert_eq!(app.services.stored().heard, [app.state.record().unwrap().id]);
    app.keys("n").settle();
    let text = app.text();
    assert!(text.lines().any(|l| l.contains('·') && l.contains("Alien Girl")), "{text}");
}

#[test]
fn another_version_is_offered_first_and_named_when_it_plays() {
    let mut app = dug();
    app.deck.there.insert("Alien Girl".into(), There::Other("Fracture Remix"));
    app.keys("<space>").settle();
    let text = app.text();
    assert!(
        text.contains("No preview: Deezer has only the Fracture Remix. Space plays that one; o p"),
        "{text}"
    );
    assert_eq!(app.deck.playing(), None);
    app.keys("<space>").settle();
    app.wait(SECOND * 20);
    assert!(app.text().contains("▶ Alien Girl · other version: Fracture Remix"), "{}", app.text());
}

#[test]
fn why_nothing_can_be_heard_is_said_and_the_program_goes_on() {
    use Provider::{Deezer, Itunes, Local};
    let web = Refusal::Unusable("a web page".into());
    let dead = Refusal::Unreachable("no route".into());
    let cases = [
        (
            nobody(&[(Local, Refusal::Unknown), (Deezer, Refusal::Unknown), (Itunes, Refusal::NoSound)]),
            "No preview: Deezer nothing, iTunes has it without a preview. o p searches.",
        ),
        (nobody(&[(Deezer, Refusal::Quota(SECOND * 4))]), "Deezer is asked again in 5 s"),
        (nobody(&[(Local, Refusal::Unknown), (Deezer, Refusal::Off)]), "No preview: offline."),
        (nobody(&[(Deezer, dead)]), "Deezer cannot be reached (no route)"),
        (nobody(&[(Deezer, web)]), "Deezer: a web page"),
    ];
    for (there, words) in cases {
        let mut app = dug();
        app.state.screen.size = (120, 40);
        app.deck.there.insert("Alien Girl".into(), there);
        app.keys("<space>").settle();
        assert!(app.text().contains(words), "{words}\n{}", app.text());
        assert_eq!(title(&app), None);
        app.keys("n").settle();
        assert_eq!(title(&app), Some("Fade 2 Black"));
    }
}

#[test]
fn news_of_a_row_one_has_left_are_dropped() {
    let mut app = dug();
    app.keys("<space>");
    let old = app.state.audition.on.as_ref().unwrap().token;
    app.keys("n").settle().listen(SECOND);
    let before = (app.text(), format!("{:?}", app.state.audition));
    app.send(Message::Audio(AudioEvent::Unheard(old, CannotPlay::Nobody(Silent::default()))));
    app.send(Message::Audio(AudioEvent::Drop(old, None)));
    let clock = PlaybackTime { token: old, phase: PlaybackPhase::Ended, position: SECOND, column: None };
    app.send(Message::Audio(AudioEvent::Clock(clock)));
    let canvas = app.state.audition.picture.asked.unwrap();
    let late = crate::app::audition::Canvas { token: old, ..canvas };
    app.send(Message::Audio(AudioEvent::Picture(late, crate::sound::spectrogram::Grid::new(4, 4))));
    assert_eq!((app.text(), format!("{:?}", app.state.audition)), before);
}

#[test]
fn the_next_two_rows_are_made_ready() {
    let mut app = dug();
    app.keys("<space>").settle();
    let ahead = app.deck.commands.iter().rev().find_map(|order| match order {
        AudioCommand::Prefetch(wanted) => {
            Some(wanted.iter().map(|w| w.name.title.clone()).collect::<Vec<_>>())
        }
        _ => None,
    });
    assert_eq!(ahead.unwrap(), app.titles()[1..3]);
}

#[test]
fn like_reject_and_queue_each_move_on_and_undo_returns() {
    let mut app = dug();
    app.keys("f").settle();
    assert_eq!(app.state.list().cursor, 0, "without audition the cursor stays");
    app.keys("u<space>").settle();
    let titles = app.titles();
    app.keys("f").settle();
    app.keys("x").settle();
    app.keys("a").settle();
    assert_eq!((app.state.list().cursor, title(&app)), (3, Some(titles[3].as_str())));
    assert_eq!(app.titles(), titles, "the list does not move");
    app.keys("u").settle();
    assert_eq!((app.state.list().cursor, title(&app)), (2, Some(titles[2].as_str())), "queueing undone");
    assert!(app.queue().is_empty());
    app.keys("u").settle();
    assert_eq!(title(&app), Some(titles[1].as_str()), "the reject undone");
    app.keys("f").settle();
    assert_eq!(title(&app), Some(titles[2].as_str()));
    app.keys("jjf").settle();
    assert_eq!(title(&app), Some(titles[2].as_str()), "elsewhere a verdict does not move on");
}

#[test]
fn a_run_goes_down_the_list_and_never_stops() {
    let mut app = dug();
    app.state.screen.size = (120, 40);
    let titles = app.titles();
    // The second was heard before, the third has no sound, the fourth cannot be played.
    app.keys("j<space>").settle().listen(SECOND * 2);
    app.keys("k").settle();
    app.deck.there.insert(titles[2].clone(), nobody(&[(Provider::Deezer, Refusal::Unknown)]));
    app.keys("P").settle();
    assert_eq!(title(&app), Some(titles[0].as_str()));
    app.wait(SECOND * 5).listen(SECOND * 2);
    let text = app.text();
    assert!(text.contains(&format!("run 6 s · 1 of {}", titles.len())), "{text}");
    assert!(position(&app) > 5.0, "from the drop");
    app.listen(SECOND * 5);
    let next = app.state.list().cursor;
    assert!(next > 2, "{next}: heard and silent rows are passed over");
    assert_eq!(title(&app), Some(app.titles()[next].as_str()));
    app.listen(SECOND * 80);
    assert_eq!(app.state.audition.run, None, "it ends with the list");
    assert!(app.state.screen.toasts.past().iter().any(|t| t.text.contains("The run has ended")));
    assert!(app.state.user.mine.heard.len() > 5);
}

#[test]
fn in_a_run_verdicts_move_on_and_the_list_stays_with_new_mixes() {
    let mut app = dug();
    app.state.screen.size = (120, 40);
    let titles = app.titles();
    app.keys("P").settle().listen(SECOND);
    app.keys("f").settle().listen(SECOND);
    app.services.generation.store(9, std::sync::atomic::Ordering::SeqCst);
    app.status();
    app.keys("x").settle().listen(SECOND * 7);
    assert_eq!(app.titles(), titles, "the list never moves under the cursor");
    assert_eq!(app.state.list().cursor, 3);
    assert!(app.text().contains("r refresh"), "{}", app.text());
    app.keys("u").settle();
    assert_eq!(title(&app), Some(titles[1].as_str()));
    app.keys("P").settle();
    assert_eq!(app.state.audition.run, None);
    app.listen(SECOND * 9);
    assert_eq!(title(&app), Some(titles[1].as_str()), "it plays on");
}

#[test]
fn a_run_waits_for_a_quota_and_goes_on() {
    let mut app = dug();
    app.deck.there.insert("Alien Girl".into(), nobody(&[(Provider::Deezer, Refusal::Quota(SECOND * 5))]));
    app.keys("P").settle();
    assert!(app.state.audition.run.is_some());
    assert_eq!(title(&app), Some("Alien Girl"));
    app.deck.there.clear();
    app.listen(SECOND * 6);
    assert_eq!(phase(&app), Some(PlaybackPhase::Playing));
}

#[test]
fn a_run_that_is_ended_while_it_waits_looks_for_nothing_any_more() {
    let mut app = dug();
    app.deck.there.insert("Alien Girl".into(), nobody(&[(Provider::Deezer, Refusal::Quota(SECOND * 5))]));
    app.keys("P").settle().keys("P").settle();
    assert_eq!((title(&app), app.state.audition.run), (None, None));
    let text = app.text();
    assert!(text.contains("The run has ended.") && !text.contains("looking for it"), "{text}");
    app.deck.there.clear();
    app.listen(SECOND * 6);
    assert_eq!(title(&app), None, "nobody asked for it");
}

#[test]
fn a_run_ends_where_nobody_can_be_reached() {
    let mut app = dug();
    for title in app.titles() {
        app.deck.there.insert(title, nobody(&[(Provider::Deezer, Refusal::Unreachable("no route".into()))]));
    }
    app.keys("P").settle();
    assert_eq!((app.state.audition.run, app.state.list().cursor), (None, 0));
    assert!(app.text().contains("cannot be reached"), "{}", app.text());
}

#[test]
fn a_run_that_finds_nothing_leaves_the_cursor_where_it_was() {
    let mut app = dug();
    for title in app.titles() {
        app.deck.there.insert(title, nobody(&[(Provider::Deezer, Refusal::Unknown)]));
    }
    app.keys("jP").settle();
    assert_eq!((app.state.audition.run, app.state.list().cursor), (None, 1));
    assert!(app.state.audition.on.is_none(), "nothing is drawn as if it played");
    assert!(app.text().contains("every row from here on was auditioned, or has no sound"), "{}", app.text());
}

#[test]
fn moving_the_cursor_by_hand_does_not_disturb_a_run() {
    let mut app = dug();
    app.keys("P").settle().listen(SECOND * 3);
    app.keys("jjj").settle();
    let there = app.current();
    app.listen(SECOND * 5);
    assert_eq!(app.current(), there, "the cursor stays where it was put");
    assert_eq!(title(&app), Some(app.titles()[1].as_str()));
}

#[test]
fn mute_volume_and_output() {
    let mut app = dug();
    app.state.screen.size = (120, 40);
    app.keys("<space>").settle();
    app.keys("M(").settle();
    assert!(app.text().contains("muted"), "{}", app.text());
    app.keys("M)").settle();
    let knobs: Vec<_> = app
        .deck
        .commands
        .iter()
        .filter(|o| matches!(o, AudioCommand::Player(PlayerCommand::Mute(_) | PlayerCommand::Volume(_))))
        .cloned()
        .collect();
    assert_eq!(
        knobs,
        [
            AudioCommand::Player(PlayerCommand::Mute(true)),
            AudioCommand::Player(PlayerCommand::Volume(0.9)),
            AudioCommand::Player(PlayerCommand::Mute(false)),
            AudioCommand::Player(PlayerCommand::Volume(1.0))
        ]
    );
    app.keys("S");
    assert!(app.text().contains("another machine: segue listen"), "{}", app.text());
    app.keys("G<enter>").settle();
    assert!(app.deck.commands.contains(&AudioCommand::Player(PlayerCommand::Output(OutputChoice::Null))));
    app.wait(SECOND * 20);
    assert!(app.text().contains("no sound: S"), "{}", app.text());
    assert!(app.state.popups.is_empty(), "whoever chooses silence needs no card");
}

#[test]
fn the_spectrogram_has_two_views_three_maps_and_four_ranges() {
    let mut app = dug();
    app.keys("<space>").settle().listen(SECOND * 2);
    let whole = app.buffer();
    app.keys("C").settle();
    assert_ne!(app.buffer(), whole, "other colours");
    app.keys("CC").settle();
    assert_eq!(app.buffer(), whole);
    app.keys("R").settle();
    assert_ne!(app.buffer(), whole, "another part of the spectrum");
    app.keys("RRR").settle();
    assert_eq!(app.buffer(), whole);
    app.keys("v").settle().listen(SECOND);
    assert!(app.state.audition.picture.sweep.is_some());
    app.keys("v").settle();
    assert_eq!(app.deck.commands.last(), Some(&AudioCommand::Live(None)));
    assert!(!app.text().contains("70│"), "{}", app.text());
    app.keys("v").settle();
    assert!(app.text().contains("70│"), "{}", app.text());
}

#[test]
fn o_p_opens_the_page_of_what_plays_or_searches() {
    let mut app = dug();
    app.keys("op").settle();
    assert!(app.text().contains("deezer.com/search/"), "{}", app.text());
    app.keys("<esc><space>").settle();
    app.keys("op").settle();
    assert!(app.text().contains("https://www.deezer.com/track/7"), "{}", app.text());
}

#[test]
fn from_the_start_by_space_from_the_drop_in_a_run() {
    let mut app = dug();
    app.keys("<space>nP").settle();
    let from: Vec<_> = app
        .deck
        .commands
        .iter()
        .filter_map(|order| if let AudioCommand::Play { from, .. } = order { Some(*from) } else { None })
        .collect();
    assert_eq!(from[..2], [StartAt::Start, StartAt::Start]);
    app.keys("n").settle();
    assert!(matches!(
        app.deck.commands.iter().rev().find(|o| matches!(o, AudioCommand::Play { .. })),
        Some(AudioCommand::Play { from: StartAt::Drop, .. })
    ));
}
