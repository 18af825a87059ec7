//! What the models may know: some of the mixes, read as the program reads a catalogue that holds no others.

use segue::{
    catalogue::{Catalogue, CatalogueError, MixOrigin, Writer},
    chance::Rng,
    library::{
        Snapshot,
        snapshot::{
            build::{Builder, MixIn, PlayIn, TrackIn},
            tables::Tables,
        },
    },
    recommend::interactions::NONE,
    track::{MixId, TrackId},
};

use super::corpus::Corpus;

/// A catalogue of the training mixes alone: their labels, artists and styles are all that is known of a record.
#[derive(Debug)]
pub struct Training {
    /// What questions are asked of.
    pub snapshot: Snapshot,
    /// The row of every record of the corpus, [`NONE`] where no training mix has it.
    pub known: Vec<u32>,
}

impl Training {
    /// Takes the mixes of these numbers.
    pub fn new(corpus: &Corpus, mixes: &[u32]) -> Result<Self, CatalogueError> {
        let mut writer = Writer::in_memory_with(&corpus.rules)?;
        writer.apply(&corpus.changes(mixes))?;
        Self::of(corpus, &writer)
    }

    fn of(corpus: &Corpus, catalogue: &Catalogue) -> Result<Self, CatalogueError> {
        let snapshot = Snapshot::of(catalogue)?;
        let mut rows = std::collections::HashMap::new();
        catalogue.contents()?.tracks(|track| {
            if let Some(row) = snapshot.tables.row_of(track.id) {
                rows.insert(track.key.to_owned(), row);
            }
            std::ops::ControlFlow::Continue(())
        })?;
        let known = corpus.keys.iter().map(|key| rows.get(key).copied().unwrap_or(NONE)).collect();
        Ok(Self { snapshot, known })
    }

    /// The same mixes' lengths and the same records' numbers of plays, but who played what is drawn anew, and so are the
    /// records' artists and labels: whatever a model still finds, it has no business finding.
    #[must_use]
    pub fn permuted(&self, seed: u64) -> Self {
        let old = &self.snapshot.tables;
        let mut rng = Rng::new(seed);
        let mut plays = old.plays.values.to_vec();
        rng.shuffle(&mut plays);
        let mut facts: Vec<u32> = (0..old.n_tracks() as u32).collect();
        rng.shuffle(&mut facts);
        let mut builder = Builder::like(old);
        for (row, &facts) in (0..).zip(&facts) {
            let label = Tables::at(&old.label, facts);
            let id = TrackId(Tables::at(&old.ids, row));
            builder.track(TrackIn {
                id,
                family: &id.to_string(),
                artist: old.artist.get(facts),
                title: old.title.get(row),
                version: None,
                label: (label != NONE).then(|| old.labels.get(label)),
                year: None,
            });
        }
        for mix in 0..old.n_mixes() as u32 {
            let id = MixId(Tables::at(&old.mix_ids, mix));
            let djs = old.djs_of.get(mix).iter().map(|&dj| old.djs.get(dj));
            let date = Some(old.mix_date.get(mix)).filter(|date| !date.is_empty());
            let origin = MixOrigin::Starter;
            let title = old.mix_title.get(mix);
            builder.mix(MixIn { id, origin, title, url: None, date, styles: &[] }, djs);
        }
        for (play, &row) in (0..).zip(&plays) {
            let mix = MixId(Tables::at(&old.mix_ids, Tables::at(&old.play_mix, play)));
            let track = TrackId(Tables::at(&old.ids, row));
            let place = u32::from(Tables::at(&old.play_place, play));
            builder.play(PlayIn { mix, track, place, line: place, cue: None });
        }
        Self { snapshot: Snapshot::new(builder.finish(old.meta, 0)), known: self.known.clone() }
    }
}
