#!/usr/bin/env python3
"""onnxruntime and librosa on the samples of a .f32 file (16 kHz, mono): CPU seconds of one thread, best of eight."""
import sys, time
from pathlib import Path
import numpy as np, librosa, onnxruntime as ort

y = np.fromfile(sys.argv[1], "<f4")
model = Path(__file__).resolve().parents[2] / "assets/model/msd_musicnn.onnx"
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def log_mel():
    S = librosa.feature.melspectrogram(y=y, sr=16000, n_fft=512, hop_length=256, n_mels=96)
    return np.log10(1 + 10000 * S).T.astype("f4")


def best(work, rounds=8):
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


frames = log_mel()
patches = np.stack([frames[i : i + 187] for i in range(0, len(frames) - 186, 187)])
print("librosa, log-mel", best(log_mel))
print("onnxruntime, one batch", best(lambda: session.run(None, {"melspectrogram": patches})))
one_by_one = lambda: [session.run(None, {"melspectrogram": p[None]}) for p in patches]
print("onnxruntime, patch by patch", best(one_by_one))
