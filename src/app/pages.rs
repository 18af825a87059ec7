//! Pages of DJs, labels, artists, mixes and records, and what stands behind a row.

use super::{
    fault::{self, Fault, Outcome},
    open::App,
    time::day,
};
use crate::{
    library::{
        OwnSets,
        browse::{Browse, BrowseAnswer, StylesAnswer},
        evidence,
        news::Interest,
        player::{self, MixPlayer},
        query::{ArtistPage, DjPage, Evidence, LabelPage, MixPage, News, TrackPage, TrackRow},
        similar::controls::{Controls, Sieve},
    },
    track::{MixId, TrackId},
};

/// How often a record was played, year by year, and who began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Plays by year, in order of years.
    pub years: Vec<(u16, u32)>,
    /// The first DJ known to have played it, with the date as written.
    pub first: Option<(String, String)>,
}

/// How many rows each filter hides, by its name.
pub type Hidden = Vec<(String, u32)>;

impl App {
    /// Takes from a page's rows what the controls leave out, and says how many each hides.
    /// A style or DJ among them that nobody knows is a fault.
    pub fn narrow<T>(
        &self,
        controls: &Controls,
        rows: &mut Vec<T>,
        id: impl Fn(&T) -> TrackId,
    ) -> Outcome<Hidden> {
        if !controls.any() {
            return Ok(Hidden::new());
        }
        self.known(controls)?;
        let snapshot = self.library.snapshot();
        let sieve = Sieve::new(&snapshot.tables, &snapshot.graph(), controls, &[]);
        let hidden = sieve.hidden(rows.iter().map(&id));
        rows.retain(|row| sieve.keeps(id(row)));
        Ok(hidden)
    }

    /// A style or DJ of the controls that nobody knows is a fault that names the nearest.
    pub fn known(&self, controls: &Controls) -> Outcome<()> {
        fault::known(controls, &self.library.snapshot())
    }

    /// The mixes that hold the row and one of the seeds, the best first.
    pub fn evidence(&self, seeds: &[TrackId], row: TrackId, own: OwnSets) -> Vec<Evidence> {
        let snapshot = self.library.snapshot();
        let tables = &snapshot.tables;
        let seeds: Vec<u32> = seeds.iter().filter_map(|&id| tables.row_of(id)).collect();
        tables.row_of(row).map(|row| evidence::details(tables, &seeds, row, own)).unwrap_or_default()
    }

    /// The records of these numbers, as far as they are known, in their order.
    pub fn rows(&self, ids: &[TrackId]) -> Vec<TrackRow> {
        let tables = &self.library.snapshot().tables;
        let (sounds, mine) = (self.library.sounds_now(), self.mine().ok());
        let heard = |id: TrackId| Some(sounds.as_ref()?.outsider(id)?.row(id));
        let outside = |id: TrackId| heard(id).or_else(|| mine.as_ref()?.row(id));
        let row = |&id: &TrackId| tables.row_of(id).map(|row| tables.track_row(row)).or_else(|| outside(id));
        ids.iter().filter_map(row).collect()
    }

    /// All versions of a record, itself among them.
    pub fn versions(&self, id: TrackId) -> Vec<TrackRow> {
        let tables = &self.library.snapshot().tables;
        let row = tables.row_of(id);
        row.into_iter().flat_map(|r| tables.versions_of(r)).map(|&r| tables.track_row(r)).collect()
    }

    /// Plays by year, and who began.
    pub fn history(&self, id: TrackId) -> History {
        let tables = &self.library.snapshot().tables;
        let Some(row) = tables.row_of(id) else { return History::default() };
        let first = tables.first_played(row).and_then(|mix| {
            let dj = tables.dj_names(mix).join(", ");
            Some((dj, tables.mix_date.some(mix)?.to_owned()))
        });
        History { years: tables.plays_by_year(row), first }
    }

    /// A DJ's page.
    pub fn dj(&self, name: &str) -> Outcome<DjPage> {
        found("DJ", name, self.library.snapshot().tables.dj_page(name))
    }

    /// A label's page.
    pub fn label(&self, name: &str) -> Outcome<LabelPage> {
        found("label", name, self.library.snapshot().tables.label_page(name))
    }

    /// An artist's page.
    pub fn artist(&self, name: &str) -> Outcome<ArtistPage> {
        found("artist", name, self.library.snapshot().tables.artist_page(name))
    }

    /// A mix's page.
    pub fn mix(&self, id: MixId) -> Outcome<MixPage> {
        let row = self.library.snapshot().tables.mix_by_id(id);
        let page = row.map_or(Ok(None), |row| self.library.mix_page(row));
        found("mix", &id.to_string(), page.map_err(|e| fault::of("The mix cannot be read", &e))?)
    }

    /// Where a mix itself is heard, from where these records of it meet.
    pub fn player(&self, id: MixId, records: &[TrackId]) -> Outcome<Option<MixPlayer>> {
        Ok(player::player(&self.mix(id)?, records))
    }

    /// A mix's page and the records of its lines, as far as they are known.
    pub fn mix_with_records(&self, id: MixId) -> Outcome<(MixPage, Vec<TrackRow>)> {
        let page = self.mix(id)?;
        let ids: Vec<TrackId> = page.entries.iter().filter_map(|entry| entry.track).collect();
        let rows = self.rows(&ids);
        Ok((page, rows))
    }

    /// A record's page.
    pub fn track(&self, id: TrackId) -> Outcome<TrackPage> {
        let snapshot = self.library.snapshot();
        let page = snapshot.tables.row_of(id).map(|row| snapshot.tables.track_page(row));
        let outside = || {
            let heard = || Some(self.library.sounds_now()?.outsider(id)?.row(id));
            let track = heard().or_else(|| self.mine().ok()?.row(id))?;
            Some(TrackPage { track, plays: Vec::new() })
        };
        let page = page.or_else(outside);
        found("record", &id.to_string(), page)
    }

    /// Records by style and years. A style that no mix has, as in a session of another catalogue, is none to browse.
    pub fn browse(&self, browse: &Browse) -> Outcome<BrowseAnswer> {
        let snapshot = self.library.snapshot();
        let asked = Controls { styles: browse.styles.clone(), ..Controls::default() };
        fault::known(&asked, &snapshot)?;
        Ok(snapshot.tables.browse(browse))
    }

    /// The styles there are, the one with the most mixes first.
    pub fn styles(&self) -> StylesAnswer {
        self.library.snapshot().tables.style_counts(usize::MAX)
    }

    /// The mixes that came in after one.
    pub fn news(&self, since: MixId, interest: &Interest) -> News {
        let news = self.library.snapshot().tables.news(since, interest);
        News { since: self.left.get().map(|&at| day(at)), ..news }
    }
}

/// An answer of the library that a name leads to.
fn found<T>(what: &str, name: &str, page: Option<T>) -> Outcome<T> {
    page.ok_or_else(|| Fault {
        title: format!("No {what} '{name}' here"),
        cause: "The catalogue has changed since this was shown.".into(),
        remedy: "r refreshes the list.".into(),
    })
}
