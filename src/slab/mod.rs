//! A read-only array that is either owned or a window into a mapped snapshot file.

#[cfg(unix)]
mod cut;

use std::{fs::File, io, ops::Deref, path::Path, sync::Arc};

use bytemuck::Pod;
use memmap2::Mmap;

#[cfg(unix)]
pub use cut::cuts;

/// Elsewhere a file that is mapped cannot be cut.
#[cfg(not(unix))]
pub fn cuts() -> u64 {
    0
}

/// A snapshot file mapped into memory. segue never changes one in place (see ARCHITECTURE.md), so what is mapped stays what it
/// was; where somebody else cuts it, zeros are read from there on and [`cuts`] tells.
#[derive(Clone, Debug)]
pub struct Mapped(Arc<Watching>);

/// Dropped in this order: nobody watches what is unmapped.
#[derive(Debug)]
struct Watching {
    #[cfg(unix)]
    _watched: Option<cut::Watched>,
    map: Mmap,
}

impl Mapped {
    /// Maps the whole file read-only.
    #[allow(unsafe_code)]
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: mapping a file is unsound only where somebody shortens or rewrites it while it is mapped. Snapshot
        // files are written under another name, synced, renamed into place and from then on only ever unlinked, which
        // leaves mapped pages alone. Measured need: opening a million tracks' snapshot (300 MB) by reading takes
        // 0.2 s and as much anonymous memory, mapping takes under a millisecond.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self(Arc::new(Watching {
            #[cfg(unix)]
            _watched: cut::watch(&map, file),
            map,
        })))
    }

    /// Asks the system to read the whole file into its cache, from where it is mapped in a moment. Takes as long as the
    /// disk does to begin; where systems know no such wish, nothing.
    pub fn read_ahead(&self) {
        #[cfg(unix)]
        if let Err(e) = self.0.map.advise(memmap2::Advice::WillNeed) {
            tracing::debug!("nothing is read ahead: {e}");
        }
    }

    /// See [`Slab::let_go`].
    #[cfg(unix)]
    #[allow(unsafe_code)]
    fn let_go(&self, start: usize, length: usize) {
        // SAFETY: the map is shared with the file and never written to, so what is let go holds nothing that the file does not, and is
        // read from there when it is next asked for, also by a thread that is reading it now. Measured need: a recommendation reads
        // some hundred rows of 512 bytes far apart, and the system maps 64 KB around each whatever it is advised (`Random`), so that
        // twenty of them at a million tracks stood for a hundred megabytes of the process.
        let advice = memmap2::UncheckedAdvice::DontNeed;
        if let Err(e) = unsafe { self.0.map.unchecked_advise_range(advice, start, length) } {
            tracing::debug!("nothing is let go: {e}");
        }
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0.map
    }
}

/// `[T]`, owned or mapped; cheap to clone.
#[derive(Clone, Debug)]
pub struct Slab<T: Pod>(Store<T>);

#[derive(Clone, Debug)]
enum Store<T: Pod> {
    Owned(Arc<Vec<T>>),
    Mapped { map: Mapped, start: usize, end: usize },
}

impl<T: Pod> Slab<T> {
    /// A window of `len` values at `byte_offset` of a mapped file; `None` where it does not fit or is not aligned.
    pub fn window(map: &Mapped, byte_offset: usize, len: usize) -> Option<Self> {
        let end = len.checked_mul(size_of::<T>())?.checked_add(byte_offset)?;
        let bytes = map.bytes().get(byte_offset..end)?;
        bytemuck::try_cast_slice::<u8, T>(bytes).ok()?;
        Some(Self(Store::Mapped { map: map.clone(), start: byte_offset, end }))
    }

    /// Takes a mapped array out of the process's memory; what is read of it next comes from the system's cache of the file. For arrays of
    /// which a few places far apart are read now and then.
    pub fn let_go(&self) {
        #[cfg(unix)]
        if let Store::Mapped { map, start, end } = &self.0 {
            map.let_go(*start, end - start);
        }
    }
}

impl<T: Pod> From<Vec<T>> for Slab<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Store::Owned(Arc::new(values)))
    }
}

impl<T: Pod> Default for Slab<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Pod> Deref for Slab<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Store::Owned(values) => values,
            Store::Mapped { map, start, end } => bytemuck::cast_slice(&map.bytes()[*start..*end]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_reads_what_was_written_and_refuses_what_does_not_fit() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("values");
        std::fs::write(&path, bytemuck::cast_slice::<u32, u8>(&[7, 8, 9, 10])).expect("write");
        let map = Mapped::open(&path).expect("map");

        let window = Slab::<u32>::window(&map, 4, 2).expect("fits");
        assert_eq!(&window[..], &[8, 9]);
        assert!(Slab::<u32>::window(&map, 4, 4).is_none(), "past the end");
        assert!(Slab::<u32>::window(&map, 2, 1).is_none(), "not aligned");
        assert!(Slab::<u32>::window(&map, usize::MAX, 2).is_none(), "overflow");

        std::fs::remove_file(&path).expect("unlink");
        assert_eq!(&window[..], &[8, 9], "an unlinked file stays readable");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_let_go_stands_for_no_memory_and_is_read_again() {
        const VALUES: usize = 1 << 18;
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("values");
        std::fs::write(&path, bytemuck::cast_slice::<u32, u8>(&vec![7; VALUES])).expect("write");
        let map = Mapped::open(&path).expect("map");
        let window = Slab::<u32>::window(&map, 0, VALUES).expect("fits");
        let sum = || window.iter().map(|value| u64::from(*value)).sum::<u64>();
        let resident = || {
            let maps = std::fs::read_to_string("/proc/self/smaps").expect("maps");
            let own = maps.split_once(path.to_str().expect("text")).expect("mapped").1;
            let line = own.lines().find(|line| line.starts_with("Rss:")).expect("its memory");
            line.split_whitespace()
                .nth(1)
                .and_then(|kilobytes| kilobytes.parse::<u64>().ok())
                .expect("a number")
        };
        assert_eq!(sum(), 7 * VALUES as u64);
        assert!(resident() >= 1024, "{}", resident());
        window.let_go();
        assert_eq!(resident(), 0);
        assert_eq!(sum(), 7 * VALUES as u64);
        Slab::from(vec![1_u32]).let_go();
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_cut_reads_as_zeros_from_there_on() {
        const LENGTH: usize = 1 << 18;
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("values");
        std::fs::write(&path, vec![7; LENGTH]).expect("write");
        let map = Mapped::open(&path).expect("map");
        assert_eq!((map.bytes()[0], map.bytes()[LENGTH - 1]), (7, 7));
        let before = cuts();
        let file = File::options().write(true).open(&path).expect("opens");
        file.set_len((1 << 16) - 100).expect("cut");
        assert!(cuts() > before, "noticed before anything is read");
        assert_eq!((map.bytes()[0], map.bytes()[1 << 17], map.bytes()[LENGTH - 1]), (7, 0, 0));
        file.set_len(0).expect("cut");
        assert_eq!(map.bytes()[0], 0);
    }
}
