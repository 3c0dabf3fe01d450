-- Wording of a kind of agreement, by versions. The newest is used; an agreement keeps the one that it was drawn up with.
CREATE TABLE agreements.template (
  kind     text NOT NULL CHECK (kind IN ('commission-agreement', 'supply-contract')),
  version  integer NOT NULL CHECK (version > 0),
  body     text NOT NULL,
  note     text,
  at       timestamptz NOT NULL,
  by_whom  bigint NOT NULL,            -- 0: came with the product
  PRIMARY KEY (kind, version)
);

-- The last number given out, per kind and year. Its row is locked until the agreement is committed: no number is lost, none is given twice.
CREATE TABLE agreements.counter (
  kind  text NOT NULL,
  year  integer NOT NULL,
  last  integer NOT NULL,
  PRIMARY KEY (kind, year)
);

CREATE TABLE agreements.agreement (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('commission-agreement', 'supply-contract')),
  year         integer NOT NULL,
  serial       integer NOT NULL,
  number       text NOT NULL UNIQUE,
  case_id      bigint NOT NULL,
  case_number  text NOT NULL,
  district     text,
  revision     integer NOT NULL DEFAULT 1,   -- how often it was drawn up
  created_at   timestamptz NOT NULL,
  signed_on    date,                         -- the day on the paper; null: not signed
  signed_at    timestamptz,                  -- when that was recorded
  signed_by    bigint,
  customer_signer text,
  company_signer  text,
  document     bigint,                       -- the scan of the signed copy
  differences  text,                         -- names of placeholders in which the case had changed when it was signed
  void_at      timestamptz,
  void_by      bigint,
  void_reason  text,
  UNIQUE (kind, year, serial),
  CHECK ((signed_on IS NULL) = (signed_at IS NULL) AND (signed_on IS NULL) = (document IS NULL) AND (signed_on IS NULL) = (customer_signer IS NULL)),
  CHECK ((void_at IS NULL) = (void_reason IS NULL))
);
CREATE UNIQUE INDEX agreement_of_case ON agreements.agreement (case_id, kind) WHERE void_at IS NULL;
CREATE INDEX agreement_case ON agreements.agreement (case_id, id);

-- What was drawn up: the wording and the values that stand in it.
CREATE TABLE agreements.content (
  agreement_id  bigint NOT NULL REFERENCES agreements.agreement,
  revision      integer NOT NULL,
  kind          text NOT NULL,
  template      integer NOT NULL,
  facts         jsonb NOT NULL,              -- by placeholder
  by_hand       text[] NOT NULL,             -- placeholders left blank since no font has their characters
  at            timestamptz NOT NULL,
  by_whom       bigint NOT NULL,
  PRIMARY KEY (agreement_id, revision),
  FOREIGN KEY (kind, template) REFERENCES agreements.template
);

CREATE TABLE agreements.printing (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  agreement_id  bigint NOT NULL REFERENCES agreements.agreement,
  revision      integer NOT NULL,
  copies        integer NOT NULL CHECK (copies > 0),
  at            timestamptz NOT NULL,
  by_whom       bigint NOT NULL
);
CREATE INDEX printing_agreement ON agreements.printing (agreement_id, id);

-- Use of a paper seal (R85).
CREATE TABLE agreements.seal_use (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  agreement_id  bigint NOT NULL REFERENCES agreements.agreement,
  revision      integer NOT NULL,
  seal          text NOT NULL,
  copies        integer NOT NULL CHECK (copies > 0),
  used_at       timestamptz NOT NULL,
  used_by       text NOT NULL,               -- who put it on the paper
  note          text,
  at            timestamptz NOT NULL,
  by_whom       bigint NOT NULL
);
CREATE INDEX seal_use_agreement ON agreements.seal_use (agreement_id, id);

-- Papers that went to the customer (R19, R267).
CREATE TABLE agreements.delivery (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id       bigint NOT NULL,
  papers        text[] NOT NULL,             -- document types
  agreements    bigint[] NOT NULL,           -- those of the papers that are agreements of this table
  way           text NOT NULL CHECK (way IN ('in-person', 'counter', 'courier', 'electronic')),
  courier       text,
  tracking      text,
  receiver      text NOT NULL,
  delivered_on  date NOT NULL,
  document      bigint,                      -- its proof
  note          text,
  at            timestamptz NOT NULL,
  by_whom       bigint NOT NULL,
  void_at       timestamptz,
  void_by       bigint,
  void_reason   text,
  CHECK ((way = 'courier') = (tracking IS NOT NULL)),
  CHECK ((void_at IS NULL) = (void_reason IS NULL))
);
CREATE INDEX delivery_case ON agreements.delivery (case_id, id);

-- Requests that created something, by the caller's key.
CREATE TABLE agreements.request (
  person  bigint NOT NULL,
  key     text NOT NULL,
  action  text NOT NULL,
  made    bigint NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (person, key)
);

CREATE FUNCTION agreements.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was drawn up, printed or sealed does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keep_number BEFORE DELETE OR UPDATE OF kind, year, serial, number, case_id, case_number, created_at ON agreements.agreement FOR EACH ROW EXECUTE FUNCTION agreements.keep();
CREATE TRIGGER keep_template BEFORE UPDATE OR DELETE ON agreements.template FOR EACH ROW EXECUTE FUNCTION agreements.keep();
CREATE TRIGGER keep_content BEFORE DELETE OR UPDATE OF agreement_id, revision, kind, template ON agreements.content FOR EACH ROW EXECUTE FUNCTION agreements.keep();
CREATE TRIGGER keep_printing BEFORE UPDATE OR DELETE ON agreements.printing FOR EACH ROW EXECUTE FUNCTION agreements.keep();
CREATE TRIGGER keep_seal_use BEFORE UPDATE OR DELETE ON agreements.seal_use FOR EACH ROW EXECUTE FUNCTION agreements.keep();
