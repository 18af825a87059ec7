//! Records of collections as their files have them, for giving them back whole.

use std::{
    collections::{HashMap, HashSet},
    io::{Read as _, Write as _},
};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use super::{CatalogueError, User};

/// Bytes of elements that are packed together.
const PART: usize = 1 << 20;

/// Elements with their locations, packed as they come.
#[derive(Default)]
pub struct Elements {
    open: Vec<u8>,
    packed: Vec<Vec<u8>>,
}

impl Elements {
    /// Takes the element of what lies at a location; neither has zeros in it.
    pub fn push(&mut self, location: &str, element: &str) {
        for text in [location, element] {
            self.open.extend_from_slice(text.as_bytes());
            self.open.push(0);
        }
        if self.open.len() >= PART {
            self.pack();
        }
    }

    fn pack(&mut self) {
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

impl User {
    /// Keeps the elements of one origin in place of those it had.
    pub fn replace_elements(&mut self, origin: &str, mut elements: Elements) -> Result<(), CatalogueError> {
        if !elements.open.is_empty() {
            elements.pack();
        }
        self.write(|db| {
            db.execute("DELETE FROM owned_element WHERE origin = ?1", [origin])?;
            let mut insert =
                db.prepare_cached("INSERT INTO owned_element (origin, part, data) VALUES (?1, ?2, ?3)")?;
            for (part, data) in elements.packed.iter().enumerate() {
                insert.execute((origin, part as i64, data))?;
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
                let mut text = Vec::new();
                // A damaged part is as none.
                let _ = DeflateDecoder::new(row.get_ref(0)?.as_blob()?).read_to_end(&mut text);
                let text = String::from_utf8_lossy(&text);
                let mut parts = text.split('\0');
                while let (Some(location), Some(element)) = (parts.next(), parts.next()) {
                    if locations.contains(location) {
                        found.insert(location.to_owned(), element.to_owned());
                    }
                }
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
        user.replace_elements("a.xml", made(3_000)).unwrap();
        let wanted = HashSet::from(["/m/7.mp3", "/m/2999.mp3", "/m/none.mp3"]);
        let found = user.elements_at(&wanted).unwrap();
        assert_eq!(found.len(), 2);
        assert!(found["/m/2999.mp3"].starts_with("<TRACK n=\"2999\"/>"));
        user.replace_elements("a.xml", made(10)).unwrap();
        assert_eq!(user.elements_at(&wanted).unwrap().len(), 1);
    }
}
