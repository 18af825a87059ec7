-- Mixes whose identity is neither a page nor a title: sets of the user's own (see user.db), released mixes of open data.
ALTER TABLE mix ADD COLUMN foreign_id TEXT;
CREATE UNIQUE INDEX mix_foreign_id ON mix (foreign_id) WHERE foreign_id IS NOT NULL;
