-- Two records that the user says work together, the first one played first.
CREATE TABLE pair (
    first_key      TEXT NOT NULL,
    first_artist   TEXT NOT NULL,
    first_title    TEXT NOT NULL,
    first_version  TEXT,
    second_key     TEXT NOT NULL,
    second_artist  TEXT NOT NULL,
    second_title   TEXT NOT NULL,
    second_version TEXT,
    at             INTEGER NOT NULL, -- UTC seconds
    PRIMARY KEY (first_key, second_key)
) WITHOUT ROWID;
