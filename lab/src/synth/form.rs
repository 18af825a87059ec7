//! How made-up mixes are written: as JSON lines, or as a wiki's XML export.

use std::io::{self, Write};

use serde::Serialize;

/// A file format that `import` takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// One mix a line.
    #[default]
    JsonLines,
    /// MediaWiki's export, one page a mix.
    Export,
}

#[derive(Serialize)]
struct Line<'a> {
    title: &'a str,
    url: String,
    tracklist: &'a [String],
}

const BASE: &str = "https://mix.invalid/w/";

impl Form {
    pub(super) fn begin(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::JsonLines => Ok(()),
            Self::Export => writeln!(
                out,
                "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\" version=\"0.11\">\n  \
                 <siteinfo><sitename>Made up</sitename><base>{BASE}Main_Page</base></siteinfo>"
            ),
        }
    }

    /// Mix number `number`, from 1.
    pub(super) fn mix(
        self,
        number: u64,
        title: &str,
        tracklist: &[String],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::JsonLines => {
                let url = format!("{BASE}{}", title.replace(' ', "_"));
                serde_json::to_writer(&mut *out, &Line { title, url, tracklist })?;
                out.write_all(b"\n")
            }
            Self::Export => {
                let title = escaped(title);
                write!(
                    out,
                    "  <page>\n    <title>{title}</title>\n    <ns>0</ns>\n    <id>{number}</id>\n    <revision>\n      \
                     <id>{number}</id>\n      <text xml:space=\"preserve\">== Tracklist ==\n\n&lt;list&gt;\n"
                )?;
                for line in tracklist {
                    writeln!(out, "{}", escaped(line))?;
                }
                write!(
                    out,
                    "&lt;/list&gt;\n\n[[Category:{}]]\n</text>\n    </revision>\n  </page>\n",
                    title.get(..4).unwrap_or_default()
                )
            }
        }
    }

    pub(super) fn end(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::JsonLines => Ok(()),
            Self::Export => out.write_all(b"</mediawiki>\n"),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
