-- How often something was kept here.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

-- What was heard of a record. By its key, as the record need not be in any mix; artist, title and version as seen find it
-- again after the rules changed.
CREATE TABLE embedding (
    key        TEXT PRIMARY KEY,
    artist     TEXT NOT NULL,
    title      TEXT NOT NULL,
    version    TEXT,
    source     TEXT NOT NULL, -- where it was heard: local, deezer, …
    exact      INTEGER NOT NULL, -- 0 where another version was heard
    seconds    REAL NOT NULL,
    model      TEXT NOT NULL,
    projection TEXT NOT NULL,
    pools      BLOB NOT NULL, -- f16 little endian: a new projection needs no audio
    vector     BLOB NOT NULL, -- f32 little endian
    tags       BLOB NOT NULL, -- f32 little endian
    loudness   REAL,
    bpm        REAL,          -- of the estimates, and how sure they are
    bpm_sure   REAL,
    tonic      INTEGER,       -- 0 to 11, 12 more for minor
    tonic_sure REAL,
    energy     REAL
) WITHOUT ROWID;
CREATE INDEX embedding_space ON embedding (model, projection);

-- Records that could not be heard; not asked for again for a while.
CREATE TABLE unheard (
    key    TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    until  INTEGER NOT NULL -- Unix seconds
) WITHOUT ROWID;
