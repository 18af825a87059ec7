-- Sets that the user or a friend has played, from histories of other programs and from lists.
CREATE TABLE dj_set (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    identity   TEXT NOT NULL UNIQUE, -- the program and its own id, else a hash of DJ, date and records
    program    TEXT NOT NULL,
    foreign_id TEXT,                 -- of that program
    dj         TEXT,                 -- NULL: the user, whatever they call themselves
    friend     INTEGER NOT NULL,     -- 1: a friend's
    title      TEXT,                 -- the whole title, where the source gives one
    show       TEXT,                 -- what stands in the title behind the DJ, where that is not the program
    name       TEXT,                 -- the title that the user gave; importing again leaves it
    date       TEXT,                 -- local, as far as known
    start      INTEGER,              -- UTC seconds
    zone       TEXT,                 -- in which the date is local
    source     TEXT NOT NULL,        -- the file
    at         INTEGER NOT NULL,     -- when it was imported, UTC seconds
    removed    INTEGER               -- taken out; a folder that is followed does not bring it back
);

CREATE TABLE set_play (
    dj_set    INTEGER NOT NULL REFERENCES dj_set (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    kind      TEXT NOT NULL,         -- track, partial, unknown, segment, gap
    chapter   TEXT,
    cue       INTEGER,               -- seconds from the set's (or the chapter's) start
    layered   INTEGER NOT NULL,
    artist    TEXT,                  -- as written
    title     TEXT,
    label     TEXT,
    number    TEXT,                  -- the label's for the release
    year      INTEGER,
    raw       TEXT NOT NULL,
    seconds   REAL,                  -- played
    deck      TEXT,
    location  TEXT,                  -- of the file, as written there
    bpm       REAL,
    tonic     INTEGER,               -- 0 to 11, 12 more for minor
    isrc      TEXT,
    PRIMARY KEY (dj_set, place)
) WITHOUT ROWID;
