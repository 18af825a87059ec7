//! Where in an MP3 a time is, told by its first bytes, so that what lies before need not be read.

use std::{
    io::{self, Read, Seek, SeekFrom},
    time::Duration,
};

/// Frames that have to follow one another before the first of them is believed.
const CHAIN: usize = 3;
/// `[MPEG 1, MPEG 2 and 2.5]`, in kbit/s (ISO 11172-3 and 13818-3, layer III).
const BITRATES: [[u32; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const RATES: [u32; 3] = [44_100, 48_000, 32_000];
/// Bytes of each place that is looked at to tell whether the bitrate changes.
const PLACE: u64 = 1 << 15;
/// The bit of a Xing tag's flags that says that it has the number of frames.
const HAS_FRAMES: u32 = 1;

/// One frame's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    /// Bytes, header included.
    len: usize,
    bits_per_second: u32,
    rate: u32,
    samples: u32,
    /// Bytes between the header and a Xing tag.
    side_info: usize,
}

/// The length of the `ID3v2` tag that the file begins with, 0 where it has none.
pub fn tag_len(head: &[u8]) -> u64 {
    match head {
        [b'I', b'D', b'3', _, _, flags, size @ ..] if size.len() >= 4 => {
            let size = size[..4].iter().fold(0, |size, byte| size << 7 | u64::from(byte & 0x7f));
            let footer = if flags & 0x10 == 0 { 0 } else { 10 };
            10 + size + footer
        }
        _ => 0,
    }
}

/// Where the first frame begins.
pub fn first_frame(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| frames(&bytes[*at..]).take(CHAIN).count() == CHAIN)
}

/// The byte that plays at `time`; counted, as `head`, from behind the `ID3v2` tag. By the table of a Xing tag where there is one, else by the
/// pace of the frames in `head`. `None` where that is no MP3.
pub fn byte_at(head: &[u8], time: Duration) -> Option<u64> {
    let first = first_frame(head)?;
    let seconds = time.as_secs_f64();
    let tagged = by_table(&head[first..], seconds);
    let bytes = tagged.unwrap_or_else(|| seconds * pace(&head[first..]));
    Some(first as u64 + bytes as u64)
}

/// Whether only counting all frames tells how long an MP3 is: no tag has their number, and their bitrate changes between its beginning,
/// middle and end.
pub(super) fn is_uncounted(mut file: impl Read + Seek) -> io::Result<bool> {
    let behind_tag = tag_len(&place(&mut file, 0)?);
    let head = place(&mut file, behind_tag)?;
    let Some(first) = first_frame(&head) else { return Ok(false) };
    if let Some(has_frames) = stated(&head[first..]) {
        return Ok(!has_frames);
    }
    let length = file.seek(SeekFrom::End(0))?;
    let middle = place(&mut file, behind_tag.midpoint(length))?;
    let end = place(&mut file, length.saturating_sub(PLACE))?;
    let bitrates = [head, middle, end].map(|place| {
        let chain = frames(&place[first_frame(&place).unwrap_or(place.len())..]);
        chain.map(|(_, frame)| frame.bits_per_second).collect::<Vec<_>>()
    });
    let bitrates = bitrates.concat();
    Ok(bitrates.iter().any(|rate| *rate != bitrates[0]))
}

fn place(file: &mut (impl Read + Seek), at: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(PLACE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a tag in the first frame has the number of frames; `None` where that frame is sound.
fn stated(head: &[u8]) -> Option<bool> {
    let (_, frame) = frames(head).next()?;
    // A VBRI tag stands behind 32 bytes whatever the kind of frame, and always has it.
    if head.get(4 + 32..)?.starts_with(b"VBRI") {
        return Some(true);
    }
    let tag = head.get(4 + frame.side_info..)?;
    let flags = u32::from_be_bytes(tag.get(4..8)?.try_into().ok()?);
    (tag.starts_with(b"Xing") || tag.starts_with(b"Info")).then_some(flags & HAS_FRAMES != 0)
}

/// Bytes a second.
fn pace(head: &[u8]) -> f64 {
    let (mut bits, mut count, mut same) = (0.0, 0.0, true);
    let first = frames(head).next().map_or(0, |(_, frame)| frame.bits_per_second);
    for (_, frame) in frames(head) {
        bits += f64::from(frame.bits_per_second);
        count += 1.0;
        same &= frame.bits_per_second == first;
    }
    if same { f64::from(first) / 8.0 } else { bits / count / 8.0 }
}

/// By the hundred places that a Xing tag names, each in 256ths of the file, and evenly between two of them.
fn by_table(head: &[u8], seconds: f64) -> Option<f64> {
    let (_, frame) = frames(head).next()?;
    let tag = head.get(4 + frame.side_info..)?;
    let word = |at: usize| Some(u32::from_be_bytes(tag.get(at..at + 4)?.try_into().ok()?));
    if !(tag.starts_with(b"Xing") || tag.starts_with(b"Info")) || word(4)? & 7 != 7 {
        return None;
    }
    let length = f64::from(word(8)?) * f64::from(frame.samples) / f64::from(frame.rate);
    let (bytes, table) = (f64::from(word(12)?), tag.get(16..116)?);
    let place = (seconds / length * 100.0).clamp(0.0, 100.0);
    let at = |place: usize| table.get(place).map_or(256.0, |part| f64::from(*part));
    let (before, behind) = (at(place as usize), at(place as usize + 1));
    Some((before + (behind - before) * place.fract()) / 256.0 * bytes)
}

/// The frames that follow one another from the first byte on, each with its place.
fn frames(bytes: &[u8]) -> impl Iterator<Item = (usize, Frame)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let frame = header(bytes.get(at..)?)?;
        let place = at;
        at += frame.len;
        Some((place, frame))
    })
}

fn header(bytes: &[u8]) -> Option<Frame> {
    let &[sync, kind, coding, mode, ..] = bytes else { return None };
    let (version, layer) = (kind >> 3 & 3, kind >> 1 & 3);
    if sync != 0xff || kind & 0xe0 != 0xe0 || version == 1 || layer != 1 {
        return None;
    }
    let first = version == 3;
    let kilobits = BITRATES[usize::from(!first)].get(usize::from(coding >> 4)).filter(|rate| **rate > 0)?;
    let divisor = [4, 1, 2, 1][usize::from(version)];
    let rate = RATES.get(usize::from(coding >> 2 & 3))? / divisor;
    let samples = if first { 1_152 } else { 576 };
    let padding = u32::from(coding >> 1 & 1);
    let mono = mode >> 6 == 3;
    let side_info = match (first, mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    let len = (samples / 8 * kilobits * 1_000 / rate + padding) as usize;
    Some(Frame { len, bits_per_second: kilobits * 1_000, rate, samples, side_info })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of MPEG 1 layer III at 44.1 kHz, each of one of these bitrates' numbers.
    fn mp3(bitrates: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for index in bitrates {
            let head = [0xff, 0xfb, index << 4, 0];
            let at = bytes.len();
            bytes.extend(head);
            bytes.resize(at + header(&head).expect("a header").len, 0);
        }
        bytes
    }

    #[test]
    fn a_constant_rate_is_counted_from_the_first_frame_on() {
        let file = mp3(&[9; 40]);
        assert_eq!(byte_at(&file, Duration::from_hours(1)), Some(3_600 * 16_000));
        let with_rubbish = [b"rubbish \xff\xfb\x90".to_vec(), file].concat();
        assert_eq!(byte_at(&with_rubbish, Duration::from_secs(10)), Some(11 + 160_000));
        assert_eq!(byte_at(b"<html>no sound here</html>", Duration::from_secs(10)), None);
        assert_eq!(byte_at(&mp3(&[9]), Duration::ZERO), None, "one frame may be chance");
    }

    #[test]
    fn a_changing_rate_is_averaged_or_looked_up() {
        // 128 and 320 kbit/s in turn.
        let mut file = mp3(&[9, 14].repeat(20));
        let by_pace = byte_at(&file, Duration::from_secs(100)).expect("a place");
        assert_eq!(by_pace, 100 * 28_000);
        let tag = 4 + 32;
        file[tag..tag + 4].copy_from_slice(b"Xing");
        file[tag + 7] = 7;
        // A hundred seconds of which the first half takes a quarter of the bytes.
        file[tag + 8..tag + 12].copy_from_slice(&(100 * 44_100_u32 / 1_152).to_be_bytes());
        file[tag + 12..tag + 16].copy_from_slice(&2_560_000_u32.to_be_bytes());
        for place in 0..100 {
            let part = if place < 50 { place as f64 * 1.28 } else { 64.0 + (place as f64 - 50.0) * 3.84 };
            file[tag + 16 + place] = part as u8;
        }
        let half = byte_at(&file, Duration::from_secs(50)).expect("a place");
        assert!((630_000..650_000).contains(&half), "{half}");
        assert_eq!(byte_at(&file, Duration::from_hours(1)), Some(2_560_000), "no further than its end");
    }

    #[test]
    fn frames_are_counted_only_where_their_bitrate_changes_and_no_tag_has_their_number() {
        let uncounted = |file: &[u8]| is_uncounted(io::Cursor::new(file)).expect("readable");
        assert!(!uncounted(&mp3(&[9; 400])), "one bitrate");
        let mut changing = mp3(&[[9; 200], [14; 200]].concat());
        assert!(uncounted(&changing), "its head alone has one bitrate");
        let tag = [&b"ID3\x04\0\0\0\0\x02\x00"[..], &[0; 256]].concat();
        assert!(uncounted(&[tag, changing.clone()].concat()));
        changing[36..40].copy_from_slice(b"VBRI");
        assert!(!uncounted(&changing));
        changing[36..44].copy_from_slice(b"Xing\0\0\0\x07");
        assert!(!uncounted(&changing));
        changing[43] = 6;
        assert!(uncounted(&changing), "a tag without the number of frames");
        assert!(!uncounted(b"") && !uncounted(b"<html>"));
    }

    #[test]
    fn a_tag_says_how_long_it_is() {
        assert_eq!(tag_len(b"ID3\x04\x00\x00\x00\x00\x02\x01..."), 10 + 257);
        assert_eq!(tag_len(b"ID3\x04\x00\x10\x00\x00\x00\x01..."), 21);
        assert_eq!(tag_len(b"ID3\x04"), 0);
        assert_eq!(tag_len(b"\xff\xfb\x90\x00"), 0);
    }
}
