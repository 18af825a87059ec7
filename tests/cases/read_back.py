"""Prints what pyrekordbox reads of a rekordbox XML: each record's fields, grid and cues, then each playlist."""

import sys

from pyrekordbox.rbxml import RekordboxXml

xml = RekordboxXml(sys.argv[1])
for track in xml.get_tracks():
    grid = [(tempo["Inizio"], tempo["Bpm"]) for tempo in track.tempos]
    cues = [(mark["Name"], mark["Start"]) for mark in track.marks]
    print(track["TrackID"], track["Name"], track["Artist"], track["Label"], track["Rating"], grid, cues, sep="|")
for playlist in xml.get_playlist().get_playlists():
    print("playlist", playlist.name, *playlist.get_tracks(), sep="|")
