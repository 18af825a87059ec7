"""Fits a projection as `segue-lab evaluate --sound DIR --projections OUT` does, with onnxruntime in place of segue's own network.

    python lab/benches/peers/projection.py DIR OUT [TRACKS]

The three 30 s clips of each track of DIR (of those that the file TRACKS names) as they come, the network's pools averaged over ten patches; then z-scores, 64 principal
components, half-whitened. Writes OUT/weights.npy [1506, 64] and OUT/bias.npy [64]. The pools are kept in OUT/pools.npz, so that a
run that was stopped goes on.
"""
import os
import sys

import numpy as np
import onnxruntime
import soundfile
from scipy.signal import resample_poly

ROOT = os.path.join(os.path.dirname(__file__), "../..")
PLACES, SECONDS, SHORTEST, RATE, FRAMES = (0.05, 0.5, 0.95), 30, 97, 16_000, 187


def mel_filters(bands=96, bins=257):
    """Slaney's scale and normalisation, as librosa makes them."""
    to_hz = lambda m: np.where(m < 15, 200 * m / 3, 1000 * np.exp(np.log(6.4) / 27 * (m - 15)))
    top = 15 + np.log(8000 / 1000) / (np.log(6.4) / 27)
    edges = to_hz(np.linspace(0, top, bands + 2))
    bins = np.linspace(0, RATE / 2, bins)
    rise = (bins[None] - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - bins[None]) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(rise, fall)) * (2 / (edges[2:] - edges[:-2]))[:, None]


FILTERS = mel_filters()
WINDOW = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(512) / 512)


def log_mel(samples):
    samples = np.pad(samples, 256)
    frames = np.lib.stride_tricks.sliding_window_view(samples, 512)[::256]
    power = np.abs(np.fft.rfft(frames * WINDOW, axis=1)) ** 2
    return np.log10(1 + 10_000 * power @ FILTERS.T).astype(np.float32)


def clips(path):
    info = soundfile.info(path)
    if info.frames / info.samplerate < SHORTEST:
        return
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    samples = samples.mean(axis=1)
    for place in PLACES:
        start = int(place * (len(samples) - SECONDS * rate))
        divisor = np.gcd(RATE, rate)
        clip = resample_poly(samples[start : start + SECONDS * rate], RATE // divisor, rate // divisor)
        yield np.clip(clip, -1, 1)


def pools(session, clip):
    patches = log_mel(clip)
    count = min(len(patches) // FRAMES, 10)
    patches = patches[: count * FRAMES].reshape(count, FRAMES, 96)
    found = session.run(["max_pool", "mean_pool"], {session.get_inputs()[0].name: patches})
    return np.concatenate([part.mean(axis=0) for part in found])


def fit(rows, components=64):
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(deviation > 1e-6, 1 / np.maximum(deviation, 1e-6), 0)
    scores = (rows - mean) * scale
    variances, axes = np.linalg.eigh(scores.T @ scores / len(scores))
    first = np.argsort(-variances)[:components]
    axes = axes[:, first]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(components)])
    weights = axes * variances[first] ** -0.25 * scale[:, None]
    return weights, -mean @ weights


def main(folder, out, tracks=None):
    os.makedirs(out, exist_ok=True)
    kept = os.path.join(out, "pools.npz")
    known = dict(np.load(kept)) if os.path.exists(kept) else {}
    session = onnxruntime.InferenceSession(os.path.join(ROOT, "assets/model/msd_musicnn.onnx"))
    endings = (".ogg", ".oga", ".mp3", ".flac", ".wav")
    files = sorted(
        os.path.relpath(os.path.join(at, name), folder)
        for at, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(endings)
    )
    if tracks:
        wanted = set(open(tracks).read().splitlines())
        files = [name for name in files if name in wanted]
    for number, name in enumerate(files):
        if name not in known:
            try:
                found = [pools(session, clip) for clip in clips(os.path.join(folder, name))]
            except soundfile.LibsndfileError as error:
                print(f"{name}: {error}", file=sys.stderr)
                found = []
            known[name] = np.array(found, np.float32).reshape(-1, 1506)
            if number % 20 == 19:
                np.savez(kept, **known)
    np.savez(kept, **known)
    rows = np.concatenate([known[name] for name in files]).astype(np.float64)
    weights, bias = fit(rows)
    np.save(os.path.join(out, "weights.npy"), weights.astype("<f4"))
    np.save(os.path.join(out, "bias.npy"), bias.astype("<f4"))
    print(f"fitted on {len(rows)} clips of {sum(len(known[name]) > 0 for name in files)} tracks")


if __name__ == "__main__":
    main(*sys.argv[1:])
