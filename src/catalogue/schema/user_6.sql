-- Tempi whose half or double the user has decided; what is found later is folded to the octave that is nearest to it.
CREATE TABLE tempo_choice (
    key     TEXT PRIMARY KEY,        -- of the track
    artist  TEXT NOT NULL,           -- as seen
    title   TEXT NOT NULL,
    version TEXT,
    bpm     REAL NOT NULL,
    at      INTEGER NOT NULL         -- UTC seconds
) WITHOUT ROWID;
