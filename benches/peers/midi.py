#!/usr/bin/env python3
"""Music of known tempo from Debian: MIDI files to WAV, with a list of their tempi for `SEGUE_TEMPI`.

    apt-get install fluidsynth timgm6mb-soundfont openttd-openmsx
    midi.py /usr/share/games/openttd/baseset/openmsx* OUT    # the folder may also be another with *.mid files
    SEGUE_TEMPI=OUT/tempi.txt cargo bench --bench sound -- mixing

openttd-openmsx is 33 pieces by several composers (GPL-2); nothing of it is kept here. A piece counts where one tempo holds for the
middle 30 s."""
import struct, subprocess, sys
from pathlib import Path

FONT = "/usr/share/sounds/sf2/TimGM6mb.sf2"
WINDOW = 30.0


def number(data, at):
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def events(track):
    """(tick, tempo in microseconds or None) of one track, None for every other event."""
    at = tick = status = 0
    while at < len(track):
        delta, at = number(track, at)
        tick += delta
        if track[at] & 0x80:
            status = track[at]
            at += 1
        if status == 0xFF:
            kind = track[at]
            size, at = number(track, at + 1)
            yield tick, int.from_bytes(track[at : at + size], "big") if kind == 0x51 else None
            at += size
        elif status in (0xF0, 0xF7):
            size, at = number(track, at)
            at += size
        else:
            at += 1 if status & 0xF0 in (0xC0, 0xD0) else 2
            yield tick, None


def tempi(path):
    """Length in seconds and [(from second, beats per minute)]."""
    data = path.read_bytes()
    _, _, tracks, division = struct.unpack(">IHHH", data[4:14])
    at, changes, last = 14, {0: 500_000}, 0
    for _ in range(tracks):
        size = struct.unpack(">I", data[at + 4 : at + 8])[0]
        for tick, tempo in events(data[at + 8 : at + 8 + size]):
            last = max(last, tick)
            if tempo:
                changes[tick] = tempo
        at += 8 + size
    out, seconds, before, tempo = [], 0.0, 0, 500_000
    for tick in sorted(changes):
        seconds += (tick - before) / division * tempo / 1e6
        before, tempo = tick, changes[tick]
        out.append((seconds, 60e6 / tempo))
    return seconds + (last - before) / division * tempo / 1e6, out


def main():
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    lines = []
    for path in sorted(folder.glob("*.mid")):
        length, changes = tempi(path)
        middle = max(0.0, length / 2 - WINDOW / 2), length / 2 + WINDOW / 2
        here = [bpm for at, bpm in changes if at <= middle[0]][-1:] + [b for at, b in changes if middle[0] < at < middle[1]]
        if max(here) / min(here) > 1.005:
            print("tempo changes:", path.name)
            continue
        wav = out / (path.stem + ".wav")
        if not wav.exists():
            subprocess.run(["fluidsynth", "-q", "-ni", "-r", "44100", "-F", wav, FONT, path], check=True, stdout=subprocess.DEVNULL)
        lines.append(f"{here[0]:.2f} {wav}")
    (out / "tempi.txt").write_text("\n".join(lines) + "\n")
    print(len(lines), "pieces")


main()
