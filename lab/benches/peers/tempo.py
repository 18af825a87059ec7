#!/usr/bin/env python3
"""librosa's beat tracker on every clip of a folder (*.f32, mono, 22,050 Hz): `name bpm seconds` a line."""
import sys, time
from pathlib import Path
import numpy as np, librosa

RATE = 22050
librosa.beat.beat_track(y=np.zeros(RATE * 5, "f4") + 1e-3, sr=RATE)  # compiles what it compiles
for path in sorted(Path(sys.argv[1]).glob("*.f32")):
    y = np.fromfile(path, "<f4")
    start = time.process_time()
    bpm, _ = librosa.beat.beat_track(y=y, sr=RATE)
    print(path.stem, float(np.atleast_1d(bpm)[0]), time.process_time() - start)
