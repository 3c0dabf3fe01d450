-- Sums are yuan with two decimals. They come in with at most two, so that nothing is ever rounded.

-- What a case owes: the connection fee that its customer agreed to, a temporary-water deposit (A9).
CREATE TABLE payments.charge (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('connection-fee', 'deposit')),
  amount      numeric(14, 2) NOT NULL CHECK (amount > 0),
  paid        numeric(14, 2) NOT NULL DEFAULT 0 CHECK (paid >= 0),      -- allotted to it now
  returned    numeric(14, 2) NOT NULL DEFAULT 0 CHECK (returned >= 0),  -- of a deposit: given back, or being given back
  state       text NOT NULL CHECK (state IN ('due', 'suspended', 'cancelled')),  -- suspended: its fee was taken back and is told anew
  note        text,
  created_at  timestamptz NOT NULL,
  created_by  bigint NOT NULL,
  CHECK (paid + returned <= amount),
  CHECK (returned = 0 OR kind = 'deposit'),
  CHECK (state <> 'cancelled' OR paid + returned = 0)
);
CREATE UNIQUE INDEX charge_fee ON payments.charge (case_id) WHERE kind = 'connection-fee' AND state <> 'cancelled';
CREATE INDEX charge_case ON payments.charge (case_id, id);
CREATE INDEX charge_open ON payments.charge (id) WHERE state = 'due' AND paid + returned < amount;

-- What was changed of a charge; those after money had come are noticed until somebody has seen them.
CREATE TABLE payments.change (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  charge_id  bigint NOT NULL REFERENCES payments.charge,
  at         timestamptz NOT NULL,
  person     bigint NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('created', 'amount', 'suspended', 'resumed', 'cancelled')),
  before     numeric(14, 2),
  after      numeric(14, 2),
  released   numeric(14, 2) NOT NULL DEFAULT 0,  -- what was allotted to it beyond the new amount, and is unallotted again
  notice     boolean NOT NULL DEFAULT false,
  seen_at    timestamptz,
  seen_by    bigint
);
CREATE INDEX change_charge ON payments.change (charge_id, id);
CREATE INDEX change_notice ON payments.change (id) WHERE notice AND seen_at IS NULL;

-- A bank statement that was imported.
CREATE TABLE payments.statement (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  file_name  text NOT NULL,
  digest     text NOT NULL,
  at         timestamptz NOT NULL,
  person     bigint NOT NULL,
  booked     integer NOT NULL,
  known      integer NOT NULL,
  faulty     integer NOT NULL
);
CREATE INDEX statement_digest ON payments.statement (digest);

-- Money that the bank brought. Payer and remark are personal: they stand nowhere else.
CREATE TABLE payments.transfer (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  serial        text NOT NULL,
  received_on   date NOT NULL,
  amount        numeric(14, 2) NOT NULL CHECK (amount > 0),
  payer         text NOT NULL,
  payer_account text,
  remark        text,
  statement_id  bigint REFERENCES payments.statement,
  entered_at    timestamptz NOT NULL,
  entered_by    bigint NOT NULL,
  allotted      numeric(14, 2) NOT NULL DEFAULT 0 CHECK (allotted >= 0),
  held          numeric(14, 2) NOT NULL DEFAULT 0 CHECK (held >= 0),
  refunded      numeric(14, 2) NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  unallotted    numeric(14, 2) NOT NULL CHECK (unallotted >= 0),
  void_at       timestamptz,
  void_by       bigint,
  void_reason   text,
  CHECK (CASE WHEN void_at IS NULL THEN amount ELSE 0 END = allotted + held + refunded + unallotted)
);
CREATE UNIQUE INDEX transfer_serial ON payments.transfer (serial) WHERE void_at IS NULL;
CREATE INDEX transfer_open ON payments.transfer (id) WHERE unallotted > 0;
CREATE INDEX transfer_day ON payments.transfer (received_on);

-- Part of a transfer that pays a charge.
CREATE TABLE payments.allotment (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transfer_id  bigint NOT NULL REFERENCES payments.transfer,
  charge_id    bigint NOT NULL REFERENCES payments.charge,
  case_id      bigint NOT NULL,
  amount       numeric(14, 2) NOT NULL CHECK (amount > 0),
  at           timestamptz NOT NULL,
  person       bigint NOT NULL,
  refund_id    bigint,             -- the deposit is being returned, or was
  reversed_at  timestamptz,
  reversed_by  bigint,
  reason       text,
  CHECK ((reversed_at IS NULL) = (reversed_by IS NULL))
);
CREATE INDEX allotment_transfer ON payments.allotment (transfer_id);
CREATE INDEX allotment_charge ON payments.allotment (charge_id);
CREATE INDEX allotment_case ON payments.allotment (case_id);

-- Money that goes back: what was paid too much, a deposit.
CREATE TABLE payments.refund (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  year           integer NOT NULL,
  number         integer NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('excess', 'deposit')),
  case_id        bigint,
  charge_id      bigint REFERENCES payments.charge,
  amount         numeric(14, 2) NOT NULL CHECK (amount > 0),
  payee          text NOT NULL,
  payee_account  text NOT NULL,
  reason         text NOT NULL,
  state          text NOT NULL CHECK (state IN ('requested', 'approved', 'rejected', 'cancelled', 'paid')),
  requested_at   timestamptz NOT NULL,
  requested_by   bigint NOT NULL,
  decided_at     timestamptz,      -- approved: when, by whom, with which word
  decided_by     bigint,
  decision       text,
  dropped_at     timestamptz,      -- rejected or cancelled: when, by whom, why; who had approved it stays
  dropped_by     bigint,
  drop_note      text,
  paid_on        date,
  paid_at        timestamptz,
  paid_by        bigint,
  bank_serial    text,
  UNIQUE (year, number),
  CHECK (state NOT IN ('approved', 'paid') OR (decided_by IS NOT NULL AND decided_by <> requested_by)),
  CHECK ((state IN ('rejected', 'cancelled')) = (dropped_at IS NOT NULL AND dropped_by IS NOT NULL AND drop_note IS NOT NULL)),
  CHECK ((state = 'paid') = (paid_at IS NOT NULL AND bank_serial IS NOT NULL AND paid_on IS NOT NULL))
);
CREATE UNIQUE INDEX refund_serial ON payments.refund (bank_serial) WHERE bank_serial IS NOT NULL;
CREATE INDEX refund_case ON payments.refund (case_id);
CREATE INDEX refund_open ON payments.refund (id) WHERE state IN ('requested', 'approved');
ALTER TABLE payments.allotment ADD FOREIGN KEY (refund_id) REFERENCES payments.refund;

CREATE TABLE payments.refund_line (
  refund_id     bigint NOT NULL REFERENCES payments.refund,
  transfer_id   bigint NOT NULL REFERENCES payments.transfer,
  allotment_id  bigint REFERENCES payments.allotment,
  amount        numeric(14, 2) NOT NULL CHECK (amount > 0)
);
CREATE INDEX refund_line_refund ON payments.refund_line (refund_id);
CREATE INDEX refund_line_transfer ON payments.refund_line (transfer_id);

-- The ledger: every movement of money, from one account of a transfer to another. It is only added to.
CREATE TABLE payments.entry (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            timestamptz NOT NULL,
  person        bigint NOT NULL,
  transfer_id   bigint NOT NULL REFERENCES payments.transfer,
  from_account  text NOT NULL CHECK (from_account IN ('bank', 'unallotted', 'allotted', 'held')),
  to_account    text NOT NULL CHECK (to_account IN ('bank', 'unallotted', 'allotted', 'held', 'refunded')),
  amount        numeric(14, 2) NOT NULL CHECK (amount > 0),
  charge_id     bigint REFERENCES payments.charge,
  refund_id     bigint REFERENCES payments.refund,
  CHECK (from_account <> to_account)
);
CREATE INDEX entry_transfer ON payments.entry (transfer_id, id);
CREATE INDEX entry_at ON payments.entry (at);

-- Numbers without gaps: the row stays locked until the transaction that took the number has ended.
CREATE TABLE payments.counter (
  kind  text NOT NULL,
  year  integer NOT NULL,
  last  integer NOT NULL,
  PRIMARY KEY (kind, year)
);

-- A charge was covered in full: its receipt. A void one keeps its number.
CREATE TABLE payments.receipt (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  year         integer NOT NULL,
  number       integer NOT NULL,
  charge_id    bigint NOT NULL REFERENCES payments.charge,
  case_id      bigint NOT NULL,
  amount       numeric(14, 2) NOT NULL,
  at           timestamptz NOT NULL,
  person       bigint NOT NULL,
  void_at      timestamptz,
  void_reason  text,
  UNIQUE (year, number)
);
CREATE UNIQUE INDEX receipt_charge ON payments.receipt (charge_id) WHERE void_at IS NULL;
CREATE INDEX receipt_case ON payments.receipt (case_id);

-- An invoice of the tax system.
CREATE TABLE payments.invoice (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  charge_id   bigint NOT NULL REFERENCES payments.charge,
  case_id     bigint NOT NULL,
  number      text NOT NULL,
  amount      numeric(14, 2) NOT NULL CHECK (amount > 0),
  issued_on   date NOT NULL,
  entered_at  timestamptz NOT NULL,
  entered_by  bigint NOT NULL,
  void_at     timestamptz,
  void_by     bigint,
  void_reason text
);
CREATE UNIQUE INDEX invoice_number ON payments.invoice (number) WHERE void_at IS NULL;
CREATE INDEX invoice_case ON payments.invoice (case_id);

-- A payment task that was completed: the works may begin (R82).
CREATE TABLE payments.arrival (
  task_id    bigint PRIMARY KEY,
  case_id    bigint NOT NULL,
  charge_id  bigint NOT NULL REFERENCES payments.charge,
  at         timestamptz NOT NULL,
  person     bigint NOT NULL,
  void_at    timestamptz
);
CREATE INDEX arrival_case ON payments.arrival (case_id);

-- What was done under an idempotency key.
CREATE TABLE payments.request (
  person  bigint NOT NULL,
  key     text NOT NULL,
  digest  text NOT NULL,
  result  bigint NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (person, key)
);

CREATE FUNCTION payments.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was booked does not change' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keep_entry BEFORE UPDATE OR DELETE ON payments.entry FOR EACH ROW EXECUTE FUNCTION payments.keep();
CREATE TRIGGER keep_transfer BEFORE DELETE OR UPDATE OF serial, received_on, amount ON payments.transfer FOR EACH ROW EXECUTE FUNCTION payments.keep();
CREATE TRIGGER keep_allotment BEFORE DELETE OR UPDATE OF transfer_id, charge_id, amount, at, person ON payments.allotment FOR EACH ROW EXECUTE FUNCTION payments.keep();
CREATE TRIGGER keep_receipt BEFORE DELETE OR UPDATE OF year, number, charge_id, amount, at, person ON payments.receipt FOR EACH ROW EXECUTE FUNCTION payments.keep();
CREATE TRIGGER keep_refund BEFORE DELETE OR UPDATE OF year, number, kind, amount ON payments.refund FOR EACH ROW EXECUTE FUNCTION payments.keep();
CREATE TRIGGER keep_refund_line BEFORE DELETE OR UPDATE ON payments.refund_line FOR EACH ROW EXECUTE FUNCTION payments.keep();
