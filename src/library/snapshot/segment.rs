//! A snapshot file: a header, a table of named sections, and the sections, each aligned to 64 bytes.
//!
//! Little-endian. The header holds what must agree before anything is read; lengths are checked on opening,
//! checksums (CRC-32) by [`Segment::verify`], which the program runs in the background.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use bytemuck::{Pod, Zeroable};

use crate::{
    files::{Who, replace_mapped},
    plain::io_cause,
    slab::{Mapped, Slab},
};

const MAGIC: [u8; 8] = *b"segue\r\n\x1a";
/// Counts up when the layout of any section changes.
pub const SCHEMA: u32 = 4;
const ALIGN: usize = 64;
/// So much is handed to the system at a time: it takes a gigabyte in one call at a fifth of the speed.
const PIECE: usize = 256 << 10;

/// What a snapshot file was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The catalogue's generation.
    pub generation: u64,
    /// Version of the folding rules.
    pub rules: u32,
    /// Fingerprint of the settings that shaped it; 0 where none did.
    pub settings: u64,
}

/// Why a snapshot file cannot serve. All of them are mended by building it anew.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    /// It cannot be read.
    #[error("cannot read {path}: {}", io_cause(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not a snapshot, of another version, cut short, or damaged.
    #[error("{path} is no usable snapshot: {what}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Header {
    magic: [u8; 8],
    generation: u64,
    settings: u64,
    length: u64,
    schema: u32,
    rules: u32,
    sections: u32,
    table_crc: u32,
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Entry {
    name: [u8; 24],
    offset: u64,
    length: u64,
    crc: u32,
    unused: [u32; 5],
}

/// Writes `sections` under `path`, synced; the caller names it afterwards.
pub fn write(path: &Path, meta: Meta, sections: &[(&str, &[u8])]) -> io::Result<()> {
    let mut file = File::create(path)?;
    fill(&mut file, meta, sections)?;
    file.sync_all()
}

/// Writes `sections` in the place of what is at `path`.
pub fn replace(path: &Path, meta: Meta, sections: &[(&str, &[u8])]) -> io::Result<()> {
    replace_mapped(path, Who::Owner, |file| fill(file, meta, sections))
}

fn fill(file: &mut File, meta: Meta, sections: &[(&str, &[u8])]) -> io::Result<()> {
    let table_end = size_of::<Header>() + sections.len() * size_of::<Entry>();
    let mut at = table_end.next_multiple_of(ALIGN);
    let mut table = Vec::with_capacity(sections.len());
    for (name, bytes) in sections {
        let mut entry =
            Entry { offset: at as u64, length: bytes.len() as u64, crc: crc(bytes), ..Entry::zeroed() };
        let n = name.len().min(entry.name.len());
        entry.name[..n].copy_from_slice(&name.as_bytes()[..n]);
        table.push(entry);
        at = (at + bytes.len()).next_multiple_of(ALIGN);
    }
    let header = Header {
        magic: MAGIC,
        generation: meta.generation,
        settings: meta.settings,
        length: at as u64,
        schema: SCHEMA,
        rules: meta.rules,
        sections: sections.len() as u32,
        table_crc: crc(bytemuck::cast_slice(&table)),
    };
    let mut out = BufWriter::with_capacity(PIECE / 4, file);
    out.write_all(bytemuck::bytes_of(&header))?;
    out.write_all(bytemuck::cast_slice(&table))?;
    let mut written = table_end;
    let padding = [0_u8; ALIGN];
    for (entry, (_, bytes)) in table.iter().zip(sections) {
        out.write_all(&padding[..entry.offset as usize - written])?;
        for piece in bytes.chunks(PIECE) {
            out.write_all(piece)?;
        }
        written = entry.offset as usize + bytes.len();
    }
    out.write_all(&padding[..at - written])?;
    out.flush()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// An open snapshot file.
#[derive(Clone, Debug)]
pub struct Segment {
    path: PathBuf,
    map: Mapped,
    meta: Meta,
    table: Vec<Entry>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..+{}", self.offset, self.length)
    }
}

impl Segment {
    /// As [`Segment::open`]; `None` where there is no such file.
    pub fn open_if_there(path: &Path) -> Result<Option<Self>, SegmentError> {
        match Self::open(path) {
            Err(SegmentError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Maps `path` and checks header, table and length; not the checksums of the sections.
    pub fn open(path: &Path) -> Result<Self, SegmentError> {
        let io = |source| SegmentError::Io { path: path.to_owned(), source };
        let bad = |what: &str| SegmentError::Unusable { path: path.to_owned(), what: what.to_owned() };
        if fs::metadata(path).map_err(io)?.len() < size_of::<Header>() as u64 {
            return Err(bad("cut short"));
        }
        let map = Mapped::open(path).map_err(io)?;
        let bytes = map.bytes();
        let header: Header = bytemuck::pod_read_unaligned(&bytes[..size_of::<Header>()]);
        if header.magic != MAGIC {
            return Err(bad("not a segue snapshot"));
        }
        if header.schema != SCHEMA {
            return Err(bad(&format!("schema {} where {SCHEMA} is read", header.schema)));
        }
        if header.length != bytes.len() as u64 {
            return Err(bad("cut short"));
        }
        let table_end = (header.sections as usize)
            .checked_mul(size_of::<Entry>())
            .and_then(|n| n.checked_add(size_of::<Header>()));
        let table_bytes =
            table_end.and_then(|end| bytes.get(size_of::<Header>()..end)).ok_or_else(|| bad("cut short"))?;
        if crc(table_bytes) != header.table_crc {
            return Err(bad("its table is damaged"));
        }
        let table = table_bytes.chunks_exact(size_of::<Entry>()).map(bytemuck::pod_read_unaligned).collect();
        let meta = Meta { generation: header.generation, rules: header.rules, settings: header.settings };
        Ok(Self { path: path.to_owned(), map, meta, table })
    }

    /// What it was made from.
    pub fn meta(&self) -> Meta {
        self.meta
    }

    /// The section as an array of `T`; an error where it is missing or does not fit.
    pub fn slab<T: Pod>(&self, name: &str) -> Result<Slab<T>, SegmentError> {
        self.entry(name)
            .and_then(|e| Slab::window(&self.map, e.offset as usize, e.length as usize / size_of::<T>()))
            .ok_or_else(|| self.damaged(name))
    }

    /// An error about this file.
    pub fn unusable(&self, what: String) -> SegmentError {
        SegmentError::Unusable { path: self.path.clone(), what }
    }

    /// Asks the system to have the file in memory soon.
    pub fn read_ahead(&self) {
        self.map.read_ahead();
    }

    /// Checks every section's checksum, reading the whole file; by and by, so that it takes no memory from what is mapped.
    pub fn verify(&self) -> Result<(), SegmentError> {
        let io = |source| SegmentError::Io { path: self.path.clone(), source };
        let mut file = File::open(&self.path).map_err(io)?;
        let mut piece = vec![0; PIECE];
        for entry in &self.table {
            file.seek(SeekFrom::Start(entry.offset)).map_err(io)?;
            let mut rest = (&mut file).take(entry.length);
            let mut crc = flate2::Crc::new();
            let mut length = 0;
            loop {
                let n = rest.read(&mut piece).map_err(io)?;
                if n == 0 {
                    break;
                }
                crc.update(&piece[..n]);
                length += n as u64;
            }
            if length != entry.length || crc.sum() != entry.crc {
                return Err(self.damaged(&String::from_utf8_lossy(&entry.name)));
            }
        }
        Ok(())
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.table.iter().find(|e| {
            let end = e.name.iter().position(|b| *b == 0).unwrap_or(e.name.len());
            &e.name[..end] == name.as_bytes()
        })
    }

    fn damaged(&self, name: &str) -> SegmentError {
        self.unusable(format!("section {} is missing or damaged", name.trim_end_matches('\0')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(dir: &Path) -> PathBuf {
        let path = dir.join("a.seg");
        let meta = Meta { generation: 7, rules: 2, settings: 9 };
        write(
            &path,
            meta,
            &[("bytes", b"hello"), ("ids", bytemuck::cast_slice(&[1_u32, 2, 3])), ("none", b"")],
        )
        .expect("written");
        path
    }

    #[test]
    fn what_is_written_is_read_back() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let segment = Segment::open(&sample(dir.path())).expect("opens");
        assert_eq!(segment.meta(), Meta { generation: 7, rules: 2, settings: 9 });
        assert_eq!(&segment.slab::<u8>("bytes").expect("there")[..], b"hello");
        assert_eq!(&segment.slab::<u32>("ids").expect("there")[..], &[1, 2, 3]);
        assert!(segment.slab::<u32>("none").expect("there").is_empty());
        assert!(segment.slab::<u32>("other").is_err());
        segment.verify().expect("whole");
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_noticed() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let whole = fs::read(sample(dir.path())).expect("read");
        let path = dir.path().join("b.seg");
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).expect("written");
            assert!(Segment::open(&path).is_err(), "cut at {cut}");
        }
        let mut unnoticed = 0;
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, &bytes).expect("written");
            let same = Segment::open(&path).and_then(|s| s.verify().map(|()| s.meta()));
            // What stands in no section: padding, and the header's own words about where it came from.
            unnoticed += usize::from(same.is_ok_and(|m| m == Meta { generation: 7, rules: 2, settings: 9 }));
        }
        let padding = whole.len() - size_of::<Header>() - 3 * size_of::<Entry>() - 5 - 12;
        assert!(unnoticed <= padding, "{unnoticed} flips unnoticed, {padding} bytes of padding");
    }
}
