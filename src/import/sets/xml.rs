//! What several readers of XML need.

use quick_xml::{XmlVersion, events::BytesStart};

/// An attribute's value; empty where there is none.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> String {
    let attribute = tag.try_get_attribute(name).ok().flatten();
    let value = attribute.and_then(|a| a.normalized_value(XmlVersion::Implicit1_0).ok().map(String::from));
    value.unwrap_or_default()
}
