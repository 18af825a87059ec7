//! Work that every core takes a part of.

use std::{num::NonZero, panic, thread};

/// Fewer are not worth a thread.
const FEW: usize = 16;

/// What `work` makes of each; the order stays. A panic goes on in the caller.
pub(super) fn map<'i, T: Sync, U: Send>(items: &'i [T], work: impl Fn(&'i T) -> U + Sync) -> Vec<U> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    if threads == 1 || items.len() < FEW {
        return items.iter().map(work).collect();
    }
    let mut done = Vec::with_capacity(items.len());
    thread::scope(|scope| {
        let work = &work;
        let parts = items.chunks(items.len().div_ceil(threads));
        let parts: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<U>>())).collect();
        for part in parts {
            done.append(&mut part.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        }
    });
    done
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn the_order_stays() {
        for n in [0, 1, 15, 16, 17, 1_000] {
            let items: Vec<u32> = (0..n).collect();
            assert_eq!(map(&items, |n| n * 2), items.iter().map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    #[should_panic(expected = "the seventeenth")]
    fn a_panic_goes_on() {
        let items: Vec<u32> = (0..100).collect();
        map(&items, |n| assert!(*n != 17, "the seventeenth"));
    }
}
