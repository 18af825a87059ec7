//! What several readers of XML need.

use quick_xml::{
    Reader, XmlVersion,
    escape::unescape,
    events::{BytesStart, Event},
};

use super::breaks_off;
use crate::import::Skipped;

/// Elements in each other at most: who reads them looks at their path.
const DEEPEST: usize = 64;

/// What stands in XML, one after another.
pub(super) enum Part<'p> {
    Begin(&'p BytesStart<'p>),
    /// The names of all that is open, the one that ends last; and the text since the tag before, without blanks around it.
    End(&'p [String], &'p str),
}

/// Gives `visit` every tag, an empty one as two; where the text breaks off, what is told of that.
pub(super) fn walk(text: &str, mut visit: impl FnMut(Part<'_>)) -> Vec<Skipped> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut open, mut value): (Vec<String>, String) = (Vec::new(), String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if open.len() < DEEPEST => {
                open.push(tag.local_name().into_inner().to_owned());
                value.clear();
                visit(Part::Begin(&tag));
            }
            Ok(Event::Text(part)) => value.push_str(&part),
            Ok(Event::CData(part)) => value.push_str(&part),
            Ok(Event::GeneralRef(name)) => {
                let entity = format!("&{};", &*name);
                value.push_str(&unescape(&entity).unwrap_or_default());
            }
            Ok(Event::End(_)) => {
                visit(Part::End(&open, value.trim()));
                value.clear();
                open.pop();
            }
            Ok(Event::Eof) if open.is_empty() => return Vec::new(),
            Ok(Event::Start(_) | Event::Eof) | Err(_) => {
                return vec![breaks_off(reader.buffer_position() as usize)];
            }
            Ok(_) => {}
        }
    }
}

/// An attribute's value; empty where there is none.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> String {
    let attribute = tag.try_get_attribute(name).ok().flatten();
    let value = attribute.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(String::from));
    value.unwrap_or_default()
}
