//! The updater as the screen shows it, and switching it on.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use toml_edit::Value;

use super::{
    change::Opinion,
    fault::{Fault, Outcome, Stop},
    lock::lock,
    open::App,
    status::Updates,
};
use crate::{
    config::{self, Mixesdb, Settings},
    mixesdb,
    time::local,
    updater::{self, Order, Slice, SliceOffer, UpdateActivity, UpdateReport, Updater},
};

/// How often the wiki is asked once updates are switched on by their key.
const EVERY: &str = "6h";
/// Between the last question of an update that is paused and another one …
const BETWEEN: Duration = Duration::from_secs(4);
/// … and how often it is looked whether it is over.
const LOOK: Duration = Duration::from_millis(20);

/// What somebody wants of the updater.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateCommand {
    /// Ask the wiki what changed, or go on where it stands.
    Ask {
        /// Whom the wiki can write to from now on, where that was asked for; switches updates on.
        contact: Option<String>,
    },
    /// From now on fetch this slice of the wiki: what another one has left is not fetched again.
    Fetch {
        /// The same.
        contact: Option<String>,
        /// Which.
        slice: Slice,
    },
    /// Stop until somebody asks again, or until the next start.
    Pause,
}

impl App {
    /// Does what is wanted in the background. Contact and slice are kept in the settings. What will happen is said.
    pub fn update(&self, command: &UpdateCommand) -> Outcome<String> {
        let Some(updater) = &self.updater else { return Err(no_thread()) };
        let mut settings = lock(&self.settings);
        refuse_offline(&settings)?;
        let file = &self.library.paths().config;
        let said = match command {
            UpdateCommand::Pause => {
                updater.pause();
                return Ok("Updates pause; what was fetched is kept.".to_owned());
            }
            UpdateCommand::Ask { contact: None } => "Asking the wiki what changed.".to_owned(),
            UpdateCommand::Ask { contact: Some(contact) } => {
                switch_on(&mut settings, Some(contact), None, file)?
            }
            UpdateCommand::Fetch { contact, slice } => {
                let said = switch_on(&mut settings, contact.as_deref(), Some(slice), file)?;
                // What goes on is of another slice.
                updater.cancel();
                said
            }
        };
        updater.setter()(&settings);
        updater.ask(Order::default());
        Ok(said)
    }

    /// Slices of the wiki with their size and time. `None` where nobody need choose: the catalogue follows the wiki already, or the
    /// settings name a slice; with `always` there is a choice all the same.
    pub fn offers(
        &self,
        contact: Option<&str>,
        always: bool,
        stop: Stop<'_>,
    ) -> Outcome<Option<Vec<SliceOffer>>> {
        let mut settings = lock(&self.settings).clone();
        refuse_offline(&settings)?;
        if let Some(contact) = contact {
            settings.mixesdb.contact = checked(contact)?;
        }
        let Mixesdb { style, category, years, .. } = &settings.mixesdb;
        let chosen = !(style.is_empty() && category.is_empty() && years.trim().is_empty());
        if !always && (chosen || mixesdb::followed(&self.library.catalogue()).is_some()) {
            return Ok(None);
        }
        let styles: Vec<String> = self.usual_style().into_iter().collect();
        self.fall_silent(stop);
        let offers = updater::offers(&self.library.paths().catalogue_db(), &settings, &styles, stop);
        let offers = offers.map_err(|error| Fault {
            title: "The wiki does not say how much there is".into(),
            cause: error.to_string(),
            remedy: error.hint().unwrap_or_default(),
        })?;
        Ok(Some(offers))
    }

    /// Pauses the update under way, so that the wiki is not asked twice at once; then it is left alone for as long as between two questions.
    fn fall_silent(&self, stop: Stop<'_>) {
        let Some(updater) = &self.updater else { return };
        if updater.status().doing == UpdateActivity::Idle {
            return;
        }
        updater.pause();
        let since = Instant::now();
        while !stop() && (updater.status().doing != UpdateActivity::Idle || since.elapsed() < BETWEEN) {
            thread::sleep(LOOK);
        }
    }

    /// The style that most mixes of the user's queue and likes are of; without those the catalogue's commonest.
    fn usual_style(&self) -> Option<String> {
        let snapshot = self.library.snapshot();
        let data = self.user_data().unwrap_or_default();
        let liked = data.verdicts.iter().filter(|(_, verdict)| *verdict == Opinion::Like).map(|(id, _)| *id);
        let records = data.queue.iter().map(|item| item.row.id).chain(liked);
        let own = snapshot.tables.commonest_style(records);
        let of_all = || snapshot.tables.style_counts(1).styles.pop().map(|style| style.style);
        own.or_else(of_all)
    }
}

/// The state of things.
pub(super) fn state(settings: &Settings, updater: Option<&Updater>) -> Updates {
    let every = if settings.library.offline { "" } else { settings.update.every.trim() };
    let mut updates = Updates {
        every: every.to_owned(),
        contact: !settings.mixesdb.contact.trim().is_empty() || is_loopback(&settings.mixesdb.api),
        ..Updates::default()
    };
    if let Some(status) = updater.map(Updater::status) {
        updates.doing = match &status.doing {
            UpdateActivity::Idle => None,
            UpdateActivity::Waiting { why, .. } => Some(format!("{}: {why}", status.doing)),
            doing => Some(doing.to_string()),
        };
        updates.next = status.next.map(|next| local(next.as_second()));
        updates.paused = status.paused;
        if matches!(status.doing, UpdateActivity::Fetching { .. }) {
            updates.fetching = Some(status.doing.to_string());
        }
        updates.last =
            status.last.map(|last| (local(last.at.as_second()), last.outcome.map(|report| told(&report))));
    }
    updates
}

fn is_loopback(api: &str) -> bool {
    reqwest::Url::parse(api).is_ok_and(|url| crate::mixesdb::is_loopback(&url))
}

fn told(report: &UpdateReport) -> String {
    let UpdateReport { mixes_added: added, mixes_changed: changed, mixes_removed: removed, requests, .. } =
        report;
    let refit = report.refit.map_or_else(String::new, |fit| format!(", refitted in {:.1} s", fit.seconds));
    format!("{added} mixes added, {changed} changed, {removed} removed in {requests} requests{refit}")
}

fn no_thread() -> Fault {
    Fault {
        title: "No updates".into(),
        cause: "the system refused a thread for them".into(),
        remedy: "Start segue again.".into(),
    }
}

fn refuse_offline(settings: &Settings) -> Outcome<()> {
    if settings.library.offline {
        return Err(Fault {
            title: "No updates".into(),
            cause: "segue is set to stay off the network".into(),
            remedy: "Leave out --offline, or set [library] offline = false.".into(),
        });
    }
    Ok(())
}

/// A contact without the space around it.
fn checked(contact: &str) -> Outcome<String> {
    let contact = contact.trim();
    if contact.contains(char::is_control) || !contact.contains(['@', '.']) {
        return Err(Fault {
            title: "That is no contact".into(),
            cause: "the wiki must be able to write to somebody".into(),
            remedy: "Give an e-mail address or a web page.".into(),
        });
    }
    Ok(contact.to_owned())
}

/// Keeps contact and slice in the settings file, with a schedule where there is none.
fn switch_on(
    settings: &mut Settings,
    contact: Option<&str>,
    slice: Option<&Slice>,
    file: &Path,
) -> Outcome<String> {
    let contact = contact.map(checked).transpose()?;
    let mut values: Vec<(&str, &str, Value)> = Vec::new();
    values.extend(contact.as_ref().map(|contact| ("mixesdb", "contact", contact.into())));
    values.extend(slice.iter().flat_map(|slice| slice.values()));
    let silent = settings.update.every.trim().is_empty();
    if silent {
        values.push(("update", "every", EVERY.into()));
    }
    config::edit(file, &values).map_err(|e| Fault {
        title: "Updates stay off".into(),
        cause: e.to_string(),
        remedy: "Set [mixesdb] contact and [update] every by hand.".into(),
    })?;
    if let Some(contact) = contact {
        settings.mixesdb.contact = contact;
    }
    if let Some(slice) = slice {
        slice.apply(settings);
    }
    if silent {
        EVERY.clone_into(&mut settings.update.every);
    }
    let then = if slice.is_some() { "fetching" } else { "asking the wiki what changed" };
    Ok(format!("Updates are on, every {}; {then}.", settings.update.every))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_kept_and_switches_updates_on() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("config.toml");
        let mut settings = Settings::default();
        assert!(switch_on(&mut settings, Some("nobody"), None, &file).is_err());
        assert!(switch_on(&mut settings, Some("a@b.example\u{1b}[2J"), None, &file).is_err());
        assert!(!file.exists() && settings == Settings::default());
        let said = switch_on(&mut settings, Some(" a@b.example "), None, &file).expect("kept");
        assert!(said.contains("every 6h"), "{said}");
        let read = config::load(&file, &[]).expect("valid");
        assert_eq!((&read.mixesdb, &read.update), (&settings.mixesdb, &settings.update));
        settings.update.every = "2d".into();
        switch_on(&mut settings, Some("b@c.example"), None, &file).expect("kept");
        assert_eq!(
            (settings.mixesdb.contact.as_str(), settings.update.every.as_str()),
            ("b@c.example", "2d")
        );
    }

    #[test]
    fn a_slice_is_kept_and_leaves_the_contact_alone() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("config.toml");
        std::fs::write(&file, "[mixesdb]\ncontact = \"a@b.example\" # mine\nstyle = [\"House\"]\n")
            .expect("written");
        let mut settings = config::load(&file, &[]).expect("valid");
        let slice = Slice { styles: vec!["Drum & Bass".into(), "Techno".into()], years: "2025..".into() };
        switch_on(&mut settings, None, Some(&slice), &file).expect("kept");
        let read = config::load(&file, &[]).expect("valid");
        assert_eq!((&read.mixesdb, &read.update), (&settings.mixesdb, &settings.update));
        assert_eq!(read.mixesdb.contact, "a@b.example");
        assert_eq!((read.mixesdb.style, read.mixesdb.years), (slice.styles, slice.years));
        switch_on(&mut settings, None, Some(&Slice::default()), &file).expect("kept");
        assert!(settings.mixesdb.style.is_empty() && settings.mixesdb.years.is_empty(), "everything");
        assert!(std::fs::read_to_string(&file).expect("read").contains("# mine"));
    }

    #[test]
    fn offline_is_said_and_the_schedule_shows_as_off() {
        let mut settings = Settings::default();
        settings.update.every = "6h".into();
        settings.library.offline = true;
        assert!(refuse_offline(&settings).is_err());
        assert_eq!(state(&settings, None).every, "");
        assert!(!state(&settings, None).contact);
    }
}
