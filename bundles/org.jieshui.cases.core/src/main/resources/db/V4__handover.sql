-- What somebody who leaves has in hand goes to others: one row per case, done one after another, so that a restart goes on.
CREATE TABLE cases.handover (
    id          bigint PRIMARY KEY,
    from_person bigint NOT NULL,
    by_whom     bigint NOT NULL,
    reason      text NOT NULL,
    key         uuid UNIQUE,           -- md5 of actor and key
    asked       uuid NOT NULL,         -- md5 of what was asked
    started     timestamptz NOT NULL,
    finished    timestamptz
);
CREATE INDEX handover_unfinished ON cases.handover (id) WHERE finished IS NULL;

CREATE TABLE cases.handover_case (
    handover   bigint NOT NULL REFERENCES cases.handover (id),
    case_id    bigint NOT NULL REFERENCES cases.kase (id),
    tasks      jsonb NOT NULL,         -- task id -> person; once settled, what really went over
    steward    bigint,
    state      text NOT NULL CHECK (state IN ('due', 'done', 'refused')),
    problem_zh text,
    problem_en text,
    PRIMARY KEY (handover, case_id)
);
