//! One change set inside one transaction.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::{
    track::Rules,
    wikitext::{Entry, EntryKind, Mix},
};

use super::{
    aliases,
    change::{Applied, Change, Incoming, MixSource, Which},
    cores, counters,
    error::damaged,
    journal,
    mixes::{self, Head, Record, Stored},
    renamed::same_record,
    title::normal_title,
    tracklist::{self, Tracklist},
    tracks::{Line, Tracks},
};

/// The tracks that stay without a play, because the user refers to them; asked only where it matters.
pub(super) type Kept<'k> = &'k dyn Fn(&Connection) -> rusqlite::Result<HashSet<u32>>;

/// Applies `changes` and counts the generation up if something is different afterwards. `None` where `stop` ended it: then the
/// transaction must not be committed.
pub(super) fn apply(
    db: &Connection,
    rules: &Rules,
    changes: &[Change],
    kept: Kept<'_>,
    stop: &dyn Fn() -> bool,
) -> rusqlite::Result<Option<Applied>> {
    let next_mix = counters::get(db, counters::NEXT_MIX)?.unwrap_or(1);
    let next_mix = u32::try_from(next_mix).map_err(|_| damaged("mix ids are used up"))?;
    let tracks = Tracks::new(db, rules)?;
    let mut batch =
        Batch { db, tracks, applied: Applied::default(), edits: Vec::new(), touched: Vec::new(), next_mix };
    for together in changes.chunks(TOGETHER) {
        let read = cores::map(together, |change| lines(change, rules));
        for (change, lines) in together.iter().zip(read) {
            if stop() {
                return Ok(None);
            }
            batch.change(change, lines)?;
        }
    }
    batch.finish(kept, stop)
}

/// So many changes are read at a time, a part on each core, before they are applied one after the other.
const TOGETHER: usize = 256;

/// A change's tracklist line by line; `None` where no record is named.
fn lines<'c>(change: &'c Change, rules: &Rules) -> Vec<Option<Line<'c>>> {
    let Change::Upsert(Incoming { mix, .. }) = change else { return Vec::new() };
    let line = |entry: &'c Entry| match (entry.kind, &entry.artist, &entry.title) {
        (EntryKind::Track, Some(artist), Some(title)) => {
            Some(Line::read(artist, title, entry.label.as_deref(), entry.year, rules))
        }
        _ => None,
    };
    mix.entries.iter().map(line).collect()
}

struct Batch<'t> {
    db: &'t Connection,
    tracks: Tracks<'t>,
    applied: Applied,
    edits: Vec<Edit>,
    /// The mixes that are new, different or gone.
    touched: Vec<u32>,
    next_mix: u32,
}

/// The tracks that one edit of a page took away, and those that stand there now.
struct Edit {
    gone: Vec<u32>,
    here: Vec<u32>,
}

impl Batch<'_> {
    fn change(&mut self, change: &Change, lines: Vec<Option<Line<'_>>>) -> rusqlite::Result<()> {
        match change {
            Change::Upsert(Incoming { source, mix }) => match &mix.redirect {
                Some(target) => self.redirect(source, &normal_title(&mix.title), &normal_title(target)),
                None => self.upsert(source, mix, lines),
            },
            Change::Remove(which) => self.remove(which),
            Change::Move { page_id, from, to, url } => self.rename(*page_id, from, to, url.as_deref()),
        }
    }

    fn upsert(
        &mut self,
        source: &MixSource,
        mix: &Mix,
        lines: Vec<Option<Line<'_>>>,
    ) -> rusqlite::Result<()> {
        let (title, known) = self.known(source, normal_title(&mix.title))?;
        if known.as_ref().is_some_and(|known| knows_better(known, source)) {
            self.applied.mixes_unchanged += 1;
            return Ok(());
        }
        let head = Head::of(mix, title);
        let entries = tracklist::encode(&mix.entries);
        let content = head.content(source.url.as_deref(), &entries);
        let MixSource { page_id, revision, origin, foreign_id, url } = source.clone();
        let record = Record { page_id, revision, origin, foreign_id, head, url, content };
        match known {
            None => {
                let id = self.next_mix;
                self.next_mix += 1;
                mixes::insert(self.db, id, &record)?;
                let tracks = self.place(lines)?;
                mixes::set_lines(self.db, id, &entries, &tracks)?;
                self.touched.push(id);
                self.applied.mixes_added += 1;
            }
            Some(known) if known.content == content => {
                mixes::update(self.db, known.id, &record)?;
                self.applied.mixes_unchanged += 1;
            }
            Some(known) => {
                mixes::update(self.db, known.id, &record)?;
                self.replace(known.id, lines, &entries)?;
                self.touched.push(known.id);
                self.applied.mixes_changed += 1;
            }
        }
        Ok(())
    }

    /// Where a mix of that title belongs, and what stands there: its foreign id, its page, else its title.
    fn known(&mut self, source: &MixSource, title: String) -> rusqlite::Result<(String, Option<Stored>)> {
        if let Some(id) = &source.foreign_id {
            return Ok((title, mixes::by_foreign_id(self.db, id)?));
        }
        let Some(page) = source.page_id else {
            let title = mixes::follow(self.db, title)?;
            let known = mixes::by_title(self.db, &title)?;
            return Ok((title, known));
        };
        mixes::unredirect(self.db, Some(page), Some(&title))?;
        let known = mixes::by_page(self.db, page)?;
        let pageless = mixes::pageless(self.db, &title)?;
        match (known, pageless) {
            (Some(known), Some(twin)) => {
                self.delete(&twin)?;
                Ok((title, Some(known)))
            }
            (known, pageless) => Ok((title, known.or(pageless))),
        }
    }

    fn place(&mut self, lines: Vec<Option<Line<'_>>>) -> rusqlite::Result<Vec<u32>> {
        let mut place = |line: Option<Line<'_>>| line.map_or(Ok(0), |line| self.tracks.place(line, None));
        lines.into_iter().map(&mut place).collect()
    }

    fn replace(&mut self, id: u32, lines: Vec<Option<Line<'_>>>, entries: &[u8]) -> rusqlite::Result<()> {
        let (old, old_tracks) = mixes::lines_of(self.db, id)?;
        if old == entries {
            return Ok(());
        }
        let gone = self.release(&old, &old_tracks)?;
        let here = self.place(lines)?;
        mixes::set_lines(self.db, id, entries, &here)?;
        self.edits.push(Edit { gone, here });
        Ok(())
    }

    /// Takes back all plays of a tracklist; says whose they were.
    fn release(&mut self, entries: &[u8], tracks: &[u8]) -> rusqlite::Result<Vec<u32>> {
        let list = Tracklist::new(entries, tracks)?;
        let mut gone = Vec::new();
        for (track, entry) in list.tracks().zip(list.entries()) {
            let entry = entry?;
            if let (Some(track), Some(artist), Some(title)) = (track, entry.artist, entry.title) {
                self.tracks.release(track.0, artist, title, entry.label, entry.year)?;
                gone.push(track.0);
            }
        }
        Ok(gone)
    }

    fn delete(&mut self, mix: &Stored) -> rusqlite::Result<()> {
        let (entries, tracks) = mixes::lines_of(self.db, mix.id)?;
        self.release(&entries, &tracks)?;
        mixes::delete(self.db, mix.id)?;
        self.touched.push(mix.id);
        self.applied.mixes_removed += 1;
        Ok(())
    }

    fn remove(&mut self, which: &Which) -> rusqlite::Result<()> {
        let found = match which {
            Which::Page(page) => {
                mixes::unredirect(self.db, Some(*page), None)?;
                mixes::by_page(self.db, *page)?
            }
            Which::Title(title) => {
                let title = normal_title(title);
                mixes::unredirect(self.db, None, Some(&title))?;
                mixes::by_title(self.db, &title)?
            }
            Which::Foreign(id) => mixes::by_foreign_id(self.db, id)?,
        };
        found.map_or(Ok(()), |mix| self.delete(&mix))
    }

    /// A page became a redirect: what it held stands under the target now.
    fn redirect(&mut self, source: &MixSource, title: &str, target: &str) -> rusqlite::Result<()> {
        mixes::unredirect(self.db, source.page_id, None)?;
        mixes::redirect(self.db, title, target, source.page_id)?;
        if let Some(page) = source.page_id
            && let Some(mix) = mixes::by_page(self.db, page)?
        {
            self.delete(&mix)?;
        }
        match mixes::pageless(self.db, title)? {
            Some(mix) => self.retitle(&mix, target, None),
            None => Ok(()),
        }
    }

    fn rename(&mut self, page: Option<u64>, from: &str, to: &str, url: Option<&str>) -> rusqlite::Result<()> {
        let (from, to) = (normal_title(from), normal_title(to));
        mixes::unredirect(self.db, None, Some(&to))?;
        mixes::redirect(self.db, &from, &to, None)?;
        let by_page = page.map(|page| mixes::by_page(self.db, page)).transpose()?.flatten();
        let found = match by_page {
            Some(mix) => Some(mix),
            None => match mixes::by_title(self.db, &from)? {
                Some(mix) if page.is_none() || mix.page_id.is_none() => Some(mix),
                _ => None,
            },
        };
        match found {
            Some(mix) => self.retitle(&mix, &to, url),
            None => Ok(()),
        }
    }

    /// Gives a mix the title that a move or a redirect says. Of two mixes that then have the same title, the better source stays.
    fn retitle(&mut self, mix: &Stored, title: &str, url: Option<&str>) -> rusqlite::Result<()> {
        let title =
            if mix.page_id.is_some() { title.to_owned() } else { mixes::follow(self.db, title.to_owned())? };
        if title == mix.title {
            return Ok(());
        }
        let rival = if mix.page_id.is_some() {
            mixes::pageless(self.db, &title)?
        } else {
            mixes::by_title(self.db, &title)?
        };
        if let Some(rival) = rival {
            let rank = |mix: &Stored| (mix.page_id.is_some(), mix.origin);
            if rank(&rival) >= rank(mix) {
                return self.delete(mix);
            }
            self.delete(&rival)?;
        }
        let (entries, _) = mixes::lines_of(self.db, mix.id)?;
        let head = Head::titled(title, &mix.categories, &mix.audio);
        let url = url.or(mix.url.as_deref()).map(str::to_owned);
        let content = head.content(url.as_deref(), &entries);
        let Stored { page_id, revision, origin, foreign_id, .. } = mix.clone();
        let record = Record { page_id, revision, origin, foreign_id, head, url, content };
        mixes::update(self.db, mix.id, &record)?;
        self.touched.push(mix.id);
        self.applied.mixes_changed += 1;
        Ok(())
    }

    fn finish(mut self, kept: Kept<'_>, stop: &dyn Fn() -> bool) -> rusqlite::Result<Option<Applied>> {
        let mut corrected = HashSet::new();
        for (old, key, new) in self.corrected()? {
            aliases::merge(self.db, old, &key, new)?;
            corrected.insert(old);
        }
        let kept = if self.tracks.any_without_plays()? { kept(self.db)? } else { HashSet::new() };
        let stays = |id| kept.contains(&id) && !corrected.contains(&id);
        let Some((added, tracks)) = self.tracks.write(&stays, stop)? else { return Ok(None) };
        self.applied.tracks_added = added;
        counters::set(self.db, counters::NEXT_MIX, u64::from(self.next_mix))?;
        let generation = counters::get(self.db, counters::GENERATION)?.unwrap_or(0);
        self.applied.generation = generation + u64::from(self.applied.changed());
        if self.applied.changed() {
            counters::set(self.db, counters::GENERATION, self.applied.generation)?;
        }
        // Tracks may go although no mix is different: the user let go of them. The next generation says so.
        if self.applied.changed() || !tracks.is_empty() {
            journal::note(self.db, generation + 1, Some((self.touched, tracks)))?;
        }
        Ok(Some(self.applied))
    }
}

impl Batch<'_> {
    /// Tracks whose last play an edit took away while a play of nearly the same name came: old id, old key, new id.
    fn corrected(&mut self) -> rusqlite::Result<Vec<(u32, String, u32)>> {
        let mut corrected = Vec::new();
        for Edit { gone, here } in std::mem::take(&mut self.edits) {
            for id in &gone {
                let Some(old) = self.tracks.slot(*id)?.filter(|slot| slot.orphaned()).cloned() else {
                    continue;
                };
                for new in here.iter().filter(|new| **new != 0 && !gone.contains(new)) {
                    let found = self.tracks.slot(*new)?.filter(|slot| slot.plays() > 0);
                    if found.is_some_and(|slot| same_record(old.name(), slot.name())) {
                        corrected.push((old.id, old.key, *new));
                        break;
                    }
                }
            }
        }
        Ok(corrected)
    }
}

/// A known page outranks a title alone, an import outranks the starter, and a newer revision an older one. Of what has a foreign id the
/// higher rank counts, and the same address always brings its own news.
fn knows_better(known: &Stored, source: &MixSource) -> bool {
    if source.foreign_id.is_some() {
        return known.url != source.url && known.revision > source.revision;
    }
    match (known.page_id, source.page_id) {
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => source.origin < known.origin,
        (Some(_), Some(_)) => known.revision > source.revision && source.revision.is_some(),
    }
}
