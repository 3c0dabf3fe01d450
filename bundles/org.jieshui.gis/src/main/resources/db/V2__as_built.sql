-- Pipes that were built for a case and measured afterwards (R202): no source ever said anything of them, so that no import retires them.
ALTER TABLE gis.pipe ALTER COLUMN fingerprint DROP NOT NULL;
ALTER TABLE gis.pipe ADD COLUMN case_id bigint;
CREATE UNIQUE INDEX pipe_case ON gis.pipe (network_id, case_id) WHERE case_id IS NOT NULL;
