ALTER TABLE deploy.deployment
    ADD COLUMN watch_until timestamptz,  -- the version before stands by until then, and other nodes wait
    ADD COLUMN scripts text,             -- migrations that were tried on a copy, with blanks between
    ADD COLUMN rows_copied bigint,
    ADD COLUMN sampled text;             -- tables of which a part was copied, with blanks between
