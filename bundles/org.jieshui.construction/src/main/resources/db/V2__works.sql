-- The works of a case: who does them, when, and how far they are (R65, R83). One row from the moment the works may begin, or from when they were planned.
CREATE TABLE construction.works (
  case_id     bigint PRIMARY KEY,
  district    text,
  phase       text NOT NULL CHECK (phase IN ('ahead', 'works', 'acceptance', 'done', 'ended')),
  unit        text,                     -- organisation that does them; null: not given yet
  crew        text,
  starts      date,
  ends        date,
  note        text,
  planned_at  timestamptz,
  planned_by  bigint,
  reported_at timestamptz,              -- the unit says that they are finished
  reported_by bigint,
  report      text,
  CHECK ((unit IS NULL) = (planned_at IS NULL) AND (unit IS NULL) = (ends IS NULL)),
  CHECK ((reported_at IS NULL) = (reported_by IS NULL))
);
CREATE INDEX works_by_end ON construction.works (coalesce(ends, date '9999-12-31'), case_id);

-- What was done, day by day (R197, R262).
CREATE TABLE construction.entry (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL,
  day         date NOT NULL,
  did         text NOT NULL,
  material    text,
  calibre     int,                      -- mm
  length      numeric(8, 2),            -- m
  deviation   text,                     -- from the drawing
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL,
  void_at     timestamptz,
  void_by     bigint
);
CREATE INDEX entry_case ON construction.entry (case_id, day, id);

-- Photos of the works: when and where, as the camera wrote it down.
CREATE TABLE construction.photo (
  document    bigint PRIMARY KEY,
  case_id     bigint NOT NULL,
  entry_id    bigint REFERENCES construction.entry,
  taken_at    timestamp,                -- wall clock of the camera
  latitude    double precision,
  longitude   double precision,
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL
);
CREATE INDEX photo_case ON construction.photo (case_id);

-- Numbers of written notices, without gaps: the row of the year is locked while one is given.
CREATE TABLE construction.counter (
  year        int PRIMARY KEY,
  last        int NOT NULL
);

-- Works or acceptance stand still; the customer is told in writing, and the case is paused (R258).
CREATE TABLE construction.stoppage (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL,
  number      text NOT NULL UNIQUE,
  reason      text NOT NULL,            -- of the managed list of reasons
  what        text NOT NULL,
  needed      text NOT NULL,            -- what has to happen before it goes on
  began       timestamptz NOT NULL,
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL,
  document    bigint,                   -- the notice, once it is printed
  pause_id    bigint,
  resumed_at  timestamptz,
  resumed_by  bigint,
  outcome     text,
  CHECK ((resumed_at IS NULL) = (resumed_by IS NULL) AND (resumed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX stoppage_case ON construction.stoppage (case_id, id);
CREATE UNIQUE INDEX stoppage_open ON construction.stoppage (case_id) WHERE resumed_at IS NULL;

-- Acceptances, passed or not (R83, R226, R263): the history stays.
CREATE TABLE construction.acceptance (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id      bigint NOT NULL,
  task_id      bigint NOT NULL,
  day          date NOT NULL,
  participants text NOT NULL,
  list         int NOT NULL,
  answers      jsonb NOT NULL,          -- by item: true, false, or what was measured
  passed       boolean NOT NULL,
  mend         text,                    -- what must be mended
  mend_by      date,
  note         text,
  at           timestamptz NOT NULL,
  by_whom      bigint NOT NULL,
  void_at      timestamptz,             -- sent back since
  CHECK (passed = (mend IS NULL))
);
CREATE INDEX acceptance_case ON construction.acceptance (case_id, id);
