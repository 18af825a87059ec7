//! Mapped files that somebody cuts short: from where a file ends now, zeros are read, and the program goes on.
//!
//! Without this the system ends a program that reads behind the end of a mapped file (SIGBUS), and a terminal that was taken over stays
//! as it is. Reading snapshots into memory would do as well, but a million tracks' 300 MB take 0.2 s, and a start may cost 0.1 s.

#![allow(unsafe_code)]

use std::{
    ffi::c_void,
    fs::File,
    mem::{MaybeUninit, transmute},
    ptr,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

/// More maps than this at a time are not watched: six files a snapshot, and a few snapshots that somebody still holds.
const MOST: usize = 256;

/// Begin and length of each watched map; a length of 0 is a free place.
static MAPS: [(AtomicUsize, AtomicUsize); MOST] =
    [const { (AtomicUsize::new(0), AtomicUsize::new(0)) }; MOST];
/// The file of each watched map, by its place, and whether it was found cut.
static FILES: Mutex<Vec<(usize, File, bool)>> = Mutex::new(Vec::new());
static CUTS: AtomicU64 = AtomicU64::new(0);
static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();
static PAGE: AtomicUsize = AtomicUsize::new(4096);

/// Counts up whenever a watched map was found cut: what is read of it from then on may be wrong. Looks at every file, since behind
/// its new end, up to the end of a page, zeros are read and no signal comes; a microsecond each.
pub fn cuts() -> u64 {
    for (place, file, cut) in files().iter_mut().filter(|(_, _, cut)| !*cut) {
        let length = MAPS[*place].1.load(Ordering::Acquire) as u64;
        *cut = file.metadata().is_ok_and(|found| found.len() < length);
        CUTS.fetch_add(u64::from(*cut), Ordering::Relaxed);
    }
    CUTS.load(Ordering::Relaxed)
}

fn files() -> MutexGuard<'static, Vec<(usize, File, bool)>> {
    FILES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A map that is watched until this is dropped, which has to come before it is unmapped.
#[derive(Debug)]
pub(super) struct Watched(usize);

/// Watches the map of a file; `None` where there are too many.
pub(super) fn watch(map: &[u8], file: File) -> Option<Watched> {
    if map.is_empty() {
        return None;
    }
    install();
    let place = MAPS.iter().position(|(begin, length)| {
        let free = length.compare_exchange(0, map.len(), Ordering::AcqRel, Ordering::Relaxed).is_ok();
        if free {
            begin.store(map.as_ptr() as usize, Ordering::Release);
        }
        free
    });
    place.map(|place| {
        files().push((place, file, false));
        Watched(place)
    })
}

impl Drop for Watched {
    fn drop(&mut self) {
        files().retain(|(place, ..)| *place != self.0);
        let (begin, length) = &MAPS[self.0];
        begin.store(0, Ordering::Release);
        length.store(0, Ordering::Release);
    }
}

fn install() {
    BEFORE.get_or_init(|| {
        // SAFETY: the structures are plain and are filled before they are read; the handler below is of the form that
        // SA_SIGINFO asks for, and does only what may be done in one.
        unsafe {
            PAGE.store(usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)).unwrap_or(4096), Ordering::Relaxed);
            let handler: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut c_void) = on_bus;
            let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
            action.sa_sigaction = handler as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            libc::sigemptyset(&raw mut action.sa_mask);
            let mut before = MaybeUninit::<libc::sigaction>::zeroed();
            libc::sigaction(libc::SIGBUS, &raw const action, before.as_mut_ptr());
            before.assume_init()
        }
    });
}

/// Runs in the middle of a read: atomics and one system call, nothing that allocates or locks.
extern "C" fn on_bus(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the system passes a filled structure.
    let address = unsafe { (*info).si_addr() } as usize;
    match behind(address) {
        Some(length) if cover(address, length) => {
            CUTS.fetch_add(1, Ordering::Relaxed);
        }
        // Not ours: what would have happened without us.
        _ => hand_on(signal, info, context),
    }
}

/// How many bytes of a watched map there are from an address on; `None` where it lies in none.
fn behind(address: usize) -> Option<usize> {
    MAPS.iter().find_map(|(begin, length)| {
        let (begin, length) = (begin.load(Ordering::Acquire), length.load(Ordering::Acquire));
        let page = PAGE.load(Ordering::Relaxed);
        let end = begin.checked_add(length)?.next_multiple_of(page);
        (begin != 0 && (begin..end).contains(&address)).then(|| end - (address & !(page - 1)))
    })
}

/// Lays zeros over the rest of a map from the page of an address on.
fn cover(address: usize, length: usize) -> bool {
    let page = address & !(PAGE.load(Ordering::Relaxed) - 1);
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED;
    // SAFETY: the pages lie in a map of ours, which is mapped while it is watched, and are only ever read.
    let laid =
        unsafe { libc::mmap(ptr::without_provenance_mut(page), length, libc::PROT_READ, flags, -1, 0) };
    laid != libc::MAP_FAILED
}

fn hand_on(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    let before = BEFORE.get().map_or(libc::SIG_DFL, |before| before.sa_sigaction);
    // SAFETY: what was there before is called as it was installed; else the signal is left to the system, which sends it again
    // as soon as this returns.
    unsafe {
        if before == libc::SIG_DFL || before == libc::SIG_IGN {
            libc::signal(signal, libc::SIG_DFL);
        } else {
            let handler: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut c_void) = transmute(before);
            handler(signal, info, context);
        }
    }
}
