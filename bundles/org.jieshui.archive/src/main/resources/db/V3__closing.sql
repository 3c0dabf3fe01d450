-- Finished cases and how their archive stands. A cache: what counts is asked again when an archive is closed.
CREATE TABLE archive.closing (
    case_id  bigint PRIMARY KEY,
    finished timestamptz NOT NULL,
    missing  text[] NOT NULL,          -- types that are neither there nor waived
    sealed   boolean NOT NULL,
    broken   boolean NOT NULL          -- the last verification of the present seal found something
);
CREATE INDEX closing_by_state ON archive.closing (sealed, case_id);

-- 免归档: the archive does without a document of this type for good (R196).
CREATE TABLE archive.waiver (
    case_id    bigint NOT NULL,
    type       text NOT NULL,
    reason     text NOT NULL,
    decided_by bigint NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, type)
);

-- Closed archives. A reopened one keeps its seal; closing it again makes the next version.
CREATE TABLE archive.seal (
    case_id       bigint NOT NULL,
    version       int NOT NULL CHECK (version > 0),
    manifest      text NOT NULL,       -- the canonical JSON itself (RFC 8785); may hold personal data
    sha256        text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    documents     int NOT NULL,
    entries       int NOT NULL,        -- of the journal, from the first on
    sealed_by     bigint NOT NULL,
    sealed_at     timestamptz NOT NULL,
    reopened_by   bigint,
    reopened_at   timestamptz,
    reopen_reason text,
    PRIMARY KEY (case_id, version)
);
CREATE UNIQUE INDEX seal_in_force ON archive.seal (case_id) WHERE reopened_at IS NULL;

CREATE TABLE archive.verification (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id bigint NOT NULL,
    version int NOT NULL,
    at      timestamptz NOT NULL,
    by_whom bigint NOT NULL,
    faults  jsonb NOT NULL
);
CREATE INDEX verification_by_case ON archive.verification (case_id, id);

-- What was sealed stays as it is; only that it was reopened is added.
REVOKE UPDATE, DELETE ON archive.seal FROM ${app};
GRANT UPDATE (reopened_by, reopened_at, reopen_reason) ON archive.seal TO ${app};
REVOKE UPDATE, DELETE ON archive.verification FROM ${app};
