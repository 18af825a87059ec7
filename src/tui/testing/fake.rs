//! A real small library in memory; recommendations by plain co-occurrence.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::{
    app::{
        Answer, Fault, History, KeptList, ListeningStatus, Outcome, PastedText, Question, QueueName, Route,
        Services, SimilarRequest, Status, Stop, UpdateCommand, UserChange, UserData,
        export::{ExportCommand, ExportEvent, OnExport},
        shaping::{all_orders, routes},
    },
    config::Consent,
    import::{
        SetOrder,
        found::{FoundPlace, Holding},
        preview_list,
    },
    library::{
        MixingFacts, OwnSets, Snapshot,
        evidence::{details, shared, straight_after, successors},
        fixture::tables,
        news::Interest,
        player,
        query::{
            ArtistPage, By, DjPage, EntryRow, Evidence, LabelPage, ListeningCounts, Marks, MixPage, News,
            SearchAnswer, SearchHit, SimilarAnswer, SimilarRow, TrackPage, TrackRow, Why, YOU,
        },
        similar::{
            controls::{Controls, Sieve},
            kinship,
        },
        snapshot::{paged::PageIndex, tables::Tables},
    },
    sound::{
        energy::Energy,
        key::{Mode, MusicalKey},
        mixable::Settled,
    },
    track::{MixId, TrackId, fold},
    tui::state::queue::UserLists,
    updater::SliceOffer,
};

/// What DJ programs have, as on somebody's computer.
fn places() -> Vec<FoundPlace> {
    let place = |program, what, path: &str, files, oldest: &str, newest: &str| FoundPlace {
        program,
        what,
        path: path.into(),
        files,
        oldest: Some(oldest.to_owned()),
        newest: Some(newest.to_owned()),
        paths: (0..files).map(|n| format!("{path}/{n}").into()).collect(),
    };
    vec![
        place(
            "Serato",
            Holding::History,
            "/Users/dj/Music/_Serato_/History/Sessions",
            65,
            "2019-03-02",
            "2024-05-04",
        ),
        place(
            "Serato",
            Holding::Collection,
            "/Users/dj/Music/_Serato_/database V2",
            1,
            "2024-05-04",
            "2024-05-04",
        ),
        place(
            "rekordbox",
            Holding::History,
            "/Volumes/USB/PIONEER/rekordbox/export.pdb",
            1,
            "2024-04-01",
            "2024-04-01",
        ),
    ]
}

/// Real mixes, shortened.
pub const MIXES: &[(&str, &[&str])] = &[
    (
        "1999-12-31 - Andy C @ World Dance NYE",
        &[
            "Lil' Louis - French Kiss (Ed Rush & Optical Remix)",
            "Digital & Spirit - Phantom Force [Phantom Audio, 1999]",
            "Souljah - Fade 2 Black [Hardleaders]",
            "?",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
            "Bad Company - The Nine [BC]",
        ],
    ),
    (
        "2017-05-20 - Fabio & Grooverider @ Rage",
        &[
            "Souljah - Fade 2 Black [Hardleaders]",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
            "Nasty Habits - Shadow Boxing [31]",
            "Digital & Spirit - Phantom Force [Phantom Audio]",
        ],
    ),
    (
        "2014-02 - Grooverider - Lowdown",
        &[
            "Digital & Spirit - Phantom Force [Phantom Audio]",
            "Digital - Deadline [31]",
            "Wots My Code - Dubplate (Total Science Remix) [C.I.A]",
            "Wots My Code - Dubplate [C.I.A]",
            "Ed Rush, Optical & Fierce - Alien Girl [Prototype]",
        ],
    ),
    (
        "2001-01-31 - Ricardo Villalobos @ Panorama Bar",
        &[
            "Ricardo Villalobos - Dexter [Playhouse, 2003]",
            "Plastikman - Spastik [Plus 8, 1993]",
            "Ricardo Villalobos - Easy Lee [Playhouse, 2003]",
            "Isolée - Beau Mot Plage (Freeform Reform) [Playhouse]",
        ],
    ),
    (
        "2005-07-02 - Richie Hawtin - Essential Mix",
        &[
            "Plastikman - Spastik [Plus 8]",
            "Ricardo Villalobos - Dexter [Playhouse]",
            "Bad Company - The Nine [BC]",
            "Matrix - Mute [Metro]",
        ],
    ),
];

/// Names meant to break a screen.
pub const HOSTILE: &[(&str, &[&str])] = &[
    (
        "2020-01-01 - Evil \u{1b}[2J\u{1b}[31mDJ\u{7} @ \u{202e}desrever",
        &[
            "\u{1b}]0;owned\u{7}Zalgo - H\u{335}\u{336}\u{337}\u{338}\u{339}e\u{334}\u{333}\u{332} comes (\u{200b}\u{200d}Remix)",
            "今日は赤ちゃん - 非常に長い題名が画面の端まで続いて折り返すべきではない場合の試験 (長いリミックス名前)",
            "שלום עולם - مرحبا بالعالم (עברית)",
            "👩‍👩‍👧‍👦 Family - 🏳️‍🌈 Flags 🇩🇪 (Emoji Mix)",
            "Ａｒｔｉｓｔ - Ｔｉｔｌｅ",
            "A - B (A Version So Very Long That It Can Hardly Be Shown In Any Column Of Any Terminal Whatever Its Width May Be)",
        ],
    ),
    (
        "2021-01-01 - Another One",
        &[
            "\u{1b}]0;owned\u{7}Zalgo - H\u{335}\u{336}\u{337}\u{338}\u{339}e\u{334}\u{333}\u{332} comes (\u{200b}\u{200d}Remix)",
            "今日は赤ちゃん - 非常に長い題名が画面の端まで続いて折り返すべきではない場合の試験 (長いリミックス名前)",
            "שלום עולם - مرحبا بالعالم (עברית)",
            "👩‍👩‍👧‍👦 Family - 🏳️‍🌈 Flags 🇩🇪 (Emoji Mix)",
        ],
    ),
];

/// The library; faults and new models can be had at will.
pub struct Fake {
    snapshot: Arc<Snapshot>,
    /// The mixes as they were written down: titles and lines.
    lines: Vec<(String, Vec<String>)>,
    tabs: Vec<By>,
    user: Mutex<UserData>,
    session: Mutex<Option<String>>,
    queues: Mutex<std::collections::BTreeMap<String, Vec<crate::app::QueueEntry>>>,
    /// Where it tells by sound too: how listening stands, and how much of it is known.
    pub sound: Mutex<Option<(ListeningStatus, ListeningCounts)>>,
    /// Every question fails.
    pub broken: AtomicBool,
    /// What the user made cannot be read.
    pub unreadable: AtomicBool,
    /// Nothing can be stored.
    pub full: AtomicBool,
    /// The snapshot's generation.
    pub generation: AtomicU64,
    /// Another model is fitted: it thinks the other way round.
    pub refitted: AtomicBool,
    /// Export commands, as they came.
    pub orders: Mutex<Vec<ExportCommand>>,
    /// What comes of them.
    pub desk: Mutex<Option<Script>>,
    /// What DJ programs have here.
    pub places: Mutex<Vec<FoundPlace>>,
    /// Lists that were kept.
    pub lists: Mutex<Vec<PastedText>>,
    /// It finds pages too.
    pages: Option<PageIndex>,
    /// Three sets of the user's own are here.
    pub taste: AtomicBool,
    /// Somebody has listened to everything: it all mixes.
    pub known: AtomicBool,
    /// What is on, where the deck is followed.
    pub on_deck: Mutex<Option<TrackRow>>,
    /// Tempi in place of the made-up ones, and how often they were changed.
    tempi: Mutex<HashMap<TrackId, Settled<f32>>>,
    decided: AtomicU64,
    /// Mixes are audio files.
    pub archived: AtomicBool,
    /// What the wiki has to fetch, where somebody has to choose.
    pub offers: Mutex<Option<Vec<SliceOffer>>>,
}

/// What comes of an order.
pub type Script = Box<dyn FnMut(&ExportCommand) -> Vec<ExportEvent> + Send>;

impl Fake {
    /// A library of these mixes.
    pub fn new(mixes: &[(&str, &[&str])]) -> Self {
        let owned = |line: &&str| (*line).to_owned();
        let lines =
            mixes.iter().map(|(title, lines)| ((*title).to_owned(), lines.iter().map(owned).collect()));
        Self { lines: lines.collect(), ..Self::of(Arc::new(Snapshot::new(tables(mixes)))) }
    }

    /// The library of a snapshot, of whose mixes no tracklist is written down.
    pub fn of(snapshot: Arc<Snapshot>) -> Self {
        Self {
            snapshot,
            lines: Vec::new(),
            tabs: vec![By::Played],
            user: Mutex::new(UserData { version: 1, queue_name: "Friday".into(), ..UserData::default() }),
            session: Mutex::default(),
            queues: Mutex::default(),
            sound: Mutex::default(),
            broken: AtomicBool::new(false),
            unreadable: AtomicBool::new(false),
            full: AtomicBool::new(false),
            generation: AtomicU64::new(1),
            refitted: AtomicBool::new(false),
            orders: Mutex::default(),
            desk: Mutex::default(),
            places: Mutex::new(places()),
            lists: Mutex::default(),
            pages: None,
            taste: AtomicBool::new(false),
            on_deck: Mutex::default(),
            known: AtomicBool::new(false),
            tempi: Mutex::default(),
            decided: AtomicU64::new(0),
            archived: AtomicBool::new(false),
            offers: Mutex::default(),
        }
    }

    /// It finds pages too.
    pub fn paged(self) -> Self {
        Self { pages: Some(PageIndex::new(self.tables())), ..self }
    }

    /// With these recommenders.
    pub fn with_tabs(self, tabs: &[By]) -> Self {
        Self { tabs: tabs.to_vec(), ..self }
    }

    /// The library.
    pub fn tables(&self) -> &Tables {
        &self.snapshot.tables
    }

    /// What is stored.
    pub fn stored(&self) -> UserData {
        self.user.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A record's tempo is this from now on.
    pub fn decide(&self, id: TrackId, tempo: Settled<f32>) {
        self.tempi.lock().unwrap_or_else(PoisonError::into_inner).insert(id, tempo);
        self.decided.fetch_add(1, Ordering::SeqCst);
    }

    /// Another program changes the store.
    pub fn change_elsewhere(&self, change: impl FnOnce(&mut UserData)) {
        let mut user = self.user.lock().unwrap();
        change(&mut user);
        user.version += 1;
    }

    /// The same, and it tells by sound: so many seeds and candidates are known.
    pub fn listening(self, listening: ListeningStatus, known: ListeningCounts) -> Self {
        *self.sound.lock().unwrap() = Some((listening, known));
        self
    }

    /// What was answered about previews.
    pub fn status_previews(&self) -> Option<Consent> {
        self.by_sound().map(|(listening, _)| listening.previews)
    }

    fn by_sound(&self) -> Option<(ListeningStatus, ListeningCounts)> {
        self.sound.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn row(&self, id: TrackId) -> Outcome<u32> {
        self.well()?;
        self.tables().row_of(id).ok_or_else(|| unknown(&id.to_string()))
    }

    fn well(&self) -> Outcome<()> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Fault {
                title: "Cannot read the catalogue".into(),
                cause: "the disk is gone".into(),
                remedy: "segue doctor says more.".into(),
            });
        }
        Ok(())
    }

    fn hit(&self, row: u32, words: &[&str]) -> SearchHit {
        let track = self.tables().track_row(row);
        let marked = |text: &str| {
            let text = fold(text);
            let chars: Vec<char> = text.chars().collect();
            let mut marks = Vec::new();
            for word in words {
                let word: Vec<char> = word.chars().collect();
                if let Some(at) = chars.windows(word.len()).position(|w| w == word) {
                    marks.extend((at..at + word.len()).map(|i| i as u32));
                }
            }
            marks
        };
        let marks = Marks { artist: marked(&track.artist), title: marked(&track.title), ..Marks::default() };
        SearchHit { row: track, spellings: Vec::new(), owned: false, score: 1.0, marks }
    }
}

/// Made up, but the same for the same record: most are known, one disagrees, some are unsure, some nobody has listened to.
fn facts(row: &TrackRow) -> MixingFacts {
    let number = row.title.bytes().map(u32::from).sum::<u32>();
    let key = |tonic: u32| MusicalKey { tonic: (tonic % 12) as u8, mode: Mode::Minor };
    match number % 8 {
        0 => MixingFacts::default(),
        1 => MixingFacts { asked: true, energy: Some(Energy::new(0.3)), ..MixingFacts::default() },
        n => {
            let disagrees = (n == 2).then_some(87.0);
            let bpm = 168.0 + (number % 14) as f32;
            MixingFacts {
                tempo: Some(Settled { written: n < 4, disagrees, ..Settled::written(bpm) }),
                key: Some(Settled { written: n < 4, ..Settled::written(key(number % 5 * 7 + 9)) }),
                energy: Some(Energy::new((number % 11) as f32 / 10.0)),
                genre: None,
                asked: true,
            }
        }
    }
}

fn unknown(what: &str) -> Fault {
    Fault { title: format!("{what} is unknown"), cause: "no mix here has it".into(), remedy: String::new() }
}

impl Fake {
    fn welcome(&self, _: Stop<'_>) -> Outcome<Vec<TrackRow>> {
        self.well()?;
        Ok((0..self.tables().n_tracks().min(5) as u32).map(|row| self.tables().track_row(row)).collect())
    }

    fn search(&self, query: &str, limit: usize, _: Stop<'_>) -> Outcome<SearchAnswer> {
        self.well()?;
        let folded = fold(query);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let text = |row: u32| {
            let t = self.tables().track_row(row);
            fold(&format!(
                "{} {} {} {}",
                t.artist,
                t.title,
                t.version.unwrap_or_default(),
                t.label.unwrap_or_default()
            ))
        };
        let rows = 0..self.tables().n_tracks() as u32;
        let mut found: Vec<u32> =
            rows.clone().filter(|&r| words.iter().all(|w| text(r).contains(w))).collect();
        let closest = found.is_empty();
        if closest {
            let near = |r: u32| words.iter().any(|w| w.get(..3).is_some_and(|w| text(r).contains(w)));
            found = rows.filter(|&r| near(r)).collect();
        }
        let total = found.len() as u32;
        found.truncate(limit);
        let tracks = found.into_iter().map(|row| self.hit(row, &words)).collect();
        let pages = self.pages.as_ref().and_then(|pages| pages.search(self.tables(), query, 20, &|| false));
        let pages = pages.map(|found| found.pages).unwrap_or_default();
        Ok(SearchAnswer { query: query.into(), closest, total, tracks, pages, ..SearchAnswer::default() })
    }

    fn similar(&self, ask: &SimilarRequest, _: Stop<'_>) -> Outcome<SimilarAnswer> {
        let seeds: Vec<u32> = ask.seeds.iter().map(|id| self.row(*id)).collect::<Outcome<_>>()?;
        let found = shared(self.tables(), &seeds, OwnSets::With);
        let mut rows: Vec<u32> =
            (0..self.tables().n_tracks() as u32).filter(|r| !seeds.contains(r)).collect();
        rows.retain(|row| {
            found.by_track.contains_key(row)
                || found.bridge(self.tables(), *row, &seeds).is_some()
                || kinship(self.tables(), &found, &seeds, *row).is_some()
        });
        let straight = successors(self.tables(), &seeds);
        let weight = |row: u32| found.by_track.get(&row).map_or((0, 0), |t| (t.djs, t.mixes.len()));
        rows.sort_by_key(|&row| (std::cmp::Reverse(weight(row)), row));
        let mut tracks: Vec<SimilarRow> = Vec::new();
        for row in rows {
            let record = self.tables().track_row(row);
            if ask.controls.without.contains(&record.id)
                || ask.rejected.contains(&record.id)
                || ask.without.contains(&record.id)
                || ask.rejected_artists.contains(&record.artist)
            {
                continue;
            }
            let together = found.by_track.get(&row);
            let via = found.bridge(self.tables(), row, &seeds).filter(|_| together.is_none());
            tracks.push(SimilarRow {
                row: record,
                score: 1.0,
                together: together.map_or(0, |t| t.mixes.len() as u32),
                djs_together: together.map_or(0, |t| t.djs),
                last: together.and_then(|t| t.last(self.tables())).map(str::to_owned),
                distance: together.map(|t| t.distance),
                direction: together.and_then(crate::library::evidence::Together::direction),
                straight_after: straight.get(&row).copied().filter(|_| ask.by == By::Next),
                via: via.map(|row| self.tables().track_row(row)),
                paired: ask.paired.contains(&self.tables().id_of(row).unwrap_or(TrackId(0))),
                kin: kinship(self.tables(), &found, &seeds, row).filter(|_| together.is_none()),
                why: match ask.by {
                    By::Blend => vec![Why { model: "als", rank: 2 }, Why { model: "walk", rank: 1 }],
                    _ => vec![Why { model: "als", rank: 1 }],
                },
                played_before: false,
                sound_distance: None,
                tags: Vec::new(),
            });
        }
        tracks.sort_by_key(|row| (!row.paired, row.straight_after.is_none()));
        if self.refitted.load(Ordering::SeqCst) {
            tracks.reverse();
        }
        tracks.truncate(ask.limit);
        let taste = self.taste.load(Ordering::SeqCst);
        if let Some(row) = tracks.first_mut().filter(|_| taste && ask.you > 0.0) {
            row.why.push(Why { model: YOU, rank: 1 });
            row.played_before = true;
        }
        let known = self.by_sound().filter(|_| ask.by == By::Sound).map(|(_, known)| known);
        if let Some(known) = &known {
            tracks.retain(|_| known.seeds > 0);
            for (row, n) in tracks.iter_mut().zip(0_u8..) {
                row.sound_distance = Some(0.1 + 0.25 * f32::from(n));
                row.tags = vec!["electronic".into(), "dance".into()];
                let sound = Why { model: "sound", rank: u32::from(n) + 1 };
                row.why = if n % 2 == 0 { vec![sound, Why { model: "als", rank: 3 }] } else { vec![sound] };
            }
        }
        Ok(SimilarAnswer {
            seeds: seeds.iter().map(|&row| self.tables().track_row(row)).collect(),
            unresolved: Vec::new(),
            by: ask.by,
            generation: self.generation.load(Ordering::SeqCst),
            tracks,
            thin: found.is_thin(),
            nothing_after: ask.by == By::Next && !straight_after(self.tables(), &seeds),
            hidden: Vec::new(),
            listened: known,
            taste,
        })
    }

    fn listen(&self, words: &str, _: Stop<'_>) -> Outcome<TrackRow> {
        self.well()?;
        let name = words.split_once(" - ").map(|(artist, title)| crate::track::Name::parse(artist, title));
        let name = name.ok_or_else(|| unknown(words))?;
        let id = TrackId::outside(&name.key());
        Ok(TrackRow { id, ..crate::library::unknown_row(&name) })
    }

    fn evidence(&self, seeds: &[TrackId], row: TrackId, _: Stop<'_>) -> Outcome<Vec<Evidence>> {
        let seeds: Vec<u32> = seeds.iter().map(|id| self.row(*id)).collect::<Outcome<_>>()?;
        let mut mixes = details(self.tables(), &seeds, self.row(row)?, OwnSets::With);
        for one in &mut mixes {
            one.mix.url = Some(format!("https://www.mixesdb.com/w/{}", one.mix.title.replace(' ', "_")));
        }
        Ok(mixes)
    }

    fn narrow<T>(
        &self,
        controls: &Controls,
        rows: &mut Vec<T>,
        id: impl Fn(&T) -> TrackId,
    ) -> Vec<(String, u32)> {
        let sieve = Sieve::new(self.tables(), &self.snapshot.graph(), controls, &[]);
        let hidden = sieve.hidden(rows.iter().map(&id));
        rows.retain(|row| sieve.keeps(id(row)));
        hidden
    }

    fn paths(
        &self,
        ask: &SimilarRequest,
        pairs: &[(TrackId, TrackId)],
        reach: f32,
        stop: Stop<'_>,
    ) -> Outcome<Vec<Option<Route>>> {
        let mut rows = self.rows(&ask.seeds)?;
        rows.extend(self.similar(ask, stop)?.tracks.into_iter().map(|row| row.row));
        let facts = self.facts(&rows, stop)?;
        Ok(routes(&self.snapshot, None, &rows.into_iter().zip(facts).collect::<Vec<_>>(), pairs, reach))
    }

    pub fn rows(&self, ids: &[TrackId]) -> Outcome<Vec<TrackRow>> {
        self.well()?;
        Ok(ids
            .iter()
            .filter_map(|id| self.tables().row_of(*id))
            .map(|row| self.tables().track_row(row))
            .collect())
    }

    fn versions(&self, id: TrackId, _: Stop<'_>) -> Outcome<Vec<TrackRow>> {
        let rows = self.tables().versions_of(self.row(id)?);
        Ok(rows.iter().map(|&row| self.tables().track_row(row)).collect())
    }

    fn history(&self, id: TrackId, _: Stop<'_>) -> Outcome<History> {
        let row = self.row(id)?;
        let first = self
            .tables()
            .first_played(row)
            .map(|mix| (self.tables().dj_names(mix).join(" & "), self.tables().mix_date.get(mix).to_owned()));
        Ok(History { years: self.tables().plays_by_year(row), first })
    }

    fn dj(&self, name: &str, _: Stop<'_>) -> Outcome<DjPage> {
        self.well()?;
        self.tables().dj_page(name).ok_or_else(|| unknown(name))
    }

    fn label(&self, name: &str, _: Stop<'_>) -> Outcome<LabelPage> {
        self.well()?;
        self.tables().label_page(name).ok_or_else(|| unknown(name))
    }

    fn artist(&self, name: &str, _: Stop<'_>) -> Outcome<ArtistPage> {
        self.well()?;
        self.tables().artist_page(name).ok_or_else(|| unknown(name))
    }

    fn mix(&self, id: MixId, _: Stop<'_>) -> Outcome<MixPage> {
        self.well()?;
        let mix = self.tables().mix_by_id(id).ok_or_else(|| unknown("the mix"))?;
        let mut row = self.tables().mix_row(mix);
        row.url = Some(format!("https://www.mixesdb.com/w/{}", row.title.replace(' ', "_")));
        let titled = |title: &str| crate::wikitext::parse_lines(title, &[]).title == row.title;
        let written = self.lines.iter().find(|(title, _)| titled(title)).map(|(_, lines)| lines.clone());
        let lines = written.unwrap_or_else(|| self.played(mix));
        let entries = crate::wikitext::parse_lines(&row.title, &lines).entries;
        let mut tracks = self.tables().plays.get(mix).iter();
        let entries = entries
            .into_iter()
            .map(|entry| {
                let is_track = entry.kind == crate::wikitext::EntryKind::Track;
                EntryRow {
                    kind: entry.kind,
                    chapter: entry.chapter,
                    cue: entry.cue,
                    layered: entry.layered,
                    track: is_track
                        .then(|| tracks.next().and_then(|&row| self.tables().id_of(row)))
                        .flatten(),
                    artist: entry.artist,
                    title: entry.title,
                    label: entry.label,
                    catalogue_number: None,
                    year: None,
                    isrc: None,
                    raw: entry.raw,
                }
            })
            .collect();
        Ok(MixPage {
            mix: row,
            djs: self.tables().dj_names(mix),
            audio: vec![if self.archived.load(Ordering::SeqCst) {
                "https://archive.org/download/a/mix.mp3".to_owned()
            } else {
                format!("https://soundcloud.com/mixes/{}", id.0)
            }],
            entries,
        })
    }

    /// What a mix played, as lines of a tracklist.
    fn played(&self, mix: u32) -> Vec<String> {
        let line = |&row: &u32| {
            let TrackRow { artist, title, version, .. } = self.tables().track_row(row);
            let version = version.map(|version| format!(" ({version})")).unwrap_or_default();
            format!("{artist} - {title}{version}")
        };
        self.tables().plays.get(mix).iter().map(line).collect()
    }

    fn track(&self, id: TrackId, _: Stop<'_>) -> Outcome<TrackPage> {
        Ok(self.tables().track_page(self.row(id)?))
    }

    fn news(&self, since: MixId, interest: &Interest) -> Outcome<News> {
        self.well()?;
        Ok(News { since: Some("Tuesday".into()), ..self.tables().news(since, interest) })
    }

    fn facts(&self, rows: &[TrackRow], _: Stop<'_>) -> Outcome<Vec<MixingFacts>> {
        self.well()?;
        let all = self.known.load(Ordering::SeqCst);
        let plain = MixingFacts {
            tempo: Some(Settled::written(174.0)),
            key: Some(Settled::written(MusicalKey { tonic: 1, mode: Mode::Minor })),
            asked: true,
            ..MixingFacts::default()
        };
        let decided = self.tempi.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |row: &TrackRow| if all { plain } else { facts(row) };
        let facts = |row: &TrackRow| match decided.get(&row.id) {
            Some(tempo) => MixingFacts { tempo: Some(*tempo), ..known(row) },
            None => known(row),
        };
        Ok(rows.iter().map(facts).collect())
    }

    fn user(&self) -> Outcome<UserData> {
        if self.unreadable.load(Ordering::SeqCst) {
            return Err(Fault {
                title: "The queue cannot be read".into(),
                cause: "the database is locked".into(),
                remedy: String::new(),
            });
        }
        let mut user = self.stored();
        let kept = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let named = |name: &str, records: usize| QueueName { name: name.into(), records: records as u32 };
        user.queues = kept.iter().map(|(name, items)| named(name, items.len())).collect();
        user.queues.push(named(&user.queue_name, user.queue.len()));
        Ok(user)
    }
}

impl Services for Fake {
    fn tabs(&self) -> Vec<By> {
        let mut tabs = self.tabs.clone();
        if self.by_sound().is_some() {
            tabs.insert(1, By::Sound);
        }
        tabs
    }

    fn status(&self) -> Status {
        Status {
            generation: self.generation.load(Ordering::SeqCst),
            tracks: self.tables().n_tracks() as u64,
            mixes: self.tables().n_mixes() as u64,
            newest: self.tables().newest_mix(),
            years: Some((1999, 2017)),
            fitted: Some(std::time::Duration::from_hours(2)),
            fit: 1 + u64::from(self.refitted.load(Ordering::SeqCst)),
            user_version: self.stored().version,
            listening: self.by_sound().map(|(listening, _)| listening).unwrap_or_default(),
            facts_version: u64::from(self.known.load(Ordering::SeqCst)) + self.decided.load(Ordering::SeqCst),
            on_deck: self.on_deck.lock().unwrap_or_else(PoisonError::into_inner).clone().map(Box::new),
            ready: true,
            ..Status::default()
        }
    }

    fn tick(&self) {}

    fn answer(&self, question: &Question, stop: Stop<'_>) -> Outcome<Answer> {
        Ok(match question {
            Question::Welcome => Answer::Welcome(self.welcome(stop)?),
            Question::Search { query, limit, .. } => Answer::Search(self.search(query, *limit, stop)?),
            Question::Similar(ask) => Answer::Similar(self.similar(ask, stop)?),
            Question::Dj(name, controls) => {
                let mut page = self.dj(name, stop)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.row.id);
                Answer::Dj(page, hidden)
            }
            Question::Label(name, controls) => {
                let mut page = self.label(name, stop)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.id);
                Answer::Label(page, hidden)
            }
            Question::Artist(name, controls) => {
                let mut page = self.artist(name, stop)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.id);
                Answer::Artist(page, hidden)
            }
            Question::Mix(id) => {
                let page = self.mix(*id, stop)?;
                let ids: Vec<TrackId> = page.entries.iter().filter_map(|entry| entry.track).collect();
                Answer::Mix(page, self.rows(&ids)?)
            }
            Question::Track(id) => Answer::Track(self.track(*id, stop)?),
            Question::Browse(browse, controls) => {
                let mut answer = self.tables().browse(browse);
                let hidden = self.narrow(controls, &mut answer.tracks, |row| row.row.id);
                Answer::Browse(answer, hidden)
            }
            Question::Styles => Answer::Styles(self.tables().style_counts(usize::MAX)),
            Question::News { since, interest } => Answer::News(self.news(*since, interest)?),
            Question::SinceLast { since, interest } => Answer::SinceLast(self.news(*since, interest)?),
            Question::Evidence { seeds, row, .. } => Answer::Evidence(self.evidence(seeds, *row, stop)?),
            Question::Tracklist(id) => Answer::Tracklist(self.mix(*id, stop)?),
            Question::History(id) => Answer::History(self.history(*id, stop)?),
            Question::Listen(words) => Answer::Listen(self.listen(words, stop)?),
            Question::Versions(id) => Answer::Versions(self.versions(*id, stop)?),
            Question::Plays(id) => Answer::Plays(self.track(*id, stop)?),
            Question::Player { mix, records } => {
                Answer::Player(player::player(&self.mix(*mix, stop)?, records))
            }
            Question::Order(queue) => {
                let facts = self.facts(&queue.rows, stop)?;
                Answer::Order(all_orders(&self.snapshot, None, queue, &facts))
            }
            Question::Path { ask, pairs, reach } => Answer::Path(self.paths(ask, pairs, *reach, stop)?),
            Question::Offers { .. } => {
                self.well()?;
                Answer::Offers(self.offers.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Question::User => Answer::User(self.user()?),
            Question::ReadList(list) => {
                let order = SetOrder { set: true, titles_first: list.titles_first, ..SetOrder::default() };
                Answer::ReadList(preview_list(&list.text, &order).map_err(|e| unknown(&e.to_string()))?)
            }
            Question::KeepList(list) => {
                self.well()?;
                self.lists.lock().unwrap().push(list.clone());
                Answer::KeepList(KeptList { title: "a set".to_owned(), plays: 3, notes: Vec::new() })
            }
            Question::Facts { rows, .. } => Answer::Facts(self.facts(rows, stop)?),
            Question::Places => {
                Answer::Places(self.places.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Question::Complete(text) => {
                Answer::Complete(format!("{text}Music/"), vec!["Music/".to_owned(), "Musik.txt".to_owned()])
            }
            Question::Import(paths) => {
                self.well()?;
                Answer::Import(format!("Imported: {} files.", paths.len()))
            }
        })
    }

    fn change(&self, change: &UserChange) -> Outcome<()> {
        if self.full.load(Ordering::SeqCst) {
            return Err(Fault {
                title: "Cannot save".into(),
                cause: "disk full (/home)".into(),
                remedy: "Free space, it retries by itself; y copies it.".into(),
            });
        }
        let mut user = self.user.lock().unwrap_or_else(PoisonError::into_inner);
        if let UserChange::OpenQueue { name } = change {
            let mut kept = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(user.queue_name.clone(), std::mem::take(&mut user.queue));
            user.queue = kept.remove(name).unwrap_or_default();
            user.queue_name.clone_from(name);
            return Ok(());
        }
        if let UserChange::Deck { .. } = change {
            return Ok(());
        }
        if let UserChange::Tempo { row, bpm } = change {
            self.decide(row.id, Settled::written(*bpm));
            return Ok(());
        }
        if let UserChange::Previews { allowed } = change {
            if let Some((listening, _)) = &mut *self.sound.lock().unwrap_or_else(PoisonError::into_inner) {
                listening.previews = if *allowed { Consent::Yes } else { Consent::No };
            }
            return Ok(());
        }
        let mut mine = UserLists::from(user.clone());
        mine.apply(change);
        user.queue = mine.items;
        user.verdicts = mine.verdicts.into_iter().collect();
        user.verdicts.sort_by_key(|(id, _)| *id);
        user.rejected_artists = mine.artists.into_iter().collect();
        user.rejected_artists.sort();
        user.notes = mine.notes.into_iter().collect();
        user.pairs = mine.pairs;
        user.follows = mine.follows.into_iter().collect();
        user.follows.sort();
        user.heard = mine.heard.into_iter().collect();
        user.heard.sort();
        Ok(())
    }

    fn export(&self, order: ExportCommand, tell: &OnExport) {
        if let Some(script) = &mut *self.desk.lock().unwrap_or_else(PoisonError::into_inner) {
            for news in script(&order) {
                tell(news);
            }
        }
        self.orders.lock().unwrap_or_else(PoisonError::into_inner).push(order);
    }

    fn session(&self) -> Outcome<Option<String>> {
        Ok(self.session.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn kept(&self) -> Outcome<()> {
        Ok(())
    }

    fn update(&self, command: &UpdateCommand) -> Outcome<String> {
        self.well()?;
        Ok(format!("{command:?}"))
    }

    fn save_session(&self, session: &str) -> Outcome<()> {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.to_owned());
        Ok(())
    }
}
