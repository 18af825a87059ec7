-- What the user owns, as folders and collections say. Made anew from them at any time.
CREATE TABLE owned (
    source   TEXT NOT NULL, -- folder, rekordbox, m3u, csv
    origin   TEXT NOT NULL, -- the folder or file it came from
    location TEXT NOT NULL, -- path or file URL as its source wrote it; empty where it names none
    key      TEXT NOT NULL,
    base     TEXT NOT NULL, -- the key's title, which finds other versions and credits
    artist   TEXT NOT NULL,
    title    TEXT NOT NULL,
    version  TEXT,
    isrc     TEXT,
    bpm      REAL,
    tonic    INTEGER,       -- 0 to 11, 12 more for minor
    seconds  REAL,
    modified INTEGER,       -- of the file, Unix milliseconds
    at       INTEGER NOT NULL,
    PRIMARY KEY (source, origin, location, key)
) WITHOUT ROWID;
CREATE INDEX owned_key ON owned (key);
CREATE INDEX owned_base ON owned (base);
CREATE INDEX owned_location ON owned (location);
CREATE INDEX owned_isrc ON owned (isrc) WHERE isrc IS NOT NULL;
