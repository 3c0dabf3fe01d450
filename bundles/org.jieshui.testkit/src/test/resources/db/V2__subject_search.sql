CREATE INDEX letter_subject ON letters.letter USING gin (subject gin_trgm_ops);
REVOKE UPDATE, DELETE ON letters.sender FROM ${app};
