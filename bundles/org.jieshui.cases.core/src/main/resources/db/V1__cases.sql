-- Cases, their tasks, their journal. "kase" because CASE is a word of SQL.
CREATE SEQUENCE cases.id_seq START 1000;

CREATE TABLE cases.process (
    id        text NOT NULL,
    version   int NOT NULL,
    source    text NOT NULL,
    published timestamptz NOT NULL,
    by_whom   text NOT NULL,
    warnings  jsonb NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE cases.kase (
    id              bigint PRIMARY KEY,
    number          text NOT NULL UNIQUE,
    process         text NOT NULL,
    process_version int NOT NULL,
    state           text NOT NULL,
    version         int NOT NULL,
    stage           text NOT NULL,
    origin          text NOT NULL,
    opened          timestamptz NOT NULL,
    closed          timestamptz,
    district        text,
    steward         bigint,
    facts           jsonb NOT NULL,
    stages          jsonb NOT NULL,   -- {"plan": ["start", "end or null"]}: what the clocks are derived from
    has_pauses      boolean NOT NULL DEFAULT false,
    FOREIGN KEY (process, process_version) REFERENCES cases.process (id, version)
) WITH (fillfactor = 80);
CREATE INDEX kase_by_state ON cases.kase (state, id);
CREATE INDEX kase_by_steward ON cases.kase (steward, id) WHERE steward IS NOT NULL;

-- Personal values live here alone, so that they can be erased.
CREATE TABLE cases.party (
    case_id  bigint PRIMARY KEY REFERENCES cases.kase (id),
    customer text NOT NULL,
    contact  text,
    phone    text,
    address  text NOT NULL,
    grams    text[] NOT NULL          -- what a search finds: pairs of characters, and of pinyin initials
);
CREATE INDEX party_by_grams ON cases.party USING gin (grams);
CREATE INDEX party_by_phone ON cases.party (phone) WHERE phone IS NOT NULL;
CREATE INDEX party_by_phone_end ON cases.party (right(phone, 4)) WHERE phone IS NOT NULL;

CREATE TABLE cases.task (
    id         bigint PRIMARY KEY,
    case_id    bigint NOT NULL REFERENCES cases.kase (id),
    key        text NOT NULL,
    type       text NOT NULL,
    stage      text NOT NULL,
    process    text NOT NULL,
    department text NOT NULL,
    district   text,
    steward    bigint,
    round      int NOT NULL,
    optional   boolean NOT NULL,
    state      text NOT NULL,
    assignee   bigint,
    urged      int NOT NULL DEFAULT 0,
    opened     timestamptz NOT NULL,
    due        timestamptz NOT NULL,  -- a cache for sorting, derived again when the calendar changes; infinity: paused, or no limit
    done       timestamptz,
    done_by    bigint
) WITH (fillfactor = 90);
CREATE INDEX task_by_case ON cases.task (case_id);
CREATE INDEX task_inbox ON cases.task (department, due, id) WHERE state = 'open';
CREATE INDEX task_inbox_stage ON cases.task (department, stage, due, id) WHERE state = 'open';
CREATE INDEX task_inbox_district ON cases.task (department, district, due, id) WHERE state = 'open';
CREATE INDEX task_inbox_stage_district ON cases.task (department, stage, district, due, id) WHERE state = 'open';
CREATE INDEX task_mine ON cases.task (assignee, due, id) WHERE state = 'open' AND assignee IS NOT NULL;
CREATE INDEX task_stewarded ON cases.task (steward, due, id) WHERE state = 'open' AND steward IS NOT NULL;

CREATE TABLE cases.task_form (
    task_id bigint PRIMARY KEY REFERENCES cases.task (id),
    data    jsonb NOT NULL
);

CREATE TABLE cases.draft (
    task_id  bigint PRIMARY KEY REFERENCES cases.task (id),
    data     jsonb NOT NULL,
    version  int NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by bigint NOT NULL
);

CREATE TABLE cases.pause (
    id        bigint PRIMARY KEY,
    case_id   bigint NOT NULL REFERENCES cases.kase (id),
    reason    text NOT NULL,
    from_at   timestamptz NOT NULL,
    to_at     timestamptz,
    note      text NOT NULL,
    evidence  bigint[] NOT NULL,
    by_whom   bigint NOT NULL,
    CHECK (to_at IS NULL OR to_at >= from_at)
);
CREATE INDEX pause_by_case ON cases.pause (case_id);

CREATE TABLE cases.pause_reason (
    id                text PRIMARY KEY,
    name_zh           text NOT NULL,
    name_en           text NOT NULL,
    evidence_zh       text NOT NULL,
    evidence_en       text NOT NULL,
    evidence_required boolean NOT NULL,
    enabled           boolean NOT NULL DEFAULT true
);

CREATE TABLE cases.not_ready (
    id         bigint PRIMARY KEY,
    case_id    bigint NOT NULL REFERENCES cases.kase (id),
    reason     text NOT NULL,
    at         timestamptz NOT NULL,
    by_whom    bigint NOT NULL,
    pause_id   bigint NOT NULL,
    revived_at timestamptz
);
CREATE INDEX not_ready_by_case ON cases.not_ready (case_id);

-- The receipt of an action under its caller's key; old ones are removed after a month.
CREATE TABLE cases.idempotency (
    key     uuid PRIMARY KEY,          -- md5 of actor and key
    action  uuid NOT NULL,             -- md5 of what was asked
    case_id bigint NOT NULL,
    entry   bigint NOT NULL,
    version int NOT NULL,
    opened  bigint[] NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX idempotency_by_age ON cases.idempotency USING brin (at);

CREATE SEQUENCE cases.entry_seq;
CREATE TABLE cases.journal (
    tx      xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id      bigint NOT NULL DEFAULT nextval('cases.entry_seq'),
    case_id bigint NOT NULL,
    seq     int NOT NULL,
    at      timestamptz NOT NULL,
    actor   bigint NOT NULL,
    via     text,
    kind    text NOT NULL,
    task_id bigint,
    data    jsonb,
    PRIMARY KEY (tx, id)
);
CREATE UNIQUE INDEX journal_by_case ON cases.journal (case_id, seq);

-- One row per durable listener: everything up to (tx, id) has had its effect.
CREATE TABLE cases.cursor (
    listener text PRIMARY KEY,
    tx       xid8 NOT NULL,
    id       bigint NOT NULL,
    moved    timestamptz NOT NULL
);

-- A case whose entry keeps failing in a listener waits here, with all that follows it; the others go on.
CREATE TABLE cases.parked (
    listener text NOT NULL,
    case_id  bigint NOT NULL,
    from_seq int NOT NULL,
    attempts int NOT NULL,
    error    text NOT NULL,
    retry_at timestamptz,             -- null: given up, until somebody retries
    PRIMARY KEY (listener, case_id)
);

-- Cases opened per day, for their numbers.
CREATE TABLE cases.number_of_day (
    day  date PRIMARY KEY,
    last int NOT NULL
);

-- How far a recalculation has come.
CREATE TABLE cases.recalculation (
    calendar text PRIMARY KEY,
    last_id  bigint NOT NULL,
    started  timestamptz NOT NULL,
    finished timestamptz,
    moved    int NOT NULL DEFAULT 0
);

-- The journal is only ever added to (rule 2).
REVOKE UPDATE, DELETE, TRUNCATE ON cases.journal FROM ${app};

INSERT INTO cases.pause_reason (id, name_zh, name_en, evidence_zh, evidence_en, evidence_required) VALUES
 ('contract-review', '客户合同审核', 'Contract review by the customer', '合同送达客户的记录', 'Record of delivering the contract', false),
 ('fund-preparation', '备款', 'Preparation of funds', '备款通知的送达记录', 'Record of delivering the notice', false),
 ('excavation-approval', '路面刨掘行政审批', 'Administrative approval of road excavation', '刨掘申请受理凭证', 'Receipt of the excavation application', true),
 ('site-not-ready', '施工现场不具备施工条件', 'Site not fit for construction', '现场照片或书面告知单', 'Photos of the site or the written notice', true),
 ('acceptance-not-ready', '不具备验收条件', 'Not fit for acceptance', '现场照片或书面告知单', 'Photos of the site or the written notice', true),
 ('customer-confirmation', '用户审核确认', 'Review and confirmation by the customer', '资料送达客户的记录', 'Record of delivering the papers', false),
 ('backfill-missing', '客户回填土不到位', 'Backfill by the customer not in place', '现场照片或书面联络告知单', 'Photos or the written contact notice', true),
 ('civil-works-late', '土建开发不及时', 'Civil works late', '现场照片或书面联络告知单', 'Photos or the written contact notice', true),
 ('installation-not-ready', '不具备安装条件', 'Not fit for installation', '现场照片或书面联络告知单', 'Photos or the written contact notice', true),
 ('force-majeure', '不可抗力', 'Force majeure', '预警或通告文件', 'The warning or public notice', true),
 ('not-ready', '暂不具备接水条件', 'Conditions for connecting do not exist yet', '当场说明的记录', 'Record of the explanation on the spot', false);
