//! Sets on their way to where they are kept: the user's and friends' in `user.db`, what is public in the catalogue.

use std::{collections::HashMap, path::Path};

use jiff::tz::TimeZone;

use super::{Found, Read};
use crate::{
    catalogue::{
        CatalogueError, Change, DjSet, MixOrigin, Put, StoredSet, User, Which, Writer, normal_title,
        same_records, set_titles, within_a_day,
    },
    config::{Me, Paths},
    import::{
        ImportWatch, OpenedFile, Skipped, collection,
        report::{ImportError, ImportReport, SetReport, SetState},
    },
    track::{Name, TrackKey, fold},
};

/// Asked about a doubtful set, with the reason: whether to take it.
pub type Confirm<'o> = &'o mut dyn FnMut(&DjSet, &str) -> bool;

/// What the user says of the sets they import.
pub struct SetOrder<'o> {
    /// How the user is called as a DJ, where that is known.
    pub me: Option<String>,
    /// Who played the sets (`--dj`).
    pub dj: Option<String>,
    /// They are this friend's (`--friend`).
    pub friend: Option<String>,
    /// Playlists are sets too, and doubtful ones are taken (`--set`).
    pub set: bool,
    /// Sets that the user took out before stay out, as a folder that is followed wants it.
    pub followed: bool,
    /// How long a play has to be, in seconds.
    pub shortest: f32,
    /// The zone of times that name none.
    pub zone: TimeZone,
    /// Of a text: whether titles stand first; told from the catalogue's artists where the user does not say.
    pub titles_first: Option<bool>,
    /// Whether the catalogue knows an artist of that name.
    pub is_artist: &'o dyn Fn(&str) -> bool,
    /// The one record of the catalogue that a line names without a sign between artist and title.
    pub record: &'o dyn Fn(&str) -> Option<Name>,
    /// Asked about a doubtful set, with the reason: whether to take it. `None` where nobody can be asked.
    pub confirm: Option<Confirm<'o>>,
}

impl Default for SetOrder<'_> {
    /// The user's own sets, of a user without a name.
    fn default() -> Self {
        Self {
            me: None,
            dj: None,
            friend: None,
            set: false,
            followed: false,
            shortest: 30.0,
            zone: TimeZone::system(),
            titles_first: None,
            is_artist: &|_| false,
            record: &|_| None,
            confirm: None,
        }
    }
}

impl SetOrder<'_> {
    /// How the user is called in titles.
    pub(in crate::import) fn called(&self) -> String {
        Me { dj: self.me.clone().unwrap_or_default() }.called()
    }

    /// Whether a playlist is a set for once.
    pub(in crate::import) fn wants_sets(&self) -> bool {
        self.set || self.dj.is_some() || self.friend.is_some()
    }
}

/// Imports collections and sets of many files, one after the other.
pub struct OwnImport<'o> {
    pub(in crate::import) order: SetOrder<'o>,
    shelf: Option<Shelf>,
    public: Vec<Change>,
    /// Sets were kept.
    kept: bool,
    /// Some are the user's.
    own: bool,
}

impl<'o> OwnImport<'o> {
    /// Nothing is imported yet.
    pub fn new(order: SetOrder<'o>) -> Self {
        Self { order, shelf: None, public: Vec::new(), kept: false, own: false }
    }

    /// Imports a file that holds no mixes of the catalogue, at `now` (UTC seconds).
    pub fn take(
        &mut self,
        opened: OpenedFile,
        user: &mut User,
        now: i64,
        watch: &mut ImportWatch<'_>,
    ) -> Result<ImportReport, ImportError> {
        let name = opened.name().to_owned();
        let found = opened.read_own(&self.order, &|path| user.name_at(path).ok().flatten(), watch)?;
        self.keep(&name, found, user, now)
    }

    fn keep(
        &mut self,
        file: &Path,
        found: Found,
        user: &mut User,
        now: i64,
    ) -> Result<ImportReport, ImportError> {
        let Found { sets, collection, skipped } = found;
        let records = collection.as_ref().map_or(0, |(_, collection)| collection.entries.len());
        let plays: usize = sets.iter().map(|read| read.set.plays.len()).sum();
        if records + plays == 0 {
            return Err(nothing(file, &sets, &skipped, collection.as_ref().map(|(_, c)| &c.report)));
        }
        let mut report = ImportReport::default();
        let cut = skipped.iter().any(Skipped::is_end);
        if let Some((source, mut collection)) = collection {
            collection.cut |= cut;
            report = collection::keep(file, source, collection, user, now)?;
        }
        for skipped in skipped {
            report.skip(skipped.line, skipped.reason);
        }
        for read in sets {
            self.one(file, read, cut, user, now, &mut report)?;
        }
        Ok(report)
    }

    fn one(
        &mut self,
        file: &Path,
        mut read: Read,
        cut: bool,
        user: &mut User,
        now: i64,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        read.leave_out_endless();
        if read.set.plays.is_empty() {
            // Nothing in it was played.
            for left in read.left_out {
                report.skip(left.row, left.reason);
            }
            return Ok(());
        }
        if let Some(doubt) = read.doubt.take().filter(|_| !self.order.set) {
            let taken = self.order.confirm.as_mut().is_some_and(|ask| ask(&read.set, &doubt));
            if !taken {
                return Err(ImportError::Doubtful { path: file.into(), reason: doubt });
            }
        }
        let source = crate::files::real_path(file).unwrap_or_else(|_| file.into());
        read.set.source = source.to_string_lossy().into_owned();
        let mine = self.assign(&mut read);
        let plays = read.set.n_plays() as u64;
        let Read { set, left_out, note, .. } = read;
        if let Some(note) = note {
            report.skip(0, note);
        }
        let me = self.order.called();
        if !mine {
            let title = normal_title(&set.title(&me));
            self.public.push(Change::Upsert(set.incoming(MixOrigin::Public, title.clone(), &me)));
            let (state, identity) = (SetState::New, set.identity());
            report.sets.push(SetReport { title, plays, left_out, state, identity, public: true });
            return Ok(());
        }
        if let Some(state) = self.put(&set, cut, user, now, report)? {
            let (title, identity) = (String::new(), set.identity());
            report.sets.push(SetReport { title, plays, left_out, state, identity, public: false });
        }
        Ok(())
    }

    /// Keeps a set of the user's or a friend's; `None` where the same is there and knows more.
    fn put(
        &mut self,
        set: &DjSet,
        cut: bool,
        user: &mut User,
        now: i64,
        report: &mut ImportReport,
    ) -> Result<Option<SetState>, ImportError> {
        let shelf = match &mut self.shelf {
            Some(shelf) => shelf,
            empty => empty.insert(Shelf::of(&user.sets()?)),
        };
        let twin = shelf.twin(set);
        if cut && shelf.is_longer(set, twin.as_ref()) {
            report.skip(0, "the same set is there with more of its plays, so it stays as it is");
            return Ok(None);
        }
        if let Some(twin) = twin.as_ref().filter(|twin| twin.better_than(set)) {
            let reason = format!(
                "the same set is there from {} and knows more, so it is not kept twice",
                twin.program
            );
            report.skip(0, reason);
            return Ok(None);
        }
        let put = user.put_sets(&[(twin.map(|twin| twin.id), set)], !self.order.followed, now)?;
        self.kept = true;
        self.own |= !set.friend;
        if put == [Put::Added] || put == [Put::Changed] {
            shelf.add(user.set_id(&set.identity())?, set);
        }
        Ok(Some(match put[..] {
            [Put::Added] => SetState::New,
            [Put::Changed] => SetState::Changed,
            _ => SetState::Known,
        }))
    }

    /// Says who played a set, and whether it is the user's or a friend's. A history is the user's unless told otherwise; a list that names
    /// another DJ is public.
    fn assign(&self, read: &mut Read) -> bool {
        let set = &mut read.set;
        if let Some(friend) = &self.order.friend {
            set.friend = true;
            set.dj = Some(friend.clone());
            return true;
        }
        let told = self.order.dj.is_some();
        if told {
            set.dj.clone_from(&self.order.dj);
        }
        let is_me = |dj: &String| self.order.me.as_ref().is_some_and(|me| fold(me) == fold(dj));
        if set.dj.as_ref().is_some_and(is_me) {
            set.dj = None;
        }
        let list = set.program == "list";
        !list || set.dj.is_none() || read.own || told && self.order.me.is_none()
    }

    /// Whether sets of the user's own were kept, and nobody knows how the user is called.
    pub fn wants_name(&self) -> bool {
        self.own && self.order.me.is_none() && self.order.dj.is_none()
    }

    /// Says how the user is called.
    pub fn call_me(&mut self, name: Option<String>) {
        self.order.me = name;
    }

    /// Brings what was imported into the catalogue, and gives the report the titles that the sets have there. Where another process is
    /// changing the catalogue, the user's own sets wait for the next start. Returns whether the catalogue's mixes are different.
    pub fn finish(self, paths: &Paths, user: &User, report: &mut ImportReport) -> Result<bool, ImportError> {
        if !self.kept && self.public.is_empty() {
            return Ok(false);
        }
        let me = self.order.called();
        title_sets(user, &me, report)?;
        let mut writer = match Writer::acquire(&paths.catalogue_db(), &paths.user_db()) {
            Err(CatalogueError::Locked { .. }) if self.public.is_empty() => {
                report.skip(
                    0,
                    "another segue is changing the catalogue; these sets are counted from the next start on",
                );
                return Ok(false);
            }
            writer => writer?,
        };
        let before = writer.generation()?;
        let mut known = Vec::new();
        for set in report.sets.iter_mut().filter(|set| set.public) {
            if writer.lines_known(&Which::Foreign(set.identity.clone()))?.is_some() {
                known.push(set);
            }
        }
        let mut applied = writer.apply(&self.public)?;
        let state = if applied.mixes_changed > 0 { SetState::Changed } else { SetState::Known };
        for set in known {
            set.state = state;
        }
        applied.add(&writer.take_sets(user, &me)?);
        report.add_sets(&applied);
        Ok(applied.generation != before)
    }
}

fn title_sets(user: &User, me: &str, report: &mut ImportReport) -> Result<(), ImportError> {
    let sets = user.sets()?;
    let titles = set_titles(&sets, me);
    let by_identity: HashMap<String, String> =
        sets.iter().map(|stored| stored.set.identity()).zip(titles).collect();
    for set in report.sets.iter_mut().filter(|set| !set.public) {
        if let Some(title) = by_identity.get(&set.identity) {
            set.title.clone_from(title);
        }
    }
    report.sets.retain(|set| !set.title.is_empty());
    Ok(())
}

fn nothing(
    file: &Path,
    sets: &[Read],
    skipped: &[crate::import::Skipped],
    collection: Option<&ImportReport>,
) -> ImportError {
    let left_out = sets.iter().flat_map(|read| &read.left_out).next();
    let first = skipped.first().or_else(|| collection.and_then(|report| report.skipped.first()));
    match (first, left_out) {
        (Some(first), _) => ImportError::nothing(file, first.line, &first.reason),
        (None, Some(left)) => {
            let reason = format!("no play is in it; row {}: {}", left.row, left.reason);
            ImportError::nothing(file, 0, &reason)
        }
        (None, None) => ImportError::nothing(file, 0, "no record is in it"),
    }
}

/// What the sets that are kept hold, to find one that is kept already.
struct Shelf {
    sets: Vec<Kept>,
    by_record: HashMap<TrackKey, Vec<usize>>,
}

#[derive(Clone)]
struct Kept {
    id: i64,
    identity: String,
    program: String,
    has_id: bool,
    dj: String,
    date: u32,
    records: usize,
    cues: usize,
}

impl Kept {
    fn of(id: i64, set: &DjSet, records: usize) -> Self {
        Self {
            id,
            identity: set.identity(),
            program: set.program.clone(),
            has_id: set.foreign_id.is_some(),
            dj: fold(set.dj.as_deref().unwrap_or_default()),
            date: set.sortable_date(),
            records,
            cues: cues(set),
        }
    }

    /// Whether it has times and the other, of another program, has not, or as many.
    fn better_than(&self, set: &DjSet) -> bool {
        self.program != set.program && self.cues >= cues(set)
    }
}

fn cues(set: &DjSet) -> usize {
    set.plays.iter().filter(|play| play.entry.cue.is_some()).count()
}

impl Shelf {
    fn of(sets: &[StoredSet]) -> Self {
        let mut shelf = Self { sets: Vec::new(), by_record: HashMap::new() };
        for stored in sets {
            shelf.add(Some(stored.id), &stored.set);
        }
        shelf
    }

    fn add(&mut self, id: Option<i64>, set: &DjSet) {
        let Some(id) = id else { return };
        let keys = set.keys();
        let place = self.sets.len();
        self.sets.push(Kept::of(id, set, keys.len()));
        for key in keys {
            self.by_record.entry(key).or_default().push(place);
        }
    }

    /// Whether a set is there, of the same identity or as this twin, that has more records.
    fn is_longer(&self, set: &DjSet, twin: Option<&Kept>) -> bool {
        let (identity, records) = (set.identity(), set.keys().len());
        let same = self.sets.iter().rev().find(|kept| kept.identity == identity);
        same.into_iter().chain(twin).any(|kept| kept.records > records)
    }

    /// The same night of another program, or of a file that has grown: the same records, and dates at most a day apart where both are
    /// known. Two nights that one program tells apart are two.
    fn twin(&self, set: &DjSet) -> Option<Kept> {
        let keys = set.keys();
        let new = Kept::of(0, set, keys.len());
        let mut common: HashMap<usize, usize> = HashMap::new();
        for key in &keys {
            for &place in self.by_record.get(key).into_iter().flatten() {
                *common.entry(place).or_default() += 1;
            }
        }
        let same = |(&place, &common): (&usize, &usize)| {
            let kept = &self.sets[place];
            let same_night = match (kept.date, new.date) {
                (0, _) | (_, 0) => kept.dj == new.dj,
                (a, b) => within_a_day(a, b),
            };
            let told_apart = kept.program == new.program && kept.has_id && new.has_id;
            let is_twin = same_records(kept.records, new.records, common) && same_night && !told_apart;
            (is_twin && kept.identity != new.identity).then_some(place)
        };
        // The latest state of a set that was added several times.
        common.iter().filter_map(same).max().map(|place| self.sets[place].clone())
    }
}
