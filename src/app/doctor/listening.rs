//! What was listened to, and what can be learned from it.

use super::Check;
use crate::library::Library;

/// How much was heard and in which space, and whether taste and styles can be told by sound.
pub(super) fn checks(library: &Library) -> Vec<Check> {
    let counted = || {
        // A network that cannot be planned hears nothing.
        let space = library.embedder()?.space();
        let mut heard = 0;
        library.catalogue().heard_places(&space.model, &space.projection, |_, _| heard += 1)?;
        Ok((space, heard))
    };
    let (space, heard) = match counted() {
        Ok(counted) => counted,
        Err(e) => {
            let e: crate::library::LibraryError = e;
            return vec![Check::bad("listening", e.to_string(), e.hint())];
        }
    };
    let listened = format!(
        "{heard} {} analysed with {}, projection {}",
        if heard == 1 { "record" } else { "records" },
        space.model,
        space.projection
    );
    let listening = if heard == 0 {
        Check::note("listening", listened, "segue import FOLDER analyses your files.")
    } else {
        Check::ok("listening", listened)
    };
    let said = library.heads_said(heard);
    vec![listening, tempo(library), Check::ok("taste", said.taste), Check::ok("styles", said.styles)]
}

/// How tempi are halved and doubled, and how many are of an earlier edition.
fn tempo(library: &Library) -> Check {
    let range = library.tempo_range().map_or_else(
        || "half and double as they are analysed".to_owned(),
        |range| format!("halved or doubled into {range}"),
    );
    match library.catalogue().outdated() {
        Ok(0) => Check::ok("tempo", range),
        Ok(records) => {
            let outdated = format!("{records} {}", if records == 1 { "record" } else { "records" });
            let advice =
                "The screen analyses your files again in the background; until then their tempi are unsure.";
            Check::note("tempo", format!("{range}; {outdated} of an earlier edition"), advice)
        }
        Err(e) => Check::bad("tempo", e.to_string(), None),
    }
}
