-- The next likeliest tempo and key of what was analysed, and the edition of what estimates the two: 1 did not tell half from double time.
ALTER TABLE embedding ADD COLUMN bpm_other REAL;
ALTER TABLE embedding ADD COLUMN tonic_other INTEGER;
ALTER TABLE embedding ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;
CREATE INDEX embedding_outdated ON embedding (edition) WHERE edition < 2;
