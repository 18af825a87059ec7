-- What was heard is in analysed.db, so that it outlives this file; it was taken over before this step.
DROP TABLE embedding;
DROP TABLE unheard;
DELETE FROM meta WHERE name = 'heard';
