//! The edit list of an MP4: which of the decoded frames are the sound (AAC has a lead-in that is not).
//!
//! symphonia 0.6 yields every sample of the track, so the trimming is done here. ISO 14496-12, 8.6.6.

use std::io::{Read, Seek, SeekFrom};

/// Which part of the first audio track is to be heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edit {
    /// Seconds to leave out at the start.
    pub skip: f64,
    /// Seconds to keep then; `None`: all.
    pub keep: Option<f64>,
}

/// A `moov` larger than this is not looked at.
const LARGEST_MOOV: u64 = 16 << 20;

/// The edit of the file's first track that has one; `None` for anything else than a sane MP4.
pub fn read<R: Read + Seek>(reader: &mut R) -> Option<Edit> {
    let mut at = 0;
    // A file has a handful of top-level boxes; a fragmented one some thousands.
    for _ in 0..10_000 {
        reader.seek(SeekFrom::Start(at)).ok()?;
        let mut head = [0; 16];
        reader.read_exact(&mut head[..8]).ok()?;
        let mut size = u64::from(u32::from_be_bytes(head[..4].try_into().ok()?));
        let mut used = 8;
        if size == 1 {
            reader.read_exact(&mut head[8..]).ok()?;
            size = u64::from_be_bytes(head[8..].try_into().ok()?);
            used = 16;
        }
        let body = size.checked_sub(used)?;
        if &head[4..8] == b"moov" {
            if body > LARGEST_MOOV {
                return None;
            }
            let mut moov = Vec::new();
            reader.take(body).read_to_end(&mut moov).ok()?;
            return edit(&moov);
        }
        at = at.checked_add(size)?;
    }
    None
}

fn edit(moov: &[u8]) -> Option<Edit> {
    let movie_scale = timescale(child(moov, "mvhd")?)?;
    boxes(moov).filter(|(name, _)| *name == b"trak").find_map(|(_, trak)| {
        let mdia = child(trak, "mdia")?;
        let is_sound = child(mdia, "hdlr")?.get(8..12)? == b"soun";
        let media_scale = timescale(child(mdia, "mdhd")?)?;
        let list = child(child(trak, "edts")?, "elst")?;
        is_sound.then_some(())?;
        first_edit(list, movie_scale, media_scale)
    })
}

/// The list's first real entry; lists of several are left alone, they are not about encoder delay.
fn first_edit(list: &[u8], movie_scale: f64, media_scale: f64) -> Option<Edit> {
    let wide = *list.first()? == 1;
    let count = u32::from_be_bytes(list.get(4..8)?.try_into().ok()?);
    if count != 1 {
        return None;
    }
    let (length, start) = if wide {
        let length = u64::from_be_bytes(list.get(8..16)?.try_into().ok()?);
        let start = i64::from_be_bytes(list.get(16..24)?.try_into().ok()?);
        (length, start)
    } else {
        let length = u32::from_be_bytes(list.get(8..12)?.try_into().ok()?);
        let start = i32::from_be_bytes(list.get(12..16)?.try_into().ok()?);
        (u64::from(length), i64::from(start))
    };
    let skip = u64::try_from(start).ok()? as f64 / media_scale;
    // A lead-in is some thousand frames; more is an editor's cut that the player should not guess at.
    (skip < 1.0).then_some(Edit { skip, keep: (length > 0).then_some(length as f64 / movie_scale) })
}

fn timescale(header: &[u8]) -> Option<f64> {
    let at = if *header.first()? == 1 { 20 } else { 12 };
    let scale = u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?);
    (scale > 0).then_some(f64::from(scale))
}

fn child<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    boxes(body).find(|(found, _)| *found == name.as_bytes()).map(|(_, body)| body)
}

/// The boxes inside a box: name and body.
fn boxes(mut rest: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let size = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let name = rest.get(4..8)?;
        let body = rest.get(8..size)?;
        rest = rest.get(size..)?;
        Some((name, body))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn boxed(name: &str, body: &[u8]) -> Vec<u8> {
        let mut out = (body.len() as u32 + 8).to_be_bytes().to_vec();
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(body);
        out
    }

    fn header(scale: u32) -> Vec<u8> {
        let mut out = vec![0; 12];
        out.extend(scale.to_be_bytes());
        out.extend([0; 20]);
        out
    }

    fn movie(entries: &[(u32, i32)]) -> Vec<u8> {
        let mut list = vec![0; 4];
        list.extend((entries.len() as u32).to_be_bytes());
        for (length, start) in entries {
            list.extend(length.to_be_bytes());
            list.extend(start.to_be_bytes());
            list.extend([0, 1, 0, 0]);
        }
        let mut handler = vec![0; 8];
        handler.extend(b"soun");
        let media = [boxed("mdhd", &header(44_100)), boxed("hdlr", &handler)].concat();
        let track = [boxed("edts", &boxed("elst", &list)), boxed("mdia", &media)].concat();
        let moov = [boxed("mvhd", &header(1000)), boxed("trak", &track)].concat();
        [boxed("ftyp", b"M4A "), boxed("moov", &moov)].concat()
    }

    #[test]
    fn one_edit_is_the_encoder_delay() {
        let edit = read(&mut Cursor::new(movie(&[(500, 2205)])));
        let expected = Edit { skip: 0.05, keep: Some(0.5) };
        assert_eq!(edit, Some(expected));
    }

    #[test]
    fn other_lists_are_left_alone() {
        assert_eq!(read(&mut Cursor::new(movie(&[(5, 0), (6, 7)]))), None);
        assert_eq!(read(&mut Cursor::new(movie(&[(5, -1)]))), None);
        assert_eq!(read(&mut Cursor::new(movie(&[(5, 441_000)]))), None);
    }

    #[test]
    fn every_prefix_is_an_answer() {
        let whole = movie(&[(500, 2205)]);
        for end in 0..whole.len() {
            assert_eq!(read(&mut Cursor::new(&whole[..end])), None, "{end}");
        }
    }
}
