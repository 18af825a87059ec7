-- What each generation changed: ids as u32 little endian, NULL where it was too much to say. The stamp is by chance, so that a
-- generation of another history (a copy brought back, a file begun anew) is not taken for this one.
CREATE TABLE change (
    generation INTEGER PRIMARY KEY,
    stamp      INTEGER NOT NULL,
    mixes      BLOB,
    tracks     BLOB
);
