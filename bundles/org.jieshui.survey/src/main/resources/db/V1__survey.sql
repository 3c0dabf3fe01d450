-- One appointment per case; a case that is booked again moves its appointment.
CREATE TABLE survey.appointment (
  case_id     bigint PRIMARY KEY,
  district    text,
  starts      timestamptz NOT NULL,
  ends        timestamptz NOT NULL,
  place       text NOT NULL,
  cancelled   boolean NOT NULL DEFAULT false,
  version     integer NOT NULL DEFAULT 1,
  CHECK (starts < ends)
);
CREATE INDEX appointment_starts ON survey.appointment (starts) WHERE NOT cancelled;

CREATE TABLE survey.attendee (
  case_id     bigint NOT NULL REFERENCES survey.appointment ON DELETE CASCADE,
  department  text NOT NULL,
  person      bigint,
  UNIQUE NULLS NOT DISTINCT (case_id, department, person)
);
CREATE INDEX attendee_person ON survey.attendee (person);

CREATE TABLE survey.reschedule (
  case_id     bigint NOT NULL REFERENCES survey.appointment ON DELETE CASCADE,
  version     integer NOT NULL,
  at          timestamptz NOT NULL,
  person      bigint NOT NULL,
  from_start  timestamptz NOT NULL,
  to_start    timestamptz NOT NULL,
  reason      text NOT NULL,
  PRIMARY KEY (case_id, version)
);

-- Every plan that was ever determined; the newest version is in force (R172: changes with cause and department).
CREATE TABLE survey.plan (
  case_id     bigint NOT NULL,
  version     integer NOT NULL,
  at          timestamptz NOT NULL,
  person      bigint NOT NULL,
  plan        jsonb NOT NULL,
  cause       text,
  department  text,
  PRIMARY KEY (case_id, version),
  CHECK (version = 1 OR (cause IS NOT NULL AND department IS NOT NULL))
);
CREATE INDEX plan_changes ON survey.plan (at) WHERE version > 1;
