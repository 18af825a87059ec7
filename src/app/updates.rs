//! The updater as the screen shows it, and switching it on.

use std::path::Path;

use jiff::{Timestamp, tz::TimeZone};

use super::{
    fault::{Fault, Outcome},
    lock::lock,
    open::App,
    status::Updates,
};
use crate::{
    config::{self, Settings},
    updater::{Order, UpdateActivity, UpdateReport, Updater},
};

/// How often the wiki is asked once updates are switched on by their key.
const EVERY: &str = "6h";

impl App {
    /// Asks the wiki for changes in the background. A contact is kept in the settings, and switches updates on. What will
    /// happen is said.
    pub fn update(&self, contact: Option<&str>) -> Outcome<String> {
        let Some(updater) = &self.updater else { return Err(no_thread()) };
        let mut settings = lock(&self.settings);
        refuse_offline(&settings)?;
        let said = match contact {
            Some(contact) => switch_on(&mut settings, contact, &self.library.paths().config)?,
            None => "Asking the wiki what changed.".to_owned(),
        };
        updater.setter()(&settings);
        updater.ask(Order::default());
        Ok(said)
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
        updates.next = status.next.map(local);
        updates.last = status.last.map(|last| (local(last.at), last.outcome.map(|report| told(&report))));
    }
    updates
}

fn is_loopback(api: &str) -> bool {
    reqwest::Url::parse(api).is_ok_and(|url| crate::mixesdb::is_loopback(&url))
}

/// `14:05` today, with the day on other days.
fn local(at: Timestamp) -> String {
    let zone = TimeZone::system();
    let (at, now) = (at.to_zoned(zone.clone()), Timestamp::now().to_zoned(zone));
    let form = if at.date() == now.date() { "%H:%M" } else { "%A %H:%M" };
    at.strftime(form).to_string()
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

/// Keeps the contact in the settings file, with a schedule where there is none.
fn switch_on(settings: &mut Settings, contact: &str, file: &Path) -> Outcome<String> {
    let contact = contact.trim();
    if contact.contains(char::is_control) || !contact.contains(['@', '.']) {
        return Err(Fault {
            title: "That is no contact".into(),
            cause: "the wiki must be able to write to somebody".into(),
            remedy: "Give an e-mail address or a web page.".into(),
        });
    }
    let mut values = vec![("mixesdb", "contact", contact.into())];
    let silent = settings.update.every.trim().is_empty();
    if silent {
        values.push(("update", "every", EVERY.into()));
    }
    config::edit(file, &values).map_err(|e| Fault {
        title: "Updates stay off".into(),
        cause: e.to_string(),
        remedy: "Set [mixesdb] contact and [update] every by hand.".into(),
    })?;
    contact.clone_into(&mut settings.mixesdb.contact);
    if silent {
        EVERY.clone_into(&mut settings.update.every);
    }
    Ok(format!("Updates are on, every {}; asking the wiki what changed.", settings.update.every))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_kept_and_switches_updates_on() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("config.toml");
        let mut settings = Settings::default();
        assert!(switch_on(&mut settings, "nobody", &file).is_err());
        assert!(switch_on(&mut settings, "a@b.example\u{1b}[2J", &file).is_err());
        assert!(!file.exists() && settings == Settings::default());
        let said = switch_on(&mut settings, " a@b.example ", &file).expect("kept");
        assert!(said.contains("every 6h"), "{said}");
        let read = config::load(&file, &[]).expect("valid");
        assert_eq!((&read.mixesdb, &read.update), (&settings.mixesdb, &settings.update));
        settings.update.every = "2d".into();
        switch_on(&mut settings, "b@c.example", &file).expect("kept");
        assert_eq!(
            (settings.mixesdb.contact.as_str(), settings.update.every.as_str()),
            ("b@c.example", "2d")
        );
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
