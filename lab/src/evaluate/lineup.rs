//! Who is evaluated: the baselines, and the tabs as the program answers them, over models fitted on the training mixes.

use std::sync::Arc;

use rayon::ThreadPool;
use segue::{
    config::{BlendSettings, Recommend},
    library::{
        OwnHistory, SimilarQuery, Snapshot, Together, fit, query::By, similar::controls::Controls,
        snapshot::tables::Tables,
    },
    recommend::{
        Ask as Wanted, Model, Recommender, Scratch, Seed,
        als::{self, FitError, StopSignal},
        walk::Walk,
    },
};

use super::{
    Settings, Skipped,
    case::{Posed, Task},
    metrics::ASKED,
    training::Training,
};
use crate::baselines::{self, Cosine, Ease, MOST_ROWS, Neighbours, Popularity, Sessions, Transitions};

/// Every model, in the order of the table.
pub const MODELS: [&str; 23] = [
    "popularity",
    "co-occurrence",
    "item-knn-cosine",
    "item-knn-bm25",
    "rp3beta",
    "v-sknn",
    "vstan",
    "ease",
    "ease-side",
    "original",
    "transitions",
    "walk",
    "played",
    "next",
    "blend",
    "played, rarity 0.2",
    "blend, 2 an artist",
    "continue",
    "between",
    "between, by played",
    "played, you",
    "next, you",
    "blend, you",
];
/// Those that are told what the DJ had played before, each behind the one that is not.
pub const WITH_HISTORY: [&str; 6] = ["played", "played, you", "next", "next, you", "blend", "blend, you"];
/// Those that stand beside ours.
pub const BASELINES: [&str; 11] = {
    let mut names = [""; 11];
    let mut i = 0;
    while i < names.len() {
        names[i] = MODELS[i];
        i += 1;
    }
    names
};
/// What *Played with* and *Blend* are called under controls.
pub const CONTROLLED: [&str; 2] = ["played, as asked", "blend, as asked"];

/// A question to one of the tabs.
#[derive(Clone, Debug)]
struct Tab {
    by: By,
    together: Together,
    rarity: f32,
    controls: Controls,
    /// Whether it is told what the DJ had played before.
    you: bool,
}

enum Answering<'a> {
    Tab(Box<Tab>),
    Model(Box<dyn Recommender + 'a>),
}

/// A model under its name.
pub struct Line<'a> {
    /// Its name in the table.
    pub name: &'static str,
    /// What it is asked.
    pub task: Task,
    least: usize,
    answering: Answering<'a>,
}

impl Line<'_> {
    /// The numbers of seeds it is asked with.
    #[must_use]
    pub fn seeds(&self, asked: &[usize]) -> Vec<usize> {
        match self.task {
            Task::Rest => asked.iter().copied().filter(|&k| k >= self.least).collect(),
            Task::Between => vec![2],
        }
    }
}

/// What is fitted on some training mixes, and how it is asked; clones share the fits.
#[derive(Clone)]
pub struct Fits<'a> {
    training: &'a Training,
    baselines: baselines::Settings,
    rarity: f32,
    tuning: BlendSettings,
    snapshot: Arc<Snapshot>,
    original: Option<Arc<Model>>,
    ease: Option<Arc<Ease<'a>>>,
    ease_side: Option<Arc<Ease<'a>>>,
    pool: &'a ThreadPool,
}

/// Whether a model has a random start.
#[must_use]
pub fn has_a_start(name: &str) -> bool {
    !BASELINES.contains(&name) && name != "walk" || name == "original"
}

/// The original system's settings: as `implicit` with ones as confidence.
fn original(seed: u64) -> als::FitSettings {
    als::FitSettings {
        factors: 40,
        regularisation: 0.1,
        alpha: 0.0,
        iterations: 15,
        artist_weight: 0.0,
        label_weight: 0.0,
        period_weight: 0.0,
        starts: 1,
        seed,
        rarity: 0.0,
    }
}

impl<'a> Fits<'a> {
    /// Fits what the named models need, from this start.
    pub fn new(
        training: &'a Training,
        settings: &Settings,
        names: &[&str],
        start: u64,
        pool: &'a ThreadPool,
        stop: StopSignal<'_>,
    ) -> Result<Self, FitError> {
        let tables = &training.snapshot.tables;
        let wants = |name: &str| names.contains(&name);
        let recommend = Recommend { seed: start, ..settings.segue.recommend };
        let fitted = names
            .iter()
            .any(|name| has_a_start(name) && *name != "original")
            .then(|| fit::fit(tables, &recommend, None, pool, &mut |_| {}, stop))
            .transpose()?;
        let original =
            wants("original").then(|| fit_plain(tables, &original(start), pool, stop)).transpose()?;
        let dates = fit::dates(tables);
        let plays = fit::plays(tables, &dates);
        let ease = |wanted: bool, settings| {
            wanted.then(|| Ease::fit(&plays, &tables.mixes, settings, stop)).flatten()
        };
        let (ease, ease_side) = (
            ease(wants("ease"), settings.baselines.ease),
            ease(wants("ease-side"), settings.baselines.ease_side),
        );
        if stop() {
            return Err(FitError::Stopped);
        }
        let snapshot = training.snapshot.with_model(fitted.map(|(fitted, _)| fitted));
        Ok(Self {
            training,
            baselines: settings.baselines,
            rarity: settings.segue.recommend.rarity,
            tuning: settings.segue.blend,
            snapshot: Arc::new(snapshot),
            original: original.map(Arc::new),
            ease: ease.map(Arc::new),
            ease_side: ease_side.map(Arc::new),
            pool,
        })
    }

    /// The same fits asked with other settings; those of the fits themselves are not looked at.
    #[must_use]
    pub fn with(&self, settings: &Settings) -> Self {
        Self {
            baselines: settings.baselines,
            rarity: settings.segue.recommend.rarity,
            tuning: settings.segue.blend,
            ..self.clone()
        }
    }

    /// A model by its name; under controls those of [`CONTROLLED`] too. An error says why there is none.
    pub fn line(&self, name: &'static str, controls: Option<&Asked>) -> Result<Line<'_>, Skipped> {
        let graph = self.training.snapshot.graph();
        let support = &self.training.snapshot.tables.mixes;
        let baselines = &self.baselines;
        let neighbours = |weighting| Box::new(Neighbours::new(graph, support, weighting));
        let dates = fit::dates(&self.training.snapshot.tables);
        let sessions = |settings| Box::new(Sessions::new(graph, support, &dates, settings));
        let rarity = self.rarity;
        let controls_off = Controls::default();
        let tab =
            |by| Tab { by, together: Together::Alike, rarity, controls: controls_off.clone(), you: false };
        let model: Box<dyn Recommender + '_> = match name {
            "popularity" => Box::new(Popularity { support: support.to_vec() }),
            "co-occurrence" => neighbours(baselines.co_occurrence),
            "item-knn-cosine" => neighbours(baselines.cosine),
            "item-knn-bm25" => Box::new(Neighbours::bm25(graph, support, baselines.bm25)),
            "rp3beta" => neighbours(baselines.rp3),
            "v-sknn" => sessions(baselines.vsknn),
            "vstan" => sessions(baselines.vstan),
            "ease" => Box::new(self.ease.as_deref().ok_or_else(|| too_many(name))?),
            "ease-side" => Box::new(self.ease_side.as_deref().ok_or_else(|| too_many(name))?),
            "original" => {
                let model = self.original.as_ref().ok_or_else(|| too_many(name))?.view();
                Box::new(Cosine { model, support, pool: self.pool })
            }
            "transitions" => Box::new(Transitions { graph, support }),
            "walk" => Box::new(Walk { graph, support, settings: &self.tuning }),
            _ => return Ok(tab_line(name, &tab, controls)),
        };
        Ok(Line { name, task: Task::Rest, least: 1, answering: Answering::Model(model) })
    }

    /// The first rows for these seeds; `None` where stopped.
    #[must_use]
    pub fn rows(
        &self,
        line: &Line<'_>,
        posed: &Posed,
        scratch: &mut Scratch,
        stop: StopSignal<'_>,
    ) -> Option<Vec<u32>> {
        let seeds = posed.seeds.as_slice();
        match &line.answering {
            Answering::Model(model) => {
                let weighted: Vec<Seed> = seeds.iter().copied().map(Seed::liked).collect();
                let excluded = |row: u32| seeds.contains(&row);
                let wanted = Wanted { seeds: &weighted, limit: ASKED, excluded: &excluded, stop };
                let hits = model.recommend(&wanted, scratch);
                (!stop()).then(|| hits.iter().map(|hit| hit.row).collect())
            }
            Answering::Tab(tab) => {
                let tables = &self.snapshot.tables;
                let ids: Vec<_> = seeds.iter().filter_map(|&row| tables.id_of(row)).collect();
                let told = posed.history.records.iter().filter(|_| tab.you);
                let taste = told.filter_map(|&(row, weight)| Some((tables.id_of(row)?, weight)));
                let history = OwnHistory { taste: taste.collect(), played: Vec::new() };
                let ask = SimilarQuery {
                    together: tab.together,
                    rarity: tab.rarity,
                    controls: tab.controls.clone(),
                    tuning: self.tuning,
                    history: Arc::new(history),
                    ..SimilarQuery::new(&ids, ASKED)
                };
                let answer = self.snapshot.similar(tab.by, &ask, self.pool, stop)?;
                Some(answer.tracks.iter().filter_map(|row| tables.row_of(row.row.id)).collect())
            }
        }
    }
}

/// What is asked of *Played with* and *Blend* beside the standard set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// The rarity dial.
    pub rarity: f32,
    /// What is left out.
    pub controls: Controls,
}

/// A tab by its name in the table.
fn tab_line<'a>(name: &'static str, plain: &dyn Fn(By) -> Tab, controls: Option<&Asked>) -> Line<'a> {
    let under = |by| match controls {
        Some(asked) => Tab { rarity: asked.rarity, controls: asked.controls.clone(), ..plain(by) },
        None => plain(by),
    };
    let two = Controls { per_artist: Some(2), ..Controls::default() };
    let gap = |by| Tab { together: Together::Gap, ..plain(by) };
    let (tab, task, least) = match name {
        "played, you" => (Tab { you: true, ..plain(By::Played) }, Task::Rest, 1),
        "next, you" => (Tab { you: true, ..plain(By::Next) }, Task::Rest, 1),
        "blend, you" => (Tab { you: true, ..plain(By::Blend) }, Task::Rest, 1),
        "next" => (plain(By::Next), Task::Rest, 1),
        "blend" => (plain(By::Blend), Task::Rest, 1),
        "played, rarity 0.2" => (Tab { rarity: 0.2, ..plain(By::Played) }, Task::Rest, 1),
        "blend, 2 an artist" => (Tab { controls: two, ..plain(By::Blend) }, Task::Rest, 1),
        "continue" => (Tab { together: Together::Set, ..plain(By::Blend) }, Task::Rest, 2),
        "between" => (gap(By::Blend), Task::Between, 2),
        "between, by played" => (gap(By::Played), Task::Between, 2),
        "played, as asked" => (under(By::Played), Task::Rest, 1),
        "blend, as asked" => (under(By::Blend), Task::Rest, 1),
        _ => (plain(By::Played), Task::Rest, 1),
    };
    Line { name, task, least, answering: Answering::Tab(Box::new(tab)) }
}

fn fit_plain(
    tables: &Tables,
    settings: &als::FitSettings,
    pool: &ThreadPool,
    stop: StopSignal<'_>,
) -> Result<Model, FitError> {
    let factors = als::fit(&fit::interactions(tables, settings)?, settings, None, pool, &mut |_| {}, stop)?;
    Model::new(factors, settings, pool, stop)
}

fn too_many(model: &'static str) -> Skipped {
    let reason =
        format!("its dense matrices are made for at most {MOST_ROWS} rows, or it could not be solved");
    Skipped { model, reason }
}
