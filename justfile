# Recipes for those who have `just`; everything also works as the plain command.

# everything that must hold on a change
ci:
    bash .ci/run

# all benches, each beside its peer
bench:
    cargo bench

# the screen's snapshots anew; read the diff
snapshots:
    INSTA_UPDATE=always cargo test --lib tui

# 100,000 damaged audio files through the decoder instead of 2,000
fuzz:
    SEGUE_FUZZ=100000 cargo test --test decode_fuzz
