-- What was built, as measured, beside what was planned (R198, R199). What was sent back stays, marked.
CREATE TABLE construction.as_built (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL,
  task_id     bigint NOT NULL,
  measured    jsonb NOT NULL,           -- the form
  compared    jsonb NOT NULL,           -- [{what, planned, built, difference, allowed, within}]
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL,
  void_at     timestamptz
);
CREATE INDEX as_built_case ON construction.as_built (case_id, id);
