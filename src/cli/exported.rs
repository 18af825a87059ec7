//! What an export did.

use std::io;

use super::text;
use crate::app::ExportReport;

/// `87 of 92 added`, and why not the rest.
pub(super) fn told(report: &ExportReport, out: &mut dyn io::Write) -> io::Result<()> {
    let place = report.written.as_deref().map(|w| format!(": {}", text::clean(w))).unwrap_or_default();
    writeln!(out, "{} of {} records to {}{place}", report.added, report.wanted, report.to)?;
    for missing in &report.missing {
        writeln!(out, "  {}: {}", text::record(&missing.track), text::clean(&missing.reason))?;
        for link in &missing.links {
            writeln!(out, "    {link}")?;
        }
    }
    Ok(())
}
