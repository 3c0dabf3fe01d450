-- A delivery that was read from a file: looked at first, counted when it is confirmed.
CREATE TABLE metering.import (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  file          text NOT NULL,
  at            timestamptz NOT NULL,
  person        bigint NOT NULL,
  rows          jsonb NOT NULL,            -- those without fault
  faults        jsonb NOT NULL,            -- [{row, pointer, detail}]
  total         integer NOT NULL,
  confirmed_at  timestamptz,
  confirmed_by  bigint,
  added         integer,
  CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL) AND (confirmed_at IS NULL) = (added IS NULL))
);

-- A meter stands in one place at a time: whoever has a case has it alone, and a case has one meter.
CREATE TABLE metering.meter (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  serial        text NOT NULL UNIQUE,
  batch         text NOT NULL,
  calibre       integer NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('remote', 'mechanical')),
  manufacturer  text NOT NULL,
  verified_on   date NOT NULL,
  valid_until   date NOT NULL,
  q3            numeric(6, 1),
  certificate   text,
  state         text NOT NULL CHECK (state IN ('stock', 'reserved', 'hung', 'removed', 'scrapped')),
  case_id       bigint,
  since         timestamptz NOT NULL,
  import_id     bigint REFERENCES metering.import,
  CHECK ((state IN ('reserved', 'hung')) = (case_id IS NOT NULL)),
  CHECK (valid_until >= verified_on)
);
CREATE UNIQUE INDEX meter_case ON metering.meter (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX meter_pick ON metering.meter (calibre, kind, valid_until, id) WHERE state = 'stock';
CREATE INDEX meter_state ON metering.meter (state, id);

-- Who did what to a meter, in order; only ever added to. What people wrote stands in words, so that it can be erased.
CREATE TABLE metering.event (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  meter_id  bigint NOT NULL REFERENCES metering.meter,
  at        timestamptz NOT NULL,
  person    bigint NOT NULL,               -- 0: the system
  kind      text NOT NULL CHECK (kind IN ('imported', 'verified', 'reserved', 'released', 'hung', 'unhung', 'removed', 'scrapped')),
  case_id   bigint,
  words     text
);
CREATE INDEX event_meter ON metering.event (meter_id, id);
CREATE INDEX event_case ON metering.event (case_id, id) WHERE case_id IS NOT NULL;

-- Water was turned on: what is counted of it. The form, which the core keeps, has the rest.
CREATE TABLE metering.water_on (
  task_id   bigint PRIMARY KEY,
  case_id   bigint NOT NULL,
  meter_id  bigint NOT NULL REFERENCES metering.meter,
  at        timestamptz NOT NULL,
  person    bigint NOT NULL,
  reading   numeric(12, 3) NOT NULL CHECK (reading >= 0),
  seal      text NOT NULL
);
CREATE INDEX water_on_case ON metering.water_on (case_id);
CREATE INDEX water_on_meter ON metering.water_on (meter_id);

-- Answers by the key of the request, so that a repetition gets the first answer. Kept for a week.
CREATE TABLE metering.request (
  person  bigint NOT NULL,
  key     text NOT NULL,
  asked   text NOT NULL,
  answer  jsonb NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (person, key)
);
CREATE INDEX request_at ON metering.request (at);
