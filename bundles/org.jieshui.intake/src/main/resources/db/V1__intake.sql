-- Enquiries of customers and issues to coordinate (R17, R21, R22). What people wrote stands here alone, so that it can be erased.
CREATE TABLE intake.entry (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL,
  district    text,
  kind        text NOT NULL CHECK (kind IN ('enquiry', 'internal', 'external')),
  topic       text CHECK (topic IN ('policy', 'procedure', 'limits', 'materials', 'other')),
  text        text NOT NULL,
  department  text NOT NULL,             -- who is to settle it
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL,
  key         text,                      -- idempotency key of the request
  outcome     text,
  closed_at   timestamptz,               -- null: open
  closed_by   bigint,
  CHECK ((topic IS NOT NULL) = (kind = 'enquiry')),
  CHECK ((closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX entry_case ON intake.entry (case_id, id);
CREATE INDEX entry_open ON intake.entry (id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX entry_key ON intake.entry (by_whom, key) WHERE key IS NOT NULL;

-- Monthly feedback on cases in the not-ready file (R69).
CREATE TABLE intake.feedback (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL,
  month       date NOT NULL CHECK (extract(day FROM month) = 1),
  topic       text NOT NULL CHECK (topic IN ('planning', 'pipeline')),
  text        text NOT NULL,
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL,
  key         text
);
CREATE INDEX feedback_case ON intake.feedback (case_id, month);
CREATE UNIQUE INDEX feedback_key ON intake.feedback (by_whom, key) WHERE key IS NOT NULL;
