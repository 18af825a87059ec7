#!/usr/bin/env python3
"""Real music of known tempo or key from packages: played to WAV, with a list for `SEGUE_REAL` (`bpm|- key|- path` a line, keys as semitones above C).

    apt-get install fluidsynth timgm6mb-soundfont openttd-openmsx freedoom && pip install music21
    real.py OUT [PACKAGES]    # PACKAGES: where the packages are unpacked, if not at /
    SEGUE_REAL=OUT/list.txt SEGUE_PEERS=PYTHON cargo bench --bench sound -- mixing

Tempo: 33 pieces of openttd-openmsx (GPL-2) and 67 of Freedoom (BSD-3-Clause), as their MIDI files have it; a piece counts where one
tempo holds for the middle 30 s. Key: four-part chorales by J. S. Bach from music21's corpus (in the public domain); the last bass
note is the tonic, and a chorale counts where that is the key signature's major or minor. Nothing of it is kept here."""
import struct, subprocess, sys
from pathlib import Path

FONT = "/usr/share/sounds/sf2/TimGM6mb.sf2"
WINDOW = 30.0
CHORALES = 120


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


def tempi(data):
    """Length in seconds and [(from second, beats per minute)]."""
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


def lumps(wad):
    """The MIDI files in a WAD, each once."""
    data = wad.read_bytes()
    count, directory = struct.unpack("<II", data[4:12])
    for i in range(count):
        at, size, name = struct.unpack("<II8s", data[directory + 16 * i : directory + 16 * i + 16])
        if data[at : at + 4] == b"MThd":
            yield name.rstrip(b"\0").decode().lower(), data[at : at + size]


def play(midi, wav):
    if not wav.exists():
        command = ["fluidsynth", "-q", "-ni", "-r", "44100", "-F", wav, FONT, midi]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def of_known_tempo(packages, out):
    games = packages / "usr/share/games"
    pieces = {p.stem: p.read_bytes() for p in sorted((games / "openttd/baseset/openmsx").rglob("*.mid"))}
    for wad in sorted((games / "doom").glob("freedoom*.wad")):
        pieces.update((f"{wad.stem}-{name}", data) for name, data in lumps(wad))
    seen = set()
    for name, data in pieces.items():
        length, changes = tempi(data)
        middle = max(0.0, length / 2 - WINDOW / 2), length / 2 + WINDOW / 2
        here = [bpm for at, bpm in changes if at <= middle[0]][-1:] + [b for at, b in changes if middle[0] < at < middle[1]]
        if data in seen or max(here) / min(here) > 1.005:
            print("twice, or its tempo changes:", name)
            continue
        seen.add(data)
        midi, wav = out / f"{name}.mid", out / f"{name}.wav"
        midi.write_bytes(data)
        play(midi, wav)
        yield f"{here[0]:.2f} - {wav}"


def of_known_key(out):
    try:
        from music21 import corpus
    except ImportError:
        print("without keys: music21 is not installed")
        return
    found = 0
    for path in corpus.getComposer("bach"):
        if found == CHORALES:
            break
        score = corpus.parse(path)
        signatures = list(score.recurse().getElementsByClass("KeySignature"))
        if len(score.parts) != 4 or not signatures or len({s.sharps for s in signatures}) > 1:
            continue
        tonic = list(score.parts[-1].flatten().notes)[-1].pitches[0].pitchClass
        major = 7 * signatures[0].sharps % 12
        if tonic not in (major, (major + 9) % 12):
            print("ends elsewhere:", path.stem)
            continue
        midi, wav = out / f"{path.stem}.mid", out / f"{path.stem}.wav"
        score.write("midi", midi)
        play(midi, wav)
        found += 1
        yield f"- {tonic}{'' if tonic == major else 'm'} {wav}"


def main():
    out, packages = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "/")
    out.mkdir(parents=True, exist_ok=True)
    lines = [*of_known_tempo(packages, out), *of_known_key(out)]
    (out / "list.txt").write_text("\n".join(lines) + "\n")
    print(len(lines), "pieces")


main()
