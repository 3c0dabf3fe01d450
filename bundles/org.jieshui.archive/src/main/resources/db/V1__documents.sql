-- Documents of cases. A row is one version; nothing but "current" and the void columns of a row ever changes.
CREATE SEQUENCE archive.document_id;

CREATE TABLE archive.document (
    id          bigint PRIMARY KEY,
    case_id     bigint NOT NULL,
    type        text NOT NULL,
    series      bigint NOT NULL,          -- id of the first version
    version     int NOT NULL CHECK (version > 0),
    current     boolean NOT NULL,         -- newest version of its series that is not void
    stage       text,
    task_id     bigint,
    file_name   text NOT NULL,            -- may hold personal data; the journal never does
    media_type  text NOT NULL,
    size        bigint NOT NULL CHECK (size > 0),
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    uploaded_by bigint NOT NULL,
    uploaded_at timestamptz NOT NULL,
    void_reason text,
    voided_by   bigint,
    voided_at   timestamptz,
    UNIQUE (series, version),
    CHECK (void_reason IS NULL OR NOT current)
);
CREATE INDEX document_case ON archive.document (case_id, type);
CREATE UNIQUE INDEX document_current ON archive.document (series) WHERE current;

-- 容缺: the case may go on without this document for now (R177).
CREATE TABLE archive.tolerance (
    case_id    bigint NOT NULL,
    type       text NOT NULL,
    reason     text NOT NULL,
    decided_by bigint NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, type)
);

-- What is kept stays: a document can be declared void, never removed by the running program.
REVOKE DELETE ON archive.document FROM ${app};
