-- Counters: generation, rules, the next free ids.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE mix (
    id         INTEGER PRIMARY KEY, -- never reused, see meta.next_mix
    page_id    INTEGER UNIQUE,
    revision   INTEGER,
    origin     INTEGER NOT NULL,    -- 0 starter, 1 import, 2 wiki
    title      TEXT NOT NULL,       -- in its normal form
    date       TEXT,
    url        TEXT,
    artists    TEXT NOT NULL,       -- one a line, as the page alone splits them
    categories TEXT NOT NULL,       -- one a line
    content    INTEGER NOT NULL     -- hash of all that is shown
);
CREATE INDEX mix_title ON mix (title);

-- A mix's lines, all kinds, as one record; and per line its track or 0, as u32 little endian.
CREATE TABLE tracklist (
    mix     INTEGER PRIMARY KEY REFERENCES mix (id) ON DELETE CASCADE,
    entries BLOB NOT NULL,
    tracks  BLOB NOT NULL
);

CREATE TABLE track (
    id      INTEGER PRIMARY KEY, -- never reused, see meta.next_track
    hash    INTEGER NOT NULL,    -- of the key, to find it by
    key     TEXT NOT NULL,
    artist  TEXT NOT NULL,       -- as most often written
    title   TEXT NOT NULL,
    version TEXT,
    label   TEXT,                -- most often named
    year    INTEGER,             -- the earliest named
    plays   INTEGER NOT NULL,
    tally   TEXT                 -- JSON, only where the plays write it differently
);
CREATE INDEX track_hash ON track (hash);
CREATE INDEX track_unplayed ON track (plays) WHERE plays = 0; -- they stay while the user refers to them

-- Keys that a track had before a rule or a typo changed.
CREATE TABLE alias (
    key   TEXT PRIMARY KEY,
    track INTEGER NOT NULL
) WITHOUT ROWID;

-- Ids of tracks that became part of another.
CREATE TABLE merged (
    id    INTEGER PRIMARY KEY,
    track INTEGER NOT NULL
);

CREATE TABLE redirect (
    title   TEXT PRIMARY KEY,
    target  TEXT NOT NULL,
    page_id INTEGER
) WITHOUT ROWID;
CREATE INDEX redirect_page ON redirect (page_id);

-- How far fetching is: JSON by name, written in the transaction of the batch it speaks of.
CREATE TABLE crawl (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
