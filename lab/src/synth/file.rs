//! A made-up catalogue as a file; its name says in which form.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use bzip2::write::BzEncoder;
use flate2::{Compression, write::GzEncoder};

use super::{Form, Sample, Size, Written, write};

/// Writes the catalogue of this size and seed: `.xml` for a wiki's export, else JSON lines; `.gz` or `.bz2` behind packs it.
pub fn to_file(size: Size, seed: u64, path: &Path) -> io::Result<Written> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (plain, packing) = match name.rsplit_once('.') {
        Some((plain, packing @ ("gz" | "bz2"))) => (plain, packing),
        _ => (name, ""),
    };
    let is_export =
        Path::new(plain).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
    let form = if is_export { Form::Export } else { Form::JsonLines };
    let sample = Sample::starter().map_err(io::Error::other)?;
    let made = |out: &mut dyn Write| write(size, seed, &sample, form, out, &mut |_| true);
    let mut file = BufWriter::new(File::create(path)?);
    let written = match packing {
        "gz" => {
            let mut out = GzEncoder::new(&mut file, Compression::default());
            let written = made(&mut out)?;
            out.finish()?;
            written
        }
        "bz2" => {
            let mut out = BzEncoder::new(&mut file, bzip2::Compression::default());
            let written = made(&mut out)?;
            out.finish()?;
            written
        }
        _ => made(&mut file)?,
    };
    file.flush()?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use segue::{
        catalogue::Writer,
        import::{ImportWatch, import},
    };

    use super::*;

    #[test]
    fn a_made_up_catalogue_is_the_same_in_both_forms_and_every_packing() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let size = Size { mixes: 30, tracks: 300, plays: 600 };
        let mut seen = HashSet::new();
        for name in ["a.jsonl", "a.jsonl.gz", "a.xml", "a.xml.gz", "a.xml.bz2"] {
            let path = folder.path().join(name);
            assert_eq!(to_file(size, 5, &path).expect("written").mixes, 30, "{name}");
            let mut writer = Writer::in_memory().expect("in memory");
            let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
            let report = import(&path, &mut writer, &mut watch).expect(name);
            assert_eq!(report.mixes_added, 30, "{name}");
            seen.insert(report.tracks_added);
        }
        assert_eq!(seen.len(), 1, "{seen:?}");
    }
}
