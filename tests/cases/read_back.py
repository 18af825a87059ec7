"""Prints all that pyrekordbox reads of a rekordbox XML: each record's fields, grid and cues, then each playlist."""

import sys

from pyrekordbox.rbxml import RekordboxXml

xml = RekordboxXml(sys.argv[1])
for track in xml.get_tracks():
    fields = sorted((name, track[name]) for name in track.ATTRIBS if track[name] is not None)
    grid = [sorted((name, tempo[name]) for name in tempo.ATTRIBS) for tempo in track.tempos]
    cues = [sorted((name, mark[name]) for name in mark.ATTRIBS) for mark in track.marks]
    print(fields, grid, cues, sep="|")
for playlist in xml.get_playlist().get_playlists():
    print("playlist", playlist.name, *playlist.get_tracks(), sep="|")
