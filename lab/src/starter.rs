//! The built-in catalogue made anew.

use std::io::{self, BufRead, BufReader, Read, Write};

use flate2::{Compression, GzBuilder, read::MultiGzDecoder};
use segue::catalogue::{MixLine, page_address};

/// Writes a starter from mixes as JSON lines, plain or gzipped, sorted by title; the same mixes always give the same bytes.
/// Returns how many there are.
pub fn build(input: impl Read, output: impl Write) -> io::Result<usize> {
    let mut input = BufReader::new(input);
    let mut text = Vec::new();
    if input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(input).read_to_end(&mut text)?;
    } else {
        input.read_to_end(&mut text)?;
    }
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut mixes = lines.map(serde_json::from_slice).collect::<Result<Vec<MixLine>, _>>()?;
    mixes.sort_by(|a, b| a.title.cmp(&b.title));
    let mut gz = GzBuilder::new().mtime(0).operating_system(255).write(output, Compression::best());
    for mix in &mut mixes {
        if mix.url.as_deref() == Some(&page_address(&mix.title)) {
            mix.url = None;
        }
        serde_json::to_writer(&mut gz, mix)?;
        gz.write_all(b"\n")?;
    }
    gz.finish()?.flush()?;
    Ok(mixes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    static STARTER: &[u8] = include_bytes!("../../assets/starter.jsonl.gz");

    fn unpacked(gz: &[u8]) -> String {
        let mut text = String::new();
        MultiGzDecoder::new(gz).read_to_string(&mut text).expect("gzip of UTF-8");
        text
    }

    #[test]
    fn building_again_from_the_asset_gives_the_same_mixes() {
        let (mut from_gz, mut from_text) = (Vec::new(), Vec::new());
        assert_eq!(build(STARTER, &mut from_gz).expect("built"), 4_500);
        assert_eq!(build(unpacked(STARTER).as_bytes(), &mut from_text).expect("built"), 4_500);
        assert!(unpacked(&from_gz) == unpacked(STARTER));
        assert!(from_gz == from_text);
    }
}
