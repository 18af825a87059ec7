//! Records of collections as their files have them, for giving them back whole.

use std::{
    collections::{HashMap, HashSet},
    io::{Read as _, Write as _},
};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use super::{CatalogueError, User};

/// Bytes of elements that are packed together.
const PART: usize = 1 << 20;

/// What of an element its program makes by analysing, or the user by hand.
const MADE: [&str; 2] = ["<TEMPO", "<POSITION_MARK"];

/// Elements with their locations, packed as they come.
#[derive(Default)]
pub struct Elements {
    open: Vec<u8>,
    packed: Vec<Vec<u8>>,
    /// Where those lie that have neither grid nor cues.
    bare: HashSet<String>,
}

impl Elements {
    /// Takes the element of what lies at a location; neither has zeros in it.
    pub fn push(&mut self, location: &str, element: &str) {
        if !is_made(element) {
            self.bare.insert(location.to_owned());
        }
        for text in [location, element] {
            self.open.extend_from_slice(text.as_bytes());
            self.open.push(0);
        }
        if self.open.len() >= PART {
            self.pack();
        }
    }

    fn pack(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        // Writing to memory does not fail.
        if encoder.write_all(&self.open).is_ok()
            && let Ok(packed) = encoder.finish()
        {
            self.packed.push(packed);
        }
        self.open.clear();
    }
}

fn is_made(element: &str) -> bool {
    MADE.iter().any(|tag| element.contains(tag))
}

/// The new element with what is in the one known before.
fn filled(new: &str, before: &str) -> Option<String> {
    let inside = before.strip_suffix("</TRACK>")?;
    let inside = &inside[tag(inside)?.len() + 1..];
    let tag = tag(new)?;
    let head = tag.strip_suffix('/').unwrap_or(tag);
    Some(format!("{head}>{inside}</TRACK>"))
}

/// The first tag up to its `>`.
fn tag(element: &str) -> Option<&str> {
    let mut quote = None;
    let end = element.find(|c| {
        quote = match (quote, c) {
            (Some(open), c) if c == open => None,
            (None, '"' | '\'') => Some(c),
            _ => quote,
        };
        quote.is_none() && c == '>'
    })?;
    Some(&element[..end])
}

/// Gives `visit` every location and element of a packed part; of a damaged one what can be read.
fn each(part: &[u8], mut visit: impl FnMut(&str, &str)) {
    let mut text = Vec::new();
    let _ = DeflateDecoder::new(part).read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text);
    let mut parts = text.split('\0');
    while let (Some(location), Some(element)) = (parts.next(), parts.next()) {
        visit(location, element);
    }
}

impl User {
    /// Keeps the elements of one origin in place of those it had; of a file that breaks off (`cut`) beside them. An element without grid and
    /// cues takes none away.
    pub fn put_elements(
        &mut self,
        origin: &str,
        mut elements: Elements,
        cut: bool,
    ) -> Result<(), CatalogueError> {
        elements.pack();
        let mut known = self.elements_at(&elements.bare.iter().map(String::as_str).collect())?;
        known.retain(|_, element| is_made(element));
        if !known.is_empty() {
            for part in std::mem::take(&mut elements.packed) {
                each(&part, |location, new| {
                    let whole =
                        known.get(location).filter(|_| !is_made(new)).and_then(|before| filled(new, before));
                    elements.push(location, whole.as_deref().unwrap_or(new));
                });
            }
            elements.pack();
        }
        self.write(|db| {
            if !cut {
                db.execute("DELETE FROM owned_element WHERE origin = ?1", [origin])?;
            }
            let next = "SELECT coalesce(max(part) + 1, 0) FROM owned_element WHERE origin = ?1";
            let first: i64 = db.query_row(next, [origin], |row| row.get(0))?;
            let mut insert =
                db.prepare_cached("INSERT INTO owned_element (origin, part, data) VALUES (?1, ?2, ?3)")?;
            for (part, data) in (first..).zip(&elements.packed) {
                insert.execute((origin, part, data))?;
            }
            Ok(())
        })
    }

    /// The elements of what lies at these locations, by location. Everything that is kept is read through.
    pub fn elements_at(&self, locations: &HashSet<&str>) -> Result<HashMap<String, String>, CatalogueError> {
        let mut found = HashMap::new();
        if locations.is_empty() {
            return Ok(found);
        }
        self.read(|db| {
            let mut stored = db.prepare_cached("SELECT data FROM owned_element ORDER BY origin, part")?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                each(row.get_ref(0)?.as_blob()?, |location, element| {
                    if locations.contains(location) {
                        found.insert(location.to_owned(), element.to_owned());
                    }
                });
            }
            Ok(())
        })?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_come_back_and_are_replaced_whole() {
        let mut user = User::open_in_memory().unwrap();
        let made = |count: usize| {
            let mut elements = Elements::default();
            (0..count).for_each(|n| {
                elements.push(&format!("/m/{n}.mp3"), &format!("<TRACK n=\"{n}\"/>\n{}", "é".repeat(400)));
            });
            elements
        };
        user.put_elements("a.xml", made(3_000), false).unwrap();
        let wanted = HashSet::from(["/m/7.mp3", "/m/2999.mp3", "/m/none.mp3"]);
        let found = user.elements_at(&wanted).unwrap();
        assert_eq!(found.len(), 2);
        assert!(found["/m/2999.mp3"].starts_with("<TRACK n=\"2999\"/>"));
        user.put_elements("a.xml", made(10), true).unwrap();
        assert_eq!(user.elements_at(&wanted).unwrap().len(), 2, "of a file that breaks off");
        user.put_elements("a.xml", made(10), false).unwrap();
        assert_eq!(user.elements_at(&wanted).unwrap().len(), 1);
    }

    #[test]
    fn an_element_without_grid_and_cues_takes_none_away() {
        let mut user = User::open_in_memory().unwrap();
        let mut put = |origin: &str, element: &str| {
            let mut elements = Elements::default();
            elements.push("/m/1.mp3", element);
            user.put_elements(origin, elements, false).unwrap();
            user.elements_at(&HashSet::from(["/m/1.mp3"])).unwrap().remove("/m/1.mp3").unwrap()
        };
        let grid = "<TEMPO Inizio=\"0.1\"></TEMPO><POSITION_MARK Num=\"0\"/>";
        put("a.xml", &format!("<TRACK Rating=\"1\">{grid}</TRACK>"));
        assert_eq!(put("a.xml", "<TRACK Name=\"a > b\"/>"), format!("<TRACK Name=\"a > b\">{grid}</TRACK>"));
        assert_eq!(
            put("b.xml", "<TRACK Rating=\"4\"></TRACK>"),
            format!("<TRACK Rating=\"4\">{grid}</TRACK>")
        );
        let fewer = "<TRACK><TEMPO Inizio=\"0.2\"></TEMPO></TRACK>";
        assert_eq!(put("b.xml", fewer), fewer, "cues that were taken out");
    }
}
