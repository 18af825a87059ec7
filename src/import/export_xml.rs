//! MediaWiki's XML export: pages with their text.
//!
//! Articles only (namespace 0); of several revisions the last one counts. A page whose revision is stored already is not parsed again.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{
    catalogue::{Incoming, MixOrigin, MixSource, page_address},
    wikitext,
};

use super::{
    batch::Batch,
    bounded::{Bounded, SAID_TOO_DEEP, TOO_DEEP},
    input::Input,
    report::{AGAIN, ImportError, ImportReport},
};

/// Imports all pages; where the file breaks off, what stands before is imported and the place is named.
pub(super) fn import(input: &mut Input, mut batch: Batch<'_, '_>) -> Result<ImportReport, ImportError> {
    let mut pages = Pages::new(input);
    loop {
        match pages.next() {
            Ok(Some(page)) => take(page, pages.base.as_deref(), &mut batch)?,
            Ok(None) => return batch.finish(),
            Err(reason) => {
                let reason = format!("the file breaks off here: {reason}; {AGAIN}");
                batch.skip(pages.reader.get_ref().line(), reason);
                return batch.finish();
            }
        }
    }
}

fn take(page: Page, base: Option<&str>, batch: &mut Batch<'_, '_>) -> Result<(), ImportError> {
    if page.namespace != 0 {
        return batch.check();
    }
    if page.title.trim().is_empty() {
        batch.skip(page.line, "a page without a title");
        return batch.check();
    }
    if page.too_long {
        batch.skip(
            page.line,
            format!("the text of “{}” is longer than {} MiB", page.title, LONGEST_TEXT >> 20),
        );
        return batch.check();
    }
    // A dump of stubs has no texts; most say how long those are.
    let is_there = |text: &String| !text.trim().is_empty() || page.bytes == Some(0);
    let (Some(text), false) = (page.text.filter(is_there), page.hidden) else {
        batch.skip(page.line, format!("the text of “{}” is not in the file", page.title));
        return batch.check();
    };
    if page.bytes.is_some_and(|bytes| is_cut(&text, bytes)) {
        batch.skip(page.line, format!("the text of “{}” is not whole in the file", page.title));
        return batch.check();
    }
    if let (Some(id), Some(revision)) = (page.id, page.revision)
        && batch.known(id, revision)?
    {
        return batch.check();
    }
    let mut mix = wikitext::parse(&page.title, &text);
    if mix.redirect.is_none() {
        mix.redirect = page.redirect;
    }
    let url = Some(address(base, &page.title));
    let source = MixSource {
        page_id: page.id,
        revision: page.revision,
        origin: MixOrigin::Import,
        url,
        foreign_id: None,
    };
    batch.add_page(page.line, Incoming { source, mix })
}

/// Whether a text is shorter than it is said to be, by more than what decoding takes out.
fn is_cut(text: &str, bytes: u64) -> bool {
    const TAKEN_OUT: u64 = 16;
    (text.len() as u64 + TAKEN_OUT) * 50 < bytes * 49
}

/// A page's address beside the wiki's front page.
fn address(base: Option<&str>, title: &str) -> String {
    let ours = page_address(title);
    match (base.and_then(|base| base.rsplit_once('/')), ours.rsplit_once("/w/")) {
        (Some((folder, _)), Some((_, page))) => format!("{folder}/{page}"),
        _ => ours,
    }
}

/// Elements in each other at most: a page's revision's contributor's name is five deep.
const DEEPEST: usize = 16;
/// MediaWiki's own limit is 2 MiB.
const LONGEST_TEXT: usize = 8 << 20;

/// One page as the file has it.
#[derive(Debug, Default)]
struct Page {
    line: u64,
    title: String,
    namespace: i64,
    id: Option<u64>,
    redirect: Option<String>,
    revision: Option<u64>,
    text: Option<String>,
    /// The text was withheld from the export.
    hidden: bool,
    /// How long the text is said to be.
    bytes: Option<u64>,
    too_long: bool,
}

/// Reads page after page.
struct Pages<'i> {
    reader: Reader<Bounded<'i>>,
    buffer: Vec<u8>,
    /// Names of the open elements, as far in as anything is read.
    open: Vec<String>,
    /// Open elements further in.
    deeper: usize,
    /// The address of the wiki's front page.
    base: Option<String>,
}

impl<'i> Pages<'i> {
    fn new(input: &'i mut Input) -> Self {
        let reader = Reader::from_reader(Bounded::new(input));
        Self { reader, buffer: Vec::new(), open: Vec::new(), deeper: 0, base: None }
    }

    fn next(&mut self) -> Result<Option<Page>, String> {
        let mut page = Page::default();
        let mut text = String::new();
        loop {
            self.buffer.clear();
            self.reader.get_mut().begin();
            match self.reader.read_event_into(&mut self.buffer).map_err(|e| e.to_string())? {
                Event::Start(_) if self.deeper >= TOO_DEEP => return Err(SAID_TOO_DEEP.into()),
                Event::Start(_) if self.open.len() >= DEEPEST => self.deeper += 1,
                Event::End(_) if self.deeper > 0 => self.deeper -= 1,
                Event::Start(tag) => {
                    text.clear();
                    begin(&tag, &self.open, &mut page);
                    self.open.push(tag.local_name().into_inner().to_owned());
                    if self.open.len() == 2 {
                        page.line = self.reader.get_ref().line();
                    }
                }
                Event::Empty(tag) => {
                    begin(&tag, &self.open, &mut page);
                    if self.open.last().is_some_and(|parent| parent == "revision") {
                        set(&mut page, &["revision", tag.local_name().into_inner()], String::new());
                    }
                }
                // A text is read to its end and kept to its bound.
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if text.len() > LONGEST_TEXT => {
                    page.too_long = true;
                }
                Event::Text(part) => text.push_str(&part),
                Event::CData(part) => text.push_str(&part),
                Event::GeneralRef(name) => text.push(resolve(&name)?),
                Event::End(_) => {
                    let path: Vec<&str> = self.open.iter().skip(2).map(String::as_str).collect();
                    match self.open.get(1).map(String::as_str) {
                        Some("page") if path.is_empty() => {
                            self.open.pop();
                            return Ok(Some(page));
                        }
                        Some("page") => set(&mut page, &path, std::mem::take(&mut text)),
                        Some("siteinfo") if path == ["base"] => self.base = Some(text.trim().to_owned()),
                        _ => {}
                    }
                    self.open.pop();
                }
                Event::Eof if self.open.is_empty() => return Ok(None),
                Event::Eof => return Err("the end is missing".into()),
                _ => {}
            }
        }
    }
}

/// What an element's attributes say.
fn begin(tag: &BytesStart<'_>, open: &[String], page: &mut Page) {
    let attribute = |name: &str| {
        let found = tag.try_get_attribute(name).ok().flatten()?;
        quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
    };
    match (open.last().map(String::as_str), tag.local_name().into_inner()) {
        (Some("page"), "redirect") => page.redirect = attribute("title"),
        (Some("revision"), "text") => {
            page.hidden = attribute("deleted").is_some();
            page.bytes = attribute("bytes").and_then(|bytes| bytes.parse().ok());
        }
        _ => {}
    }
}

fn set(page: &mut Page, path: &[&str], text: String) {
    match path {
        ["title"] => page.title = text,
        ["ns"] => page.namespace = text.trim().parse().unwrap_or(0),
        ["id"] => page.id = text.trim().parse().ok(),
        ["revision", "id"] => page.revision = text.trim().parse().ok(),
        ["revision", "text"] => page.text = Some(text),
        _ => {}
    }
}

fn resolve(name: &quick_xml::events::BytesRef<'_>) -> Result<char, String> {
    if let Some(letter) = name.resolve_char_ref().map_err(|e| e.to_string())? {
        return Ok(letter);
    }
    match &**name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(format!("unknown entity &{other};")),
    }
}
