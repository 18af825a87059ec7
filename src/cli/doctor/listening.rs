//! What was listened to, and what can be learned from it.

use super::{Check, text};
use crate::library::{Library, sound::Heads};

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
    let said = format!(
        "{} heard with {}, projection {}",
        text::count(heard, "record", "records"),
        space.model,
        space.projection
    );
    let listening = if heard == 0 {
        Check::note("listening", said, "segue import FOLDER listens to your files.")
    } else {
        Check::ok("listening", said)
    };
    let heads = library.judge_heads(&|| false);
    let Ok(Heads { taste, styles }) = heads else { return vec![listening] };
    let taste = taste.map(|q| {
        format!(
            "by sound {:.3} of the others are ranked behind the record held out, by popularity {:.3}",
            q.taste, q.popularity
        )
    });
    let styles = styles.map(|a| {
        format!(
            "{:.3} of {} held-out records are right, the commonest style would be {:.3}",
            a.accuracy, a.held_out, a.baseline
        )
    });
    let check = |name, found: Result<String, String>| match found {
        Ok(found) => Check::ok(name, found),
        Err(why) => Check::ok(name, format!("off: {why}")),
    };
    vec![listening, check("taste", taste), check("styles", styles)]
}
