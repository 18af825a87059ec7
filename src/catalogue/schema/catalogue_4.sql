-- Where a mix is heard: web addresses, one a line.
ALTER TABLE mix ADD COLUMN audio TEXT;
