-- The register of joint-review approvals: each number once. The row is written before its case is opened, so that two clerks cannot both open one.
CREATE TABLE initiation.approval (
  number         text PRIMARY KEY CHECK (number <> ''),
  approved       date NOT NULL,
  project        text NOT NULL,
  registered     timestamptz NOT NULL,
  registered_by  bigint NOT NULL,
  key            text,
  case_id        bigint
);
CREATE INDEX approval_registered ON initiation.approval (registered, number);
