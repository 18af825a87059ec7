//! `ID3v2` tags whose UTF-16 lacks the byte order mark that the standard asks for: some programs write none, and readers then drop the
//! field. Such fields are told to be UTF-16BE, which has none, with their bytes turned where need be; no length changes.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use crate::files::open_file;

/// A longer tag is a picture with something around it; then nothing is mended.
const LONGEST: usize = 32 << 20;

/// A file that begins with a mended tag.
pub(super) struct Marked {
    /// What stands in the file's place up to its own length; empty where nothing had to be mended.
    head: Vec<u8>,
    file: File,
    at: u64,
}

impl Marked {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = open_file(path)?;
        let mut head = Vec::new();
        (&mut file).take(10).read_to_end(&mut head)?;
        match tag_length(&head) {
            Some(length) if length <= LONGEST => {
                (&mut file).take(length as u64).read_to_end(&mut head)?;
                mend(&mut head);
            }
            _ => head.clear(),
        }
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { head, file, at: 0 })
    }
}

impl Read for Marked {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let rest = self.head.get(self.at as usize..).filter(|rest| !rest.is_empty());
        let read = if let Some(mut rest) = rest {
            rest.read(to)?
        } else {
            self.file.seek(SeekFrom::Start(self.at))?;
            self.file.read(to)?
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Marked {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?,
            SeekFrom::End(_) => self.file.seek(to)?,
        };
        Ok(self.at)
    }
}

/// Bytes of the tag behind its header, of a version and flags that are known here.
fn tag_length(head: &[u8]) -> Option<usize> {
    let (mark, rest) = head.split_at_checked(3)?;
    // Bytes stuffed in, and extended headers, are rare and left alone.
    let plain = rest.get(2)? & 0b1100_0000 == 0;
    (mark == b"ID3" && (2..=4).contains(rest.first()?) && plain).then(|| synchsafe(&rest[3..7]))
}

fn synchsafe(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |all, byte| all << 7 | usize::from(byte & 0x7f))
}

/// Mends all text fields of a tag.
fn mend(tag: &mut [u8]) {
    let version = tag[3];
    let (id, header) = if version == 2 { (3, 6) } else { (4, 10) };
    let mut at = 10;
    while let Some(frame) = tag.get(at..at + header) {
        let size = &frame[id..];
        let size = match version {
            2 => size[..3].iter().fold(0, |all, byte| all << 8 | usize::from(*byte)),
            4 => synchsafe(&size[..4]),
            _ => size[..4].iter().fold(0, |all, byte| all << 8 | usize::from(*byte)),
        };
        let is_text = frame[0] == b'T';
        let Some(content) =
            tag.get_mut(at + header..at + header + size).filter(|content| !content.is_empty())
        else {
            return;
        };
        if is_text {
            mark(content);
        }
        at += header + size;
    }
}

/// A field's encoding, 1 for UTF-16 with a mark, and its text.
fn mark(content: &mut [u8]) {
    let Some((1, text)) = content.split_first_mut().map(|(encoding, text)| (*encoding, text)) else { return };
    if text.len() < 2 || !text.len().is_multiple_of(2) || matches!(text, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
    {
        return;
    }
    let zeros = |from: usize| text.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    // Plain letters have their zero behind them where the small end comes first, as nearly everywhere.
    if zeros(1) >= zeros(0) {
        text.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
    }
    content[0] = 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &[u8]) -> Vec<u8> {
        let mut content = [&[1], text].concat();
        mark(&mut content);
        content
    }

    #[test]
    fn text_without_a_mark_becomes_utf_16_be() {
        let big = b"\x02\0S\0p\0a".to_vec();
        assert_eq!(field(b"S\0p\0a\0"), big);
        assert_eq!(field(b"\0S\0p\0a"), big);
        assert_eq!(field(b"\x1a\x048\x04=\x04>\x04"), b"\x02\x04\x1a\x048\x04=\x04>", "Кино");
        for marked in [&b"\xff\xfeS\0"[..], b"\xfe\xff\0S", b"S", b""] {
            assert_eq!(field(marked), [&[1], marked].concat());
        }
    }

    #[test]
    fn only_the_tag_is_changed_and_every_place_of_the_file_is_reached() {
        let frame = b"TIT2\0\0\0\x07\0\0\x01S\0p\0a\0";
        let file = [&b"ID3\x03\0\0\0\0\0\x11"[..], frame, b"\xff\xfb sound"].concat();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.mp3");
        std::fs::write(&path, &file).unwrap();
        let mut marked = Marked::open(&path).unwrap();
        let mut all = Vec::new();
        marked.read_to_end(&mut all).unwrap();
        assert_eq!(all.len(), file.len());
        assert_eq!((&all[..20], &all[20..27], &all[27..]), (&file[..20], &b"\x02\0S\0p\0a"[..], &file[27..]));
        assert_eq!(marked.seek(SeekFrom::End(-5)).unwrap(), file.len() as u64 - 5);
        all.clear();
        marked.read_to_end(&mut all).unwrap();
        assert_eq!(all, b"sound");
        marked.seek(SeekFrom::Start(26)).unwrap();
        let mut two = [0; 2];
        marked.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"a\xff");
    }

    #[test]
    fn damaged_tags_are_left_alone() {
        for head in
            [&b""[..], b"ID3", b"ID3\x03\0\0\0\0\0\x7f", b"ID3\x04\0\0\0\0\0\x0bTIT2\x7f\x7f\x7f\x7f\0\0\x01"]
        {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.mp3");
            std::fs::write(&path, head).unwrap();
            let mut all = Vec::new();
            Marked::open(&path).unwrap().read_to_end(&mut all).unwrap();
            assert_eq!(all, head);
        }
    }
}
