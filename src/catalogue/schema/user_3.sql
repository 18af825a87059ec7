-- What a collection's file says of each record, as it stands there: for giving it back whole. `data` is DEFLATE of
-- "location NUL element NUL …".
CREATE TABLE owned_element (
    origin TEXT NOT NULL,
    part INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (origin, part)
) STRICT;
