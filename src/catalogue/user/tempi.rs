//! Tempi that the user has halved or doubled.

use rusqlite::{Connection, OptionalExtension};

use super::{CatalogueError, Seen, User, session::count_up};
use crate::track::{Name, Rules, TrackKey};

/// The setting that counts the decisions.
const VERSION: &str = "tempo choices";
/// The setting that says which rules made the keys.
const RULES: &str = "tempo choice rules";

impl User {
    /// The tempo that the user has decided on; what is known of the record is folded to the octave nearest to it.
    pub fn tempo_choice(&self, key: &TrackKey) -> Result<Option<f32>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached("SELECT bpm FROM tempo_choice WHERE key = ?1")?
                .query_row([key.as_str()], |row| row.get(0))
                .optional()
        })
    }

    /// Keeps the decision in place of an earlier one.
    pub fn choose_tempo(&mut self, track: &Seen, bpm: f32, now: i64) -> Result<(), CatalogueError> {
        let rules = Rules::current().version.to_string();
        self.write(|db| {
            let name = &track.name;
            db.prepare_cached(
                "INSERT OR REPLACE INTO tempo_choice (key, artist, title, version, bpm, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                track.key.as_str(),
                &name.artist,
                &name.title,
                &name.version,
                bpm,
                now,
            ))?;
            count_up(db, VERSION)
        })?;
        self.set_setting(RULES, Some(&rules))
    }

    /// Makes the keys again where other rules made them.
    pub(super) fn rekey_tempi(&mut self, rules: &Rules) -> Result<(), CatalogueError> {
        let now = rules.version.to_string();
        if self.setting(RULES)?.is_none_or(|known| known == now) {
            return Ok(());
        }
        self.write(|db| rekey(db, rules))?;
        self.set_setting(RULES, Some(&now))
    }

    /// Counts up with every decision.
    pub fn tempo_choices_version(&self) -> Result<u64, CatalogueError> {
        Ok(self.setting(VERSION)?.and_then(|n| n.parse().ok()).unwrap_or(0))
    }
}

fn rekey(db: &Connection, rules: &Rules) -> rusqlite::Result<()> {
    let all: Vec<(Name, f32, i64)> = db
        .prepare("SELECT artist, title, version, bpm, at FROM tempo_choice ORDER BY at")?
        .query_map([], |row| {
            let name = Name { artist: row.get(0)?, title: row.get(1)?, version: row.get(2)? };
            Ok((name, row.get(3)?, row.get(4)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    db.execute("DELETE FROM tempo_choice", [])?;
    let mut insert = db.prepare("INSERT OR REPLACE INTO tempo_choice VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (name, bpm, at) in all {
        let key = name.key_with(rules);
        insert.execute((key.as_str(), name.artist, name.title, name.version, bpm, at))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_kept_until_the_next_one() {
        let mut user = User::open_in_memory().expect("a store");
        let track = Seen::new(Name::parse("A", "B"));
        assert_eq!(user.tempo_choice(&track.key).expect("read"), None);
        user.choose_tempo(&track, 174.0, 1).expect("kept");
        user.choose_tempo(&track, 87.0, 2).expect("kept");
        assert_eq!(user.tempo_choice(&track.key).expect("read"), Some(87.0));
        assert_eq!(user.tempo_choices_version().expect("read"), 2);
    }

    #[test]
    fn other_rules_make_its_key_again() {
        let mut user = User::open_in_memory().expect("a store");
        user.choose_tempo(&Seen::new(Name::parse("A", "Song (Club Mix)")), 174.0, 1).expect("kept");
        let mut rules = Rules::current().clone();
        rules.version += 1;
        rules.neutral.push("club mix".to_owned());
        user.rekey_tempi(&rules).expect("made again");
        assert_eq!(user.tempo_choice(&Name::parse("A", "Song").key()).expect("read"), Some(174.0));
    }
}
