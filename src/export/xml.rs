//! What the formats that are XML share.

use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, Event},
};

/// Without the characters that XML 1.0 does not have.
pub(super) fn clean(text: &str) -> String {
    let is_char = |c: char| !c.is_control() && c != '\u{fffe}' && c != '\u{ffff}';
    text.chars().map(|c| if is_char(c) { c } else { ' ' }).collect()
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}

pub(super) fn alone(
    xml: &mut Writer<Vec<u8>>,
    name: &str,
    attributes: &[(&str, &str)],
) -> std::io::Result<()> {
    xml.write_event(Event::Empty(start(name, attributes)))
}

pub(super) fn within(
    xml: &mut Writer<Vec<u8>>,
    name: &str,
    attributes: &[(&str, &str)],
    inner: impl FnOnce(&mut Writer<Vec<u8>>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    xml.write_event(Event::Start(start(name, attributes)))?;
    inner(xml)?;
    xml.write_event(Event::End(BytesEnd::new(name)))
}
