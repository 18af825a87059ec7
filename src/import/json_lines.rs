//! Mixes as JSON lines: `{"title", "url", "categories": ["Techno", …], "audio": "https://…", "tracklist":
//! ["[00] Artist - Title [Label]", …]}`; all but title and tracklist may be left out.

use serde_json::{Map, Value};

use crate::{
    catalogue::{MixLine, MixOrigin},
    wikitext::web_address,
};

use super::{
    batch::Batch,
    input::Input,
    report::{AGAIN, ImportError, ImportReport},
};

/// No mix is as long as this; what is, is something else.
const LONGEST: usize = 16 << 20;

/// What is longer is not read a second time, as values that take many times as much.
const LONGEST_MENDED: usize = 1 << 20;

/// Lines that are no mix are skipped and named; the rest is imported.
pub(super) fn import(input: &mut Input, mut batch: Batch<'_, '_>) -> Result<ImportReport, ImportError> {
    let mut line = Vec::new();
    loop {
        let number = input.line();
        match input.read_line(&mut line, LONGEST) {
            Ok(true) => {}
            Ok(false) => return batch.finish(),
            Err(e) => {
                batch.skip(number, format!("the file breaks off here: {e}; {AGAIN}"));
                return batch.finish();
            }
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match parse(&line) {
            Ok((mix, without)) => {
                for reason in without {
                    batch.skip(number, reason);
                }
                batch.add_page(number, mix.incoming(MixOrigin::Import))?;
            }
            Err(reason) => {
                batch.skip(number, reason);
                batch.check()?;
            }
        }
    }
}

/// The mix of a line, and what of it cannot be used: the mix is worth more than that.
fn parse(line: &[u8]) -> Result<(MixLine, Vec<&'static str>), String> {
    if line.len() >= LONGEST {
        return Err("longer than any mix".into());
    }
    let (mut mix, mut without) = match serde_json::from_slice::<MixLine>(line) {
        Ok(mix) => (mix, Vec::new()),
        Err(e) if line.len() > LONGEST_MENDED => return Err(said(&e)),
        Err(e) => without_unusable(line).unwrap_or(Err(e)).map_err(|e| said(&e))?,
    };
    if mix.title.trim().is_empty() {
        return Err("a mix without a title".into());
    }
    if mix.audio.as_deref().is_some_and(|audio| web_address(audio).is_none()) {
        without.push(NO_ADDRESS);
        mix.audio = None;
    }
    Ok((mix, without))
}

fn said(e: &serde_json::Error) -> String {
    // Its line number is always 1.
    e.to_string().replacen(" at line 1 column ", " at column ", 1)
}

const NO_ADDRESS: &str = "audio is no http or https address; the mix is imported without it";

/// The mix without the fields that it can do without and that are of another type; `None` where that is not what is wrong.
fn without_unusable(line: &[u8]) -> Option<Result<(MixLine, Vec<&'static str>), serde_json::Error>> {
    let mut fields: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let mut without = Vec::new();
    let texts = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    if fields.get("categories").is_some_and(|value| !texts(value)) {
        fields.remove("categories");
        without.push("categories are no array of texts; the mix is imported without them");
    }
    if fields.get("audio").is_some_and(|value| !value.is_string()) {
        fields.remove("audio");
        without.push(NO_ADDRESS);
    }
    (!without.is_empty()).then(|| Ok((serde_json::from_value(Value::Object(fields))?, without)))
}
