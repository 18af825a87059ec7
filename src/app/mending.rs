//! Files of the snapshot that somebody cuts under the program: what was read of them meanwhile is not shown.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use super::{fault::Outcome, lock::lock};
use crate::slab;

/// Makes files again where they are damaged.
type Mend<'a> = &'a dyn Fn() -> Outcome<()>;

/// So often a question is asked again where files are cut on and on.
const TRIES: usize = 3;

/// How many cuts have led to new files, and who sees to it just now.
#[derive(Debug, Default)]
pub(super) struct Mending {
    mended: AtomicU64,
    alone: Mutex<()>,
}

impl Mending {
    /// Whether a file was cut for which nothing was made yet.
    pub(super) fn is_wanted(&self) -> bool {
        slab::cuts() > self.mended.load(Ordering::Acquire)
    }

    /// Has `mend` look at all files, cut or not; whoever comes meanwhile waits.
    pub(super) fn check(&self, mend: Mend<'_>) -> Outcome<()> {
        let _alone = lock(&self.alone);
        let cuts = slab::cuts();
        mend()?;
        self.mended.fetch_max(cuts, Ordering::Release);
        Ok(())
    }

    /// Has `mend` make files again where one was cut, once.
    pub(super) fn mend(&self, mend: Mend<'_>) -> Outcome<()> {
        if !self.is_wanted() {
            return Ok(());
        }
        // Whoever was first has done it for all.
        drop(lock(&self.alone));
        if self.is_wanted() { self.check(mend) } else { Ok(()) }
    }

    /// What `ask` answers while no file is found cut: else, and where one was before, it is asked again once `mend` has made
    /// them again.
    pub(super) fn whole<T>(&self, ask: &dyn Fn() -> Outcome<T>, mend: Mend<'_>) -> Outcome<T> {
        for _ in 1..TRIES {
            self.mend(mend)?;
            let answer = ask();
            if !self.is_wanted() {
                return answer;
            }
        }
        self.mend(mend)?;
        ask()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{cell::RefCell, fs::File};

    use super::*;
    use crate::slab::Mapped;

    #[test]
    fn an_answer_from_a_file_that_is_cut_meanwhile_is_asked_again_of_what_was_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("values");
        let map = || {
            std::fs::write(&path, [7; 1 << 16]).unwrap();
            Mapped::open(&path).unwrap()
        };
        let cut = || File::options().write(true).open(&path).unwrap().set_len(100).unwrap();
        let served = RefCell::new(map());
        let (mending, asked, mended) = (Mending::default(), RefCell::new(0), RefCell::new(0));
        let ask = || {
            *asked.borrow_mut() += 1;
            // The first answer is under way when it happens.
            if *asked.borrow() == 1 {
                cut();
            }
            Ok(served.borrow().bytes()[200])
        };
        let mend = || {
            *mended.borrow_mut() += 1;
            std::fs::remove_file(&path).unwrap();
            *served.borrow_mut() = map();
            Ok(())
        };
        // What other tests cut counts too.
        mending.check(&|| Ok(())).unwrap();
        assert_eq!(mending.whole(&ask, &mend), Ok(7));
        cut();
        assert_eq!(mending.whole(&ask, &mend), Ok(7), "and one that was cut before");
        assert!(*mended.borrow() >= 2);
    }
}
