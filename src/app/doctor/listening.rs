//! What was listened to, and what can be learned from it.

use super::Check;
use crate::library::Library;

/// How much was heard and in which space, and whether taste and styles can be told by sound.
pub(super) fn checks(library: &Library) -> Vec<Check> {
    let counted = || {
        let space = library.ear()?.space();
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
        "{heard} {} heard with {}, projection {}",
        if heard == 1 { "record" } else { "records" },
        space.model,
        space.projection
    );
    let listening = if heard == 0 {
        Check::note("listening", listened, "segue import FOLDER listens to your files.")
    } else {
        Check::ok("listening", listened)
    };
    let said = library.heads_said(heard);
    vec![listening, Check::ok("taste", said.taste), Check::ok("styles", said.styles)]
}
