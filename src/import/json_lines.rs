//! Mixes as JSON lines: `{"title", "url", "tracklist": ["[00] Artist - Title [Label]", …]}`.

use crate::catalogue::{MixLine, Origin};

use super::{
    batch::Batch,
    input::Input,
    report::{ImportError, Report},
};

/// No mix is as long as this; what is, is something else.
const LONGEST: usize = 16 << 20;

/// Lines that are no mix are skipped and named; the rest is imported.
pub(super) fn import(input: &mut Input, mut batch: Batch<'_, '_>) -> Result<Report, ImportError> {
    let mut line = Vec::new();
    loop {
        let number = input.line();
        match input.read_line(&mut line, LONGEST) {
            Ok(true) => {}
            Ok(false) => return batch.finish(),
            Err(e) => {
                batch.skip(number, format!("the file breaks off here: {e}; what stands before is imported"));
                return batch.finish();
            }
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match parse(&line) {
            Ok(mix) => batch.add(mix.incoming(Origin::Import))?,
            Err(reason) => {
                batch.skip(number, reason);
                batch.check()?;
            }
        }
    }
}

fn parse(line: &[u8]) -> Result<MixLine, String> {
    if line.len() >= LONGEST {
        return Err("longer than any mix".into());
    }
    let mix: MixLine = serde_json::from_slice(line).map_err(|e| {
        // Its line number is always 1.
        let reason = e.to_string();
        reason.replacen(" at line 1 column ", " at column ", 1)
    })?;
    if mix.title.trim().is_empty() { Err("a mix without a title".into()) } else { Ok(mix) }
}
