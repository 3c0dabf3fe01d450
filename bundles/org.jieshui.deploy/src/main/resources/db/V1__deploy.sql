-- What was handed in, byte for byte: what runs comes back after a restart, and on a machine whose cache is empty.
CREATE TABLE deploy.artifact (
    sha256  text PRIMARY KEY,
    size    bigint NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE deploy.artifact ALTER COLUMN content SET STORAGE EXTERNAL;  -- a jar is compressed already

CREATE TABLE deploy.deployment (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    module    text,             -- null: refused before it said what it is
    bundle    text,             -- symbolic name
    version   text,             -- as it runs
    sha256    text NOT NULL,
    signer    text,             -- the trusted key's name; null: unsigned
    by_whom   bigint NOT NULL,  -- 0: the platform itself
    account   text NOT NULL,
    at        timestamptz NOT NULL,
    node      text NOT NULL,
    outcome   text NOT NULL CHECK (outcome IN ('starting', 'refused', 'running', 'replaced', 'rolled-back', 'removed')),
    ended     timestamptz,
    code      text,             -- which check refused it, or why it ended
    reason_zh text,
    reason_en text,
    shipped   text,             -- the version that the distribution brought of this module then
    back_to   bigint REFERENCES deploy.deployment (id)  -- an operator went back to that deployment
);
CREATE UNIQUE INDEX deployment_running ON deploy.deployment (module) WHERE outcome = 'running';
CREATE INDEX deployment_by_module ON deploy.deployment (module, id);
CREATE INDEX deployment_by_sha256 ON deploy.deployment (sha256);
