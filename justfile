# Recipes for those who have `just`; everything also works as the plain command.

# everything that must hold on a change
ci:
    bash .ci/run

# all benches beside their peers, then BENCHMARKS.md; about an hour, on a machine that does nothing else
bench:
    cargo bench --bench als -- && cargo bench --bench als -- sizes full new similar tabs
    cargo bench --bench search -- 10000 100000 1000000
    cargo bench --bench program -- start memory idle play collection sets import dump update
    cargo bench --bench refit --bench draw --bench sound
    cargo bench --bench table

# the screen's snapshots anew; read the diff
snapshots:
    INSTA_UPDATE=always cargo test --lib tui

# 100,000 damaged inputs of every kind instead of some hundreds: audio, wikitext, XML, tables, lists, JSON lines, snapshots
fuzz:
    SEGUE_FUZZ=100000 cargo test --test fuzz

# hostile files of 64 MB each, and how much memory an import of them takes; some ten minutes
bounds:
    cargo test --test bounds -- --ignored --nocapture

# an hour of kills, full disks, other programs, damaged snapshots and lying servers; counts are printed
chaos seed="1":
    SEGUE_CHAOS_SECONDS=3600 SEGUE_CHAOS_SEED={{seed}} cargo test --test chaos -- --ignored --nocapture --test-threads=1
