//! Mixes on their way into the catalogue, a transaction a batch.

use crate::catalogue::{Change, Incoming, Which, Writer};

use super::{
    ImportWatch,
    input::Meter,
    report::{ImportError, ImportProgress, ImportReport},
};

/// A batch goes in when it holds so many mixes: each touches pages all over the index of keys, so larger is faster …
const MIXES: usize = 2_000;
/// … or so many lines.
const LINES: usize = 100_000;
/// Progress is told this often …
const TOLD: u64 = 100;
/// … and after so many packed bytes, where mixes are far between.
const TOLD_BYTES: u64 = 4 << 20;

/// How far a file is read, as the catalogue notes it: an import that was ended goes on there.
pub(super) struct Place {
    /// Of the note.
    name: String,
    /// Tells the file from another that lies there later.
    stamp: String,
    /// Unpacked bytes of which all mixes are taken.
    offset: u64,
}

impl Place {
    pub(super) fn new(path: &str, stamp: &str) -> Self {
        Self { name: format!("import {path}"), stamp: stamp.to_owned(), offset: 0 }
    }

    fn note(&self) -> String {
        format!("{} {}", self.stamp, self.offset)
    }

    /// The offset that a note says, where it is of this file.
    fn read(&self, note: &str) -> Option<u64> {
        note.strip_prefix(&self.stamp)?.trim_start().parse().ok()
    }
}

pub(super) struct Batch<'b, 'w> {
    writer: &'b mut Writer,
    watch: &'b mut ImportWatch<'w>,
    meter: Meter,
    size: Option<u64>,
    changes: Vec<Change>,
    lines: usize,
    mixes: u64,
    report: ImportReport,
    place: Option<Place>,
    /// Pages that lead elsewhere, with their lines.
    redirects: Vec<(u64, Incoming)>,
    /// Packed bytes read when progress was told last.
    told: u64,
}

impl<'b, 'w> Batch<'b, 'w> {
    pub(super) fn new(
        writer: &'b mut Writer,
        watch: &'b mut ImportWatch<'w>,
        meter: Meter,
        size: Option<u64>,
    ) -> Self {
        let (changes, report) = (Vec::new(), ImportReport::default());
        let redirects = Vec::new();
        Self {
            writer,
            watch,
            meter,
            size,
            changes,
            lines: 0,
            mixes: 0,
            report,
            place: None,
            redirects,
            told: 0,
        }
    }

    /// Takes the mix of a page or of a title, from a line of the file. One without a tracklist takes the place of none that has one, and
    /// pages that lead elsewhere wait until all others are in.
    pub(super) fn add_page(&mut self, line: u64, incoming: Incoming) -> Result<(), ImportError> {
        if incoming.mix.redirect.is_some() {
            self.redirects.push((line, incoming));
            return self.check();
        }
        if incoming.mix.entries.is_empty() && self.has_lines(&incoming)? {
            let reason =
                format!("“{}” has no tracklist in the file; what is known of it stays", incoming.mix.title);
            self.leave(line, reason);
            return self.check();
        }
        self.add(incoming)
    }

    /// Whether the mix is known with lines, in the catalogue or on its way there.
    fn has_lines(&self, new: &Incoming) -> Result<bool, ImportError> {
        let same = |other: &Incoming| match (new.source.page_id, other.source.page_id) {
            (Some(new), Some(other)) => new == other,
            _ => new.mix.title == other.mix.title,
        };
        let coming = self.changes.iter().any(
            |change| matches!(change, Change::Upsert(other) if same(other) && !other.mix.entries.is_empty()),
        );
        let page = new.source.page_id.map(Which::Page);
        let by_title = Which::Title(new.mix.title.clone());
        Ok(coming || self.lines_known(page.as_ref())? > 0 || self.lines_known(Some(&by_title))? > 0)
    }

    fn lines_known(&self, which: Option<&Which>) -> Result<usize, ImportError> {
        Ok(which.map(|which| self.writer.lines_known(which)).transpose()?.flatten().unwrap_or(0))
    }

    fn leave(&mut self, line: u64, reason: String) {
        self.skip(line, reason);
        self.mixes += 1;
        self.report.mixes_unchanged += 1;
    }

    /// Takes the pages that lead elsewhere; one that would take its lines away with nothing where it leads to is left as it was.
    fn redirect(&mut self) -> Result<(), ImportError> {
        self.write()?;
        for (line, page) in std::mem::take(&mut self.redirects) {
            let target = page.mix.redirect.clone().unwrap_or_default();
            let here = self.lines_known(page.source.page_id.map(Which::Page).as_ref())?;
            if here > 0 && self.lines_known(Some(&Which::Title(target.clone())))? == 0 {
                let title = &page.mix.title;
                self.leave(line, format!("“{title}” leads to “{target}” now, which is not in the file; what is known of it stays"));
            } else {
                self.add(page)?;
            }
        }
        self.write()
    }

    /// Takes one mix.
    pub(super) fn add(&mut self, incoming: Incoming) -> Result<(), ImportError> {
        self.lines += incoming.mix.entries.len();
        self.mixes += 1;
        self.changes.push(Change::Upsert(incoming));
        if self.changes.len() >= MIXES || self.lines >= LINES {
            self.write()?;
        } else if self.mixes.is_multiple_of(TOLD) {
            self.tell();
        }
        self.check()
    }

    /// Whether this revision of a page is stored already; then it counts as unchanged and need not be parsed.
    pub(super) fn known(&mut self, page_id: u64, revision: u64) -> Result<bool, ImportError> {
        let known = self.writer.revision(page_id)? == Some(revision);
        self.mixes += u64::from(known);
        self.report.mixes_unchanged += u64::from(known);
        Ok(known)
    }

    pub(super) fn skip(&mut self, line: u64, reason: impl Into<String>) {
        self.report.skip(line, reason);
    }

    /// Notes from now on how far the file is read; where it begins: behind what an earlier import took of the same file.
    pub(super) fn resume(&mut self, place: Option<Place>) -> Result<u64, ImportError> {
        let Some(mut place) = place else { return Ok(0) };
        let note = self.writer.note(&place.name)?;
        place.offset = note.and_then(|note| place.read(&note)).unwrap_or(0);
        self.report.resumed = place.offset > 0;
        let from = place.offset;
        self.place = Some(place);
        Ok(from)
    }

    /// All mixes before this unpacked byte are taken, with the one that is added next.
    pub(super) fn at(&mut self, offset: u64) {
        if let Some(place) = &mut self.place {
            place.offset = offset;
        }
    }

    /// A part was read that has no mix: tells of it, and asks whether to end.
    pub(super) fn passes(&mut self) -> Result<(), ImportError> {
        if self.meter.get() >= self.told + TOLD_BYTES {
            self.tell();
        }
        self.check()
    }

    /// Writes what is left; the next import of the file begins at its start.
    pub(super) fn finish(mut self) -> Result<ImportReport, ImportError> {
        self.redirect()?;
        if let Some(place) = self.place.take() {
            self.writer.apply_noting(&[], &[(&place.name, None)])?;
        }
        self.report.generation = self.writer.generation()?;
        Ok(self.report)
    }

    /// Ends the import where somebody asks for it; the batches before this one are imported.
    pub(super) fn check(&mut self) -> Result<(), ImportError> {
        if (self.watch.stop)() { Err(self.stopped()) } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), ImportError> {
        if !self.changes.is_empty() {
            let note = self.place.as_ref().map(|place| (place.name.as_str(), place.note()));
            let notes: Vec<_> = note.iter().map(|(name, note)| (*name, Some(note.as_str()))).collect();
            let Some(applied) = self.writer.apply_until(&self.changes, &notes, self.watch.stop)? else {
                return Err(self.stopped());
            };
            self.report.add(&applied);
            self.changes.clear();
            self.lines = 0;
        }
        self.tell();
        Ok(())
    }

    fn tell(&mut self) {
        self.told = self.meter.get();
        (self.watch.progress)(ImportProgress {
            bytes: self.meter.get(),
            of: self.size,
            mixes: self.mixes,
            records: 0,
        });
    }

    fn stopped(&mut self) -> ImportError {
        self.report.generation = self.writer.generation().unwrap_or(self.report.generation);
        ImportError::Stopped { report: Box::new(std::mem::take(&mut self.report)) }
    }
}
