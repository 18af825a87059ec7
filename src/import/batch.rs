//! Mixes on their way into the catalogue, a transaction a batch.

use crate::catalogue::{Change, Incoming, Writer};

use super::{
    ImportWatch,
    input::Meter,
    report::{ImportError, ImportProgress, ImportReport},
};

/// A batch goes in when it holds so many mixes: each touches pages all over the index of keys, so larger is faster …
const MIXES: usize = 2_000;
/// … or so many lines.
const LINES: usize = 100_000;
/// Progress is told this often.
const TOLD: u64 = 100;

pub(super) struct Batch<'b, 'w> {
    writer: &'b mut Writer,
    watch: &'b mut ImportWatch<'w>,
    meter: Meter,
    size: Option<u64>,
    changes: Vec<Change>,
    lines: usize,
    mixes: u64,
    report: ImportReport,
}

impl<'b, 'w> Batch<'b, 'w> {
    pub(super) fn new(
        writer: &'b mut Writer,
        watch: &'b mut ImportWatch<'w>,
        meter: Meter,
        size: Option<u64>,
    ) -> Self {
        let (changes, report) = (Vec::new(), ImportReport::default());
        Self { writer, watch, meter, size, changes, lines: 0, mixes: 0, report }
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

    /// Writes what is left.
    pub(super) fn finish(mut self) -> Result<ImportReport, ImportError> {
        self.write()?;
        self.report.generation = self.writer.generation()?;
        Ok(self.report)
    }

    /// Ends the import where somebody asks for it; the batches before this one are imported.
    pub(super) fn check(&mut self) -> Result<(), ImportError> {
        if (self.watch.stop)() { Err(self.stopped()) } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), ImportError> {
        if !self.changes.is_empty() {
            let Some(applied) = self.writer.apply_until(&self.changes, self.watch.stop)? else {
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
