//! The updater against a real MediaWiki: installed, filled and served on loopback by the script `wiki` (about a minute).
//!
//! Ignored by `cargo test`; `.ci/run` runs it unless `SEGUE_WIKI` is 0.

mod first_crawl;
mod program;
mod proxy;
mod site;

use std::{io::Write as _, thread, time::Duration};

use program::{Program, played_with, shown, starter_pages};
use proxy::Proxy;
use site::Site;

const PAGES: usize = 300;

/// What it shows, and how.
type Step = (&'static str, fn(&Site, &Proxy));

#[test]
#[ignore = "installs and runs a real MediaWiki"]
fn a_real_wiki_is_followed() {
    let site = Site::start(PAGES).expect("MediaWiki can be installed (see tests/wiki/wiki)");
    let proxy = Proxy::start(site.address);
    let steps: [Step; 9] = [
        ("three hundred pages take at most twelve requests, never two at once", fill_in_few_requests),
        ("robots.txt is obeyed", obey_robots),
        ("a slice holds its pages", fill_a_slice),
        ("a kill in the middle of a fill", kill_while_filling),
        ("a kill in the middle of a refit, the library answering all the while", kill_while_refitting),
        ("an open screen answers while another program updates, and takes what is new", answer_all_the_while),
        ("an edit, a move and a deletion are exactly those changes", follow_three_changes),
        ("three sequences end as a fill from scratch", follow_sequences),
        ("a second writer is told who is at work", refuse_a_second_writer),
    ];
    for (name, step) in steps {
        say(&format!("… {name}"));
        step(&site, &proxy);
    }
}

/// A line that `cargo test` does not swallow: whoever runs it should see how far it is.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn titles() -> Vec<String> {
    starter_pages(PAGES).into_iter().map(|(title, _)| title).collect()
}

fn fill_in_few_requests(_: &Site, proxy: &Proxy) {
    let program = Program::fresh();
    proxy.take();
    let report = program.update(proxy, &["--no-refit"]);
    let (asked, busiest) = proxy.take();
    assert!(asked.len() <= 12, "{} requests", asked.len());
    assert_eq!(report["requests"], asked.len());
    assert_eq!(busiest, 1);
    // The pages of the starter and the fixture; the front page is no mix.
    assert_eq!(report["mixes_added"], PAGES + 1);
    let (mixes, tracks) = shown(&program.catalogue());
    assert_eq!(mixes.len(), PAGES + 1);
    for (title, keys) in starter_pages(PAGES) {
        assert!(mixes.iter().any(|mix| mix.contains(&title)), "{title}");
        for key in keys {
            assert!(tracks.iter().any(|track| track.starts_with(&key)), "{key} of {title}");
        }
    }
    let again = program.update(proxy, &["--no-refit"]);
    assert_eq!(
        (&again["mixes_added"], &again["mixes_changed"], &again["mixes_removed"]),
        (&0.into(), &0.into(), &0.into())
    );
    assert_eq!(again["generation"], report["generation"]);
}

fn obey_robots(site: &Site, proxy: &Proxy) {
    let program = Program::fresh();
    site.robots("User-agent: *\nDisallow: /*?action=\n");
    proxy.take();
    let error = program.fails(&["update", "--api", &proxy.api()]);
    assert_eq!(error["kind"], "robots");
    assert!(error["hint"].as_str().expect("a hint").contains("[mixesdb] consent"), "{error}");
    assert_eq!(proxy.take().0.len(), 0);
    site.robots("");
}

fn fill_a_slice(site: &Site, proxy: &Proxy) {
    site.fill_categories();
    let program = Program::fresh();
    program.settings("[mixesdb]\nstyle = [\"Techno\"]\nyears = \"2000..\"\n");
    let report = program.update(proxy, &["--no-refit"]);
    let (mixes, _) = shown(&program.catalogue());
    assert_eq!(report["mixes_added"], mixes.len());
    assert!((5..PAGES / 10).contains(&mixes.len()), "{} mixes", mixes.len());
    assert!(mixes.iter().all(|mix| mix.contains("Techno")));
}

fn kill_while_filling(_: &Site, proxy: &Proxy) {
    let whole = Program::fresh();
    proxy.take();
    whole.update(proxy, &["--no-refit"]);
    let (needed, _) = proxy.take();
    for answered in [1, 3, 6] {
        let program = Program::fresh();
        proxy.answer_only(answered);
        let mut child = program.start(&["update", "--no-refit", "--api", &proxy.api()]);
        while proxy.peek() <= answered {
            thread::sleep(Duration::from_millis(5));
        }
        child.kill().expect("killed");
        child.wait().expect("dead");
        proxy.answer_only(usize::MAX);
        let (before, _) = proxy.take();
        program.update(proxy, &["--no-refit"]);
        let (after, _) = proxy.take();
        assert_eq!(shown(&program.catalogue()), shown(&whole.catalogue()), "killed after {answered} answers");
        let repeated: Vec<_> = after
            .iter()
            .filter(|line| line.contains("allpages") && before[..answered].contains(line))
            .collect();
        assert!(repeated.is_empty(), "fetched twice: {repeated:?}");
        assert!(before.len() + after.len() <= needed.len() + 2);
    }
}

fn kill_while_refitting(_: &Site, proxy: &Proxy) {
    let whole = Program::fresh();
    whole.update(proxy, &[]);
    let seed = whole.busiest_track();
    let wanted = whole.similar(&seed);
    assert_eq!(wanted.len(), 20);
    let program = Program::fresh();
    program.update(proxy, &["--no-refit"]);
    for milliseconds in [0, 40, 80, 150, 250, 400] {
        let mut child = program.start(&["update", "--api", &proxy.api()]);
        // The search answers from the last snapshot whatever the updater does.
        assert!(program.finds(&seed), "answers while it refits");
        thread::sleep(Duration::from_millis(milliseconds));
        child.kill().expect("killed");
        child.wait().expect("dead");
    }
    program.update(proxy, &[]);
    assert_eq!(shown(&program.catalogue()), shown(&whole.catalogue()));
    assert_eq!(program.similar(&seed), wanted);
    program.truncate_snapshot();
    assert_eq!(program.similar(&seed), wanted, "a corrupt snapshot is built again");
}

fn answer_all_the_while(site: &Site, proxy: &Proxy) {
    let titles = titles();
    let program = Program::fresh();
    program.update(proxy, &[]);
    let seed = program.busiest_track();
    let screen = program.screen();
    let ask = played_with(&seed);
    let before = screen.similar(&ask, &|| false).expect("an answer").tracks.len();
    assert!(before > 10);
    site.edit(&titles[50], "== Tracklist ==\n\n# Brand New Artist - Brand New Title [New Label]\n");
    let mut child = program.start(&["update", "--api", &proxy.api()]);
    let mut answers = 0;
    while child.try_wait().expect("a state").is_none() {
        let answer = screen.similar(&ask, &|| false).expect("an answer while it updates");
        assert_eq!(answer.tracks.len(), before);
        screen.tick();
        answers += 1;
    }
    assert!(answers > 0);
    let found = || {
        let hits = screen.search("brand new title", 5, &|| false).expect("an answer").tracks;
        hits.iter().any(|hit| hit.row.title == "Brand New Title")
    };
    // The screen ticks twice a second.
    for _ in 0..600 {
        screen.tick();
        if found() {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    assert!(found(), "the other program's snapshot is taken");
    assert_eq!(screen.similar(&ask, &|| false).expect("an answer").tracks.len(), before);
}

fn follow_three_changes(site: &Site, proxy: &Proxy) {
    let titles = titles();
    let program = Program::fresh();
    program.update(proxy, &["--no-refit"]);
    let moved = format!("{} (moved)", titles[11]);
    site.edit(&titles[10], "== Tracklist ==\n\n# New Artist - New Title [New Label]\n");
    site.rename(&titles[11], &moved);
    site.delete(&titles[12]);
    let before = program.mix_id(&titles[11]);
    let report = program.update(proxy, &["--no-refit"]);
    let count = |name: &str| report[name].as_u64().expect("a number");
    assert_eq!((count("mixes_added"), count("mixes_changed"), count("mixes_removed")), (0, 2, 1), "{report}");
    assert_eq!(program.mix_id(&moved), before, "a move keeps the mix's identity");
    assert_same_as_fresh(&program, proxy);
}

fn follow_sequences(site: &Site, proxy: &Proxy) {
    let titles = titles();
    let mix = |line: &str| format!("== Tracklist ==\n\n<list>\n[00] {line}\n</list>\n\n[[Category:House]]\n");
    let program = Program::fresh();
    program.update(proxy, &["--no-refit"]);
    // Deleted and restored; the redirect a move left becomes a mix of its own.
    site.delete(&titles[20]);
    site.rename(&titles[21], "2020-01-01 - Elsewhere - Show");
    program.update(proxy, &["--no-refit"]);
    site.restore(&titles[20]);
    site.edit(&titles[21], &mix("A - Where A Redirect Was"));
    assert_same_as_fresh(&program, proxy);
    // Two mixes change places over a third title, and back over the redirects that stay.
    site.rename(&titles[30], "2020-01-02 - Between - Show");
    site.rename(&titles[31], &titles[30]);
    site.rename("2020-01-02 - Between - Show", &titles[31]);
    assert_same_as_fresh(&program, proxy);
    // Made, deleted and made again between two looks; a mix becomes a redirect.
    site.edit("2020-01-03 - New - Show", &mix("B - First"));
    site.delete("2020-01-03 - New - Show");
    site.edit("2020-01-03 - New - Show", &mix("B - Second"));
    site.edit(&titles[40], "#REDIRECT [[2020-01-03 - New - Show]]");
    assert_same_as_fresh(&program, proxy);
}

fn assert_same_as_fresh(program: &Program, proxy: &Proxy) {
    program.update(proxy, &["--no-refit"]);
    let fresh = Program::fresh();
    fresh.update(proxy, &["--no-refit"]);
    assert_eq!(shown(&program.catalogue()), shown(&fresh.catalogue()));
}

fn refuse_a_second_writer(_: &Site, proxy: &Proxy) {
    let program = Program::fresh();
    proxy.answer_only(2);
    proxy.take();
    let mut first = program.start(&["update", "--no-refit", "--api", &proxy.api()]);
    while proxy.peek() < 3 {
        thread::sleep(Duration::from_millis(5));
    }
    let error = program.fails(&["update", "--no-refit", "--api", &proxy.api()]);
    assert_eq!(error["kind"], "locked", "{error}");
    first.kill().expect("killed");
    first.wait().expect("dead");
    proxy.answer_only(usize::MAX);
    program.update(proxy, &["--no-refit"]);
}
