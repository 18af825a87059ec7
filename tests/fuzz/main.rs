//! Damaged inputs of every kind: whatever the bytes, an answer or an error comes back.
//!
//! `SEGUE_FUZZ=100000` runs that many of each kind instead of some hundreds; `SEGUE_FUZZ_SEED` another row of them. A find is kept in
//! the temporary folder and becomes a file of its kind in tests/fixtures/fuzz, which are run first, ever after.

mod audio;
mod mutate;
#[path = "../chaos/random.rs"]
mod random;
mod snapshots;
mod texts;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use random::Random;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn read(name: &str) -> Vec<u8> {
    fs::read(fixture(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Runs `target` on the earlier finds of a kind and on `many` new inputs; keeps the one that breaks it.
fn fuzz(kind: &str, many: u64, make: impl Fn(&mut Random) -> Vec<u8>, target: impl Fn(&[u8])) {
    for find in fs::read_dir(fixture("fuzz").join(kind)).into_iter().flatten().flatten() {
        let data = fs::read(find.path()).expect("a find");
        let fine = catch_unwind(AssertUnwindSafe(|| target(&data)));
        assert!(fine.is_ok(), "an earlier find: {}", find.path().display());
    }
    let (many, seed) = (setting("SEGUE_FUZZ", many), setting("SEGUE_FUZZ_SEED", 1));
    for number in 0..many {
        let data = make(&mut Random(seed.wrapping_mul(1 << 32).wrapping_add(number)));
        if catch_unwind(AssertUnwindSafe(|| target(&data))).is_err() {
            let kept = std::env::temp_dir().join(format!("segue-fuzz-{kind}-{seed}-{number}"));
            fs::write(&kept, &data).expect("kept");
            panic!("{kind} {number}, kept as {}", kept.display());
        }
    }
}
