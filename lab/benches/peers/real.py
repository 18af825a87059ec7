#!/usr/bin/env python3
"""Real music of known tempo or key from Debian's packages: 30 s clips as WAV, with a list for `SEGUE_REAL`, and the peers' answers.

    apt-get install fluidsynth fluid-soundfont-gm libxmp4 ffmpeg lmms hydrogen    # and, unpacked anywhere, the packages of data below
    pip install numpy music21 essentia librosa aubio                # each may be missing: a line says what is left out
    real.py OUT [PACKAGES]    # PACKAGES: where the packages are unpacked, if not at /
    real.py ask madmom OUT    # one peer alone, for one that needs a Python of its own (madmom 0.16.1: numpy below 1.24)
    SEGUE_REAL=OUT/list.txt cargo bench -p segue-lab --bench sound -- mixing     # prints segue beside OUT/peers.*.txt

A line of list.txt is `bpm|- key|- kind path`, keys as semitones above C with `m` for minor. Tempo: MIDI files (openttd-openmsx,
freedoom, pingus-data, planetblupi-music-midi, freedink-data, kobodeluxe-data) as their tempo map has it, where four fifths of the drums
lie on its grid; tracker modules (tecnoballz-data, criticalmass-data, solarwolf, pingus-data, freedroid-data, gemdropx, gltron,
heroes-sound-tracks, monsterz-data, rafkill-data, tuxmath-data), four rows a beat; recordings with charts
(fretsonfire-songs-*); loops (lmms-common, sonic-pi-samples); songs of LMMS and Hydrogen (lmms-common, hydrogen-data), played without a
screen. One tempo has to hold for the clip, the middle 30 s of what sounds. Key: four-part chorales by J. S. Bach
from music21's corpus; the last bass note is the tonic, and one counts where that is the signature's major or minor; for electronic
clips, where Essentia and librosa agree; modules of no tempo and recordings (bumprace-data, enigma-data, frozen-bubble-data,
marsshooter-data, mu-cade-data, powermanga-data, trackballs-data) count for that alone. Nothing of it is kept here."""
import ctypes, os, re, shutil, struct, subprocess, sys, wave, zlib
from pathlib import Path

import numpy as np

FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
RATE = 44_100
WINDOW = 30.0
CHORALES = 36
MODULES = (".mod", ".xm", ".it", ".s3m")
RECORDED = ("bumprace", "enigma", "frozen-bubble", "marsshooter", "mu-cade", "powermanga", "trackballs")
# Loops and their tempi: LMMS' as later releases write them in the files' names, Sonic Pi's by their lengths in beats.
LOOPS = {
    "usr/share/lmms/samples/beats": {
        "909beat01": 122, "break01": 168, "break02": 141, "break03": 168, "electro_beat01": 120, "electro_beat02": 119,
        "house_loop01": 142, "jungle01": 168, "rave_hihat01": 180, "rave_hihat02": 180, "rave_kick01": 180, "rave_kick02": 180,
        "rave_snare01": 180},
    "usr/share/sonic-pi/samples": {
        "loop_amen": 136.88, "loop_amen_full": 140, "loop_breakbeat": 126, "loop_compus": 148, "loop_industrial": 135.79,
        "loop_mehackit1": 97, "loop_mehackit2": 97, "loop_mika": 120, "loop_safari": 120}}


def number(data, at):
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def events(track):
    """(tick, tempo in microseconds or None, whether a drum begins) of one track."""
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
            yield tick, int.from_bytes(track[at : at + size], "big") if kind == 0x51 else None, False
            at += size
        elif status in (0xF0, 0xF7):
            size, at = number(track, at)
            at += size
        else:
            drum = status == 0x99 and track[at + 1] > 0
            at += 1 if status & 0xF0 in (0xC0, 0xD0) else 2
            yield tick, None, drum


def read_midi(data):
    """Length in seconds, [(from second, beats per minute)], and the share of drums on the grid of sixteenths or triplets."""
    _, _, tracks, division = struct.unpack(">IHHH", data[4:14])
    at, changes, last, drums = 14, {0: 500_000}, 0, []
    for _ in range(tracks):
        size = struct.unpack(">I", data[at + 4 : at + 8])[0]
        for tick, tempo, drum in events(data[at + 8 : at + 8 + size]):
            last = max(last, tick)
            if tempo:
                changes[tick] = tempo
            if drum:
                drums.append(tick)
        at += 8 + size
    out, seconds, before, tempo = [], 0.0, 0, 500_000
    for tick in sorted(changes):
        seconds += (tick - before) / division * tempo / 1e6
        before, tempo = tick, changes[tick]
        out.append((seconds, 60e6 / tempo))
    near = lambda tick, step: abs((tick / step + 0.5) % 1 - 0.5) * step <= division / 32
    on_grid = sum(near(t, division / 4) or near(t, division / 3) for t in drums) / len(drums) if len(drums) >= 16 else None
    return seconds + (last - before) / division * tempo / 1e6, out, on_grid


def lumps(wad):
    """The MIDI files in a WAD."""
    data = wad.read_bytes()
    count, directory = struct.unpack("<II", data[4:12])
    for i in range(count):
        at, size, name = struct.unpack("<II8s", data[directory + 16 * i : directory + 16 * i + 16])
        if data[at : at + 4] == b"MThd":
            yield name.rstrip(b"\0").decode().lower(), data[at : at + size]


def write(path, samples):
    """16-bit mono."""
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def middle(samples):
    """The middle of what sounds: samples and the second it begins at; None where that is shorter than 20 s or has gaps of 3 s."""
    loud = np.flatnonzero(np.abs(samples) > 1e-3)
    if not len(loud) or loud[-1] - loud[0] < 20 * RATE:
        return None
    first, last = loud[0], loud[-1]
    size = min(int(WINDOW * RATE), last - first)
    start = (first + last - size) // 2
    clip = samples[start : start + size]
    sounding = np.flatnonzero(np.abs(clip) > 1e-3)
    return None if not len(sounding) or np.max(np.diff(sounding)) > 3 * RATE else (clip, start / RATE)


def decoded(path):
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<i2") / 32768.0


def played(midi):
    command = ["fluidsynth", "-q", "-ni", "-R", "0", "-C", "0", "-r", str(RATE), "-T", "raw", "-O", "s16", "-F", "-", FONT, str(midi)]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw[: len(raw) // 4 * 4], "<i2").reshape(-1, 2).mean(axis=1) / 32768.0


def tempo_within(changes, start, seconds):
    inside = [bpm for at, bpm in changes if at <= start][-1:] + [b for at, b in changes if start < at < start + seconds]
    return inside[0] if max(inside) / min(inside) <= 1.005 else None


def midi_clips(packages, out):
    games = packages / "usr/share/games"
    pieces = {f"openmsx-{p.stem}": p.read_bytes() for p in sorted((games / "openttd/baseset/openmsx").rglob("*.mid"))}
    for wad in sorted((games / "doom").glob("freedoom*.wad")):
        pieces.update((f"{wad.stem}-{name}", data) for name, data in lumps(wad))
    for folder in (games / "pingus", games / "planetblupi", games / "blupi", games / "dink", games.parent / "kobo-deluxe"):
        pieces.update((f"{folder.name}-{p.stem}", p.read_bytes()) for p in sorted(folder.rglob("*.mid")))
    seen = set()
    for name, data in pieces.items():
        length, changes, on_grid = read_midi(data)
        if data in seen or length < 25 or on_grid is None or on_grid < 0.8:
            continue
        seen.add(data)
        kind = "metal" if name.startswith("freedoom") else "midi"
        midi, wav = out / f"{name}.mid", out / f"{name}.wav"
        midi.write_bytes(data)
        clip = middle(played(midi))
        bpm = clip and tempo_within(changes, clip[1], len(clip[0]) / RATE)
        if bpm:
            write(wav, clip[0])
            yield bpm, None, kind, wav


class Frame(ctypes.Structure):
    """The beginning of libxmp's xmp_frame_info."""
    _fields_ = [(n, ctypes.c_int) for n in "pos pattern row rows frame speed bpm time total frame_time".split()] + [
        ("buffer", ctypes.c_void_p), ("size", ctypes.c_int), ("total_size", ctypes.c_int), ("volume", ctypes.c_int),
        ("loops", ctypes.c_int), ("rest", ctypes.c_char * 8192)]


def module(xmp, path):
    """Samples and [(second, beats per minute)] of a tracker module played once; four rows are a beat."""
    context = ctypes.c_void_p(xmp.xmp_create_context())
    if xmp.xmp_load_module(context, str(path).encode()) != 0:
        return None
    xmp.xmp_start_player(context, RATE, 0)
    frame, parts, changes, samples = Frame(), [], [], 0
    while xmp.xmp_play_frame(context) == 0 and samples < 300 * RATE:
        xmp.xmp_get_frame_info(context, ctypes.byref(frame))
        if frame.loops > 0:
            break
        raw = ctypes.string_at(frame.buffer, frame.size)
        parts.append(np.frombuffer(raw, "<i2").reshape(-1, 2).mean(axis=1) / 32768.0)
        changes.append((samples / RATE, frame.bpm * 6 / max(frame.speed, 1)))
        samples += len(parts[-1])
    xmp.xmp_end_player(context)
    xmp.xmp_release_module(context)
    xmp.xmp_free_context(context)
    return (np.concatenate(parts), changes) if parts else None


def module_clips(packages, out):
    try:
        xmp = ctypes.CDLL("libxmp.so.4")
    except OSError:
        print("without modules: libxmp is not installed")
        return
    xmp.xmp_create_context.restype = ctypes.c_void_p
    games = packages / "usr/share/games"
    found = [(p.relative_to(games).parts[0], p) for p in games.rglob("*") if p.suffix in MODULES]
    found += [("tuxmath", p) for p in (games.parent / "tuxmath").rglob("*") if p.suffix in MODULES]
    for game, path in sorted(found):
        heard = module(xmp, path)
        clip = heard and middle(heard[0])
        if not clip:
            continue
        bpm = tempo_within(heard[1], clip[1], len(clip[0]) / RATE)
        wav = out / f"module-{game}-{path.stem}.wav"
        write(wav, clip[0])
        yield bpm if bpm and 85 <= bpm <= 185 else None, None, "module", wav


def recorded_clips(packages, out):
    """Electronic music of games, for its key alone."""
    for game in RECORDED:
        for path in sorted((packages / "usr/share/games" / game).rglob("*.ogg")):
            clip = middle(decoded(path)) if path.stat().st_size >= 400_000 else None
            if clip:
                wav = out / f"recorded-{game}-{path.stem.replace(' ', '_')}.wav"
                write(wav, clip[0])
                yield None, None, "recorded", wav


def chart_clips(packages, out):
    for chart in sorted((packages / "usr/share/games/fretsonfire").rglob("notes.mid")):
        song = next((chart.parent / n for n in ("song.ogg", "guitar.ogg") if (chart.parent / n).exists()), None)
        clip = song and middle(decoded(song))
        bpm = clip and tempo_within(read_midi(chart.read_bytes())[1], clip[1], len(clip[0]) / RATE)
        if bpm:
            wav = out / f"chart-{chart.parent.name.replace(' ', '_')}.wav"
            write(wav, clip[0])
            yield bpm, None, "chart", wav


def project_clips(packages, out):
    """LMMS projects whose tempo is one number, played without a screen."""
    if not shutil.which("lmms"):
        print("without LMMS projects: lmms is not installed")
        return
    for path in sorted(p for p in (packages / "usr/share/lmms/projects").rglob("*") if p.suffix in (".mmp", ".mmpz")):
        data = path.read_bytes()
        text = (zlib.decompress(data[4:]) if path.suffix == ".mmpz" else data).decode("utf-8", "replace")
        written = re.search(r'<head\b[^>]*\bbpm="([0-9.]+)"', text)
        if not written or "tutorials" in path.parts:
            continue
        whole, wav = out / "whole.wav", out / f"lmms-{path.stem.replace(' ', '_')}.wav"
        command = ["lmms", "--allowroot", "render", str(path), "-f", "wav", "-s", str(RATE), "-o", str(whole)]
        clip = rendered(command, whole)
        if clip:
            write(wav, clip[0])
            yield float(written[1]), None, "lmms", wav


def song_clips(packages, out):
    """Hydrogen's songs, played by h2cli."""
    if not shutil.which("h2cli"):
        print("without Hydrogen songs: hydrogen is not installed")
        return
    for path in sorted((packages / "usr/share/hydrogen/data/demo_songs").glob("*.h2song")):
        written = re.search(r"<bpm>([0-9.]+)</bpm>", path.read_text("utf-8", "replace"))
        whole, wav = out / "whole.wav", out / f"hydrogen-{path.stem}.wav"
        clip = rendered(["h2cli", "-s", str(path), "-d", "auto", "-o", str(whole)], whole)
        if written and clip:
            write(wav, clip[0])
            yield float(written[1]), None, "hydrogen", wav


def rendered(command, whole):
    """The middle of what a program writes without a screen."""
    whole.unlink(missing_ok=True)
    try:
        subprocess.run(command, capture_output=True, timeout=900, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"})
        samples = decoded(whole)
    except (subprocess.SubprocessError, OSError):
        return None
    finally:
        whole.unlink(missing_ok=True)
    return middle(samples)


def loop_clips(packages, out):
    """Loops of known tempo, again and again for 30 s, each a whole number of beats."""
    for folder, loops in LOOPS.items():
        for stem, bpm in loops.items():
            path = next((packages / folder).glob(f"{stem}.*"), None)
            if not path:
                continue
            once = decoded(path)
            beats = max(round(len(once) / RATE * bpm / 60), 1)
            period = beats * 60 / bpm
            samples = np.zeros(int(WINDOW * RATE))
            for again in range(int(WINDOW / period) + 1):
                at = int(again * period * RATE)
                part = once[: min(int(period * RATE), len(samples) - at)]
                samples[at : at + len(part)] = part
            wav = out / f"loop-{stem}.wav"
            write(wav, samples)
            yield bpm, None, "loop", wav


def key_clips(out):
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
            continue
        midi, wav = out / f"chorale-{path.stem}.mid", out / f"chorale-{path.stem}.wav"
        score.write("midi", midi)
        clip = middle(played(midi))
        if clip:
            write(wav, clip[0])
            found += 1
            yield None, f"{tonic}{'' if tonic == major else 'm'}", "chorale", wav


def essentia_says(wav):
    import essentia.standard as es
    audio = es.MonoLoader(filename=wav, sampleRate=RATE)()
    key, mode, _ = es.KeyExtractor(profileType="edma")(audio)
    yield "essentia", es.RhythmExtractor2013(method="multifeature")(audio)[0]
    yield "essentia-percival", es.PercivalBpmEstimator()(audio)
    yield "key-essentia-edma", named(TONICS.index(FLATS.get(key, key)), mode == "minor")


def librosa_says(wav):
    import librosa
    audio, rate = librosa.load(wav, sr=22_050)
    yield "librosa", float(np.atleast_1d(librosa.beat.beat_track(y=audio, sr=rate)[0])[0])
    chroma = librosa.feature.chroma_cqt(y=audio, sr=rate).mean(axis=1)
    score = lambda tonic, profile: np.corrcoef(np.roll(chroma, -tonic), profile)[0, 1]
    _, tonic, minor = max((score(t, p), t, m) for t in range(12) for m, p in enumerate((KRUMHANSL_MAJOR, KRUMHANSL_MINOR)))
    yield "key-librosa-krumhansl", named(tonic, minor)


def aubio_says(wav):
    import aubio
    hop = 512
    source = aubio.source(wav, RATE, hop)
    tempo, beats = aubio.tempo("default", 1024, hop, RATE), []
    while True:
        samples, read = source()
        if tempo(samples):
            beats.append(tempo.get_last_s())
        if read < hop:
            break
    if len(beats) > 2:
        # Its beats jump by some milliseconds: as many periods as fit between the first and the last.
        span = beats[-1] - beats[0]
        yield "aubio", 60 * round(span / np.median(np.diff(beats))) / span


def madmom_says(wav):
    # madmom 0.16.1 asks for names that Python 3.10 and numpy 1.24 no longer have.
    import collections, collections.abc
    collections.MutableSequence = collections.abc.MutableSequence
    np.int, np.float, np.bool, np.object = int, float, bool, object
    from madmom.features.beats import RNNBeatProcessor
    from madmom.features.tempo import TempoEstimationProcessor
    if "madmom" not in MADE:
        MADE["madmom"] = RNNBeatProcessor(num_threads=1), TempoEstimationProcessor(fps=100)
    beats, tempo = MADE["madmom"]
    yield "madmom", tempo(beats(wav))[0][0]


TONICS = "C C# D D# E F F# G G# A A# B".split()
FLATS = {"Db": "C#", "Eb": "D#", "Gb": "F#", "Ab": "G#", "Bb": "A#"}
KRUMHANSL_MAJOR = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
KRUMHANSL_MINOR = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
PEERS = {"essentia": essentia_says, "librosa": librosa_says, "aubio": aubio_says, "madmom": madmom_says}
MADE = {}


def named(tonic, minor):
    return f"{tonic}{'m' if minor else ''}"


def ask(peer, out):
    """What a peer says of each clip, `name answer path` a line in peers.PEER.txt; what stands there already is left."""
    path = out / f"peers.{peer}.txt"
    known = {line.split(" ", 2)[2] for line in path.read_text().splitlines()} if path.exists() else set()
    with open(path, "a") as lines:
        for clip in (out / "list.txt").read_text().splitlines():
            wav = clip.split(" ", 3)[3]
            if wav in known:
                continue
            try:
                said = list(PEERS[peer](wav))
            except ImportError as missing:
                print(f"without {peer}: {missing}")
                return
            for name, answer in said:
                print(name, answer if isinstance(answer, str) else f"{answer:.2f}", wav, file=lines, flush=True)


def main():
    if sys.argv[1] == "ask":
        return ask(sys.argv[2], Path(sys.argv[3]).absolute())
    out, packages = Path(sys.argv[1]).absolute(), Path(sys.argv[2] if len(sys.argv) > 2 else "/")
    out.mkdir(parents=True, exist_ok=True)
    clips = []
    for source in (midi_clips(packages, out), module_clips(packages, out), recorded_clips(packages, out), chart_clips(packages, out),
                   loop_clips(packages, out), song_clips(packages, out), project_clips(packages, out), key_clips(out)):
        for clip in source:
            clips.append(clip)
            bpm, key, kind, wav = clip
            print(f"{bpm:.3f}" if bpm else "-", key or "-", kind, wav.name, flush=True)
    (out / "list.txt").write_text("".join(f"{f'{b:.3f}' if b else '-'} {k or '-'} {kind} {wav}\n" for b, k, kind, wav in clips))
    print(len(clips), "clips")
    for peer in PEERS:
        ask(peer, out)


if __name__ == "__main__":
    main()
