//! A small piece of XML as a tree.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// Deeper ones are no release.
const DEEPEST: usize = 32;
/// And so are more elements, or more attributes of one.
const MOST: usize = 100_000;
const MOST_ATTRIBUTES: usize = 100;

/// An element with all that is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The first element of a text; an error says what of it is no XML.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Self> = Vec::new();
        let mut elements = 0;
        loop {
            if elements > MOST {
                return Err(format!("more than {MOST} elements in one release"));
            }
            match reader.read_event().map_err(|e| e.to_string())? {
                Event::Start(_) if open.len() >= DEEPEST => {
                    return Err("elements in elements without end".into());
                }
                Event::Start(tag) => {
                    elements += 1;
                    open.push(Self::begin(&tag));
                }
                Event::Empty(tag) => {
                    elements += 1;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(Self::begin(&tag)),
                        None => return Ok(Self::begin(&tag)),
                    }
                }
                Event::End(_) => {
                    let Some(done) = open.pop() else { continue };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                Event::Text(part) => add(&mut open, &part),
                Event::CData(part) => add(&mut open, &part),
                Event::GeneralRef(name) => {
                    let written = format!("&{};", &*name);
                    // What no XML names stays as it is written.
                    let read = quick_xml::escape::unescape(&written).map(std::borrow::Cow::into_owned);
                    add(&mut open, &read.unwrap_or(written));
                }
                Event::Eof => return Err("it has no end".into()),
                _ => {}
            }
        }
    }

    fn begin(tag: &BytesStart<'_>) -> Self {
        let attribute = |a: quick_xml::events::attributes::Attribute<'_>| {
            let value = a.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(String::from);
            (a.key.as_ref().to_owned(), value.unwrap_or_default())
        };
        Self {
            name: tag.name().as_ref().to_owned(),
            attributes: tag.attributes().flatten().take(MOST_ATTRIBUTES).map(attribute).collect(),
            ..Self::default()
        }
    }

    /// An attribute's value; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The elements right in it that have this name.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The elements `inner` in all elements `outer` of it.
    pub(super) fn within<'e>(&'e self, outer: &'e str, inner: &'e str) -> impl Iterator<Item = &'e Self> {
        self.all(outer).flat_map(move |list| list.all(inner))
    }

    /// Its text without blanks around it and without control characters.
    pub(super) fn text(&self) -> String {
        crate::track::clean_line(&self.text).trim().to_owned()
    }

    /// The text of the first element of that name; empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> String {
        self.first(name).map(Self::text).unwrap_or_default()
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_its_attributes_texts_and_entities() {
        let tree = Element::parse("\n<r id=\"3&amp;4\"><a>R&amp;B &#233; &nope;<![CDATA[<x>]]></a><l><b n='1'/><b/></l><a>z</a></r>junk")
            .unwrap();
        assert_eq!((tree.attribute("id"), tree.attribute("x")), ("3&4", ""));
        assert_eq!(tree.text_of("a"), "R&B é &nope;<x>");
        assert_eq!(tree.within("l", "b").map(|b| b.attribute("n")).collect::<Vec<_>>(), ["1", ""]);
        assert_eq!((tree.all("a").count(), tree.text_of("none").as_str()), (2, ""));
    }

    #[test]
    fn what_is_no_xml_is_an_error() {
        for bad in ["", "<r><a></r>", "<r><a>", "<r a=", &"<a>".repeat(10_000)] {
            assert!(Element::parse(bad).is_err(), "{bad:.20}");
        }
    }
}
