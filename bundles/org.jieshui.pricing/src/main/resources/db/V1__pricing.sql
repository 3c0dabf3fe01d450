-- 《单表项目工程预算一费制清单》 in versions (R77): a draft may be changed, a published one never again.
CREATE TABLE pricing.list (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version       integer NOT NULL UNIQUE,
  title         text NOT NULL,
  note          text,
  state         text NOT NULL CHECK (state IN ('draft', 'published')),
  effective     date,
  revision      integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL,
  published_at  timestamptz,
  published_by  bigint,
  CHECK ((state = 'published') = (effective IS NOT NULL))
);
CREATE UNIQUE INDEX list_effective ON pricing.list (effective) WHERE state = 'published';

CREATE TABLE pricing.item (
  list_id   bigint NOT NULL REFERENCES pricing.list ON DELETE CASCADE,
  position  integer NOT NULL,
  code      text NOT NULL,
  name      text NOT NULL,
  unit      text NOT NULL,
  basis     text NOT NULL,
  calibre   integer,
  included  numeric(10, 2),
  price     numeric(12, 2) NOT NULL CHECK (price >= 0),
  variant   text,
  note      text,
  PRIMARY KEY (list_id, code)
);

-- Who did what to a list, in order; who edited it may not publish it.
CREATE TABLE pricing.event (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  list_id  bigint NOT NULL REFERENCES pricing.list ON DELETE CASCADE,
  at       timestamptz NOT NULL,
  person   bigint NOT NULL,
  kind     text NOT NULL,
  detail   text
);
CREATE INDEX event_list ON pricing.event (list_id, id);

-- A fee as it was issued: its day, the list, what it was computed from, every line (R78). Only the withdrawal is added later.
CREATE TABLE pricing.fee (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id      bigint NOT NULL,
  task_id      bigint NOT NULL,
  at           timestamptz NOT NULL,
  person       bigint NOT NULL,
  day          date NOT NULL,
  list_id      bigint NOT NULL REFERENCES pricing.list,
  inputs       jsonb NOT NULL,
  note         text,
  void_at      timestamptz,
  void_reason  text
);
CREATE INDEX fee_case ON pricing.fee (case_id, id);
CREATE INDEX fee_day ON pricing.fee (day);

CREATE TABLE pricing.line (
  fee_id    bigint NOT NULL REFERENCES pricing.fee,
  position  integer NOT NULL,
  code      text NOT NULL,
  name      text NOT NULL,
  unit      text NOT NULL,
  calibre   integer,
  quantity  numeric(12, 3) NOT NULL,
  source    text NOT NULL,
  detail    text,
  price     numeric(12, 2) NOT NULL,
  amount    numeric(14, 2) NOT NULL,
  variant   text,
  PRIMARY KEY (fee_id, position)
);

-- The quotation as it was printed and put on file.
CREATE TABLE pricing.quotation (
  fee_id    bigint NOT NULL REFERENCES pricing.fee,
  document  bigint NOT NULL,
  at        timestamptz NOT NULL,
  person    bigint NOT NULL,
  PRIMARY KEY (fee_id, document)
);

-- What the customer said to it (R79).
CREATE TABLE pricing.answer (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fee_id    bigint NOT NULL REFERENCES pricing.fee,
  at        timestamptz NOT NULL,
  person    bigint NOT NULL,
  accepted  boolean NOT NULL,
  variant   text,
  total     numeric(14, 2),
  channel   text NOT NULL,
  note      text,
  void_at   timestamptz
);
CREATE INDEX answer_fee ON pricing.answer (fee_id, id);

CREATE FUNCTION pricing.keep_published_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.list_id ELSE NEW.list_id END;
BEGIN
  IF (SELECT state FROM pricing.list WHERE id = changed) = 'published' THEN
    RAISE EXCEPTION 'the items of a published list do not change' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_published_items BEFORE INSERT OR UPDATE OR DELETE ON pricing.item FOR EACH ROW EXECUTE FUNCTION pricing.keep_published_items();

CREATE FUNCTION pricing.keep_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was issued does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keep_line BEFORE UPDATE OR DELETE ON pricing.line FOR EACH ROW EXECUTE FUNCTION pricing.keep_issued();
CREATE TRIGGER keep_fee BEFORE DELETE OR UPDATE OF case_id, task_id, at, person, day, list_id, inputs ON pricing.fee FOR EACH ROW EXECUTE FUNCTION pricing.keep_issued();
