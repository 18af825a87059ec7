-- What the user made. Tracks stand here by key and by the names as seen, never by id.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE queue (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    made    INTEGER NOT NULL, -- UTC seconds, as all times here
    removed INTEGER
);
CREATE UNIQUE INDEX queue_name ON queue (name) WHERE removed IS NULL;

CREATE TABLE queue_item (
    id      INTEGER PRIMARY KEY, -- at random, by the program that adds it
    queue   INTEGER NOT NULL REFERENCES queue (id) ON DELETE CASCADE,
    place   INTEGER NOT NULL,    -- with gaps
    key     TEXT NOT NULL,
    artist  TEXT NOT NULL,
    title   TEXT NOT NULL,
    version TEXT,
    added   INTEGER NOT NULL,
    removed INTEGER              -- kept for a while, so that removing can be undone
);
CREATE INDEX queue_order ON queue_item (queue, place);

-- Subjects: track (key is its key), artist, dj, label (key is the folded name, title the name as seen).
CREATE TABLE mark (
    subject TEXT NOT NULL,
    key     TEXT NOT NULL,
    mark    TEXT NOT NULL, -- like, reject, heard, follow
    artist  TEXT NOT NULL,
    title   TEXT NOT NULL,
    version TEXT,
    at      INTEGER NOT NULL,
    PRIMARY KEY (subject, key, mark)
) WITHOUT ROWID;

CREATE TABLE note (
    subject TEXT NOT NULL,
    key     TEXT NOT NULL,
    artist  TEXT NOT NULL,
    title   TEXT NOT NULL,
    version TEXT,
    text    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
) WITHOUT ROWID;

CREATE TABLE history (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL, -- seed, audition, ...
    key     TEXT NOT NULL,
    artist  TEXT NOT NULL,
    title   TEXT NOT NULL,
    version TEXT,
    at      INTEGER NOT NULL
);

-- Where a session stood, as text of the program that wrote it.
CREATE TABLE session (
    name  TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    at    INTEGER NOT NULL
) WITHOUT ROWID;

-- What a track is elsewhere. A miss has an empty foreign id.
CREATE TABLE found (
    service TEXT NOT NULL,
    key     TEXT NOT NULL,
    foreign_id TEXT NOT NULL,
    artist  TEXT NOT NULL,
    title   TEXT NOT NULL,
    version TEXT,
    verdict TEXT NOT NULL, -- confirmed, refused, matched, miss
    detail  TEXT,          -- JSON of the service
    at      INTEGER NOT NULL,
    PRIMARY KEY (service, key, foreign_id)
) WITHOUT ROWID;

-- Where a queue went, and how far.
CREATE TABLE export (
    service TEXT NOT NULL,
    queue   TEXT NOT NULL,
    target  TEXT,          -- the playlist or file
    state   TEXT NOT NULL, -- JSON of the exporter
    at      INTEGER NOT NULL,
    PRIMARY KEY (service, queue)
) WITHOUT ROWID;
