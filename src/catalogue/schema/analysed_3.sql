-- Where to mix whole files; a row without places is a file that has none.
CREATE TABLE mix_points (
    path       TEXT PRIMARY KEY,
    modified   INTEGER NOT NULL, -- of the file when it was analysed, Unix milliseconds
    edition    INTEGER NOT NULL, -- of what finds the places
    first_beat REAL,             -- seconds from the file's beginning, as the others
    intro_end  REAL,
    outro      REAL
) WITHOUT ROWID;
