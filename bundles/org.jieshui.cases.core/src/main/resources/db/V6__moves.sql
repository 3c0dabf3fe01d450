-- Open cases go over to another version of their process: one row per case, done one after another, so that a restart goes on.
CREATE TABLE cases.move (
    id         bigint PRIMARY KEY,
    process    text NOT NULL,
    to_version int NOT NULL,
    tasks      jsonb NOT NULL,         -- task -> task of the version moved to, or empty: it ends
    by_whom    bigint NOT NULL,
    reason     text NOT NULL,
    key        uuid UNIQUE,            -- md5 of actor and key
    asked      uuid NOT NULL,          -- md5 of what was asked
    started    timestamptz NOT NULL,
    stopped    timestamptz,
    finished   timestamptz,
    FOREIGN KEY (process, to_version) REFERENCES cases.process (id, version)
);
CREATE INDEX move_unfinished ON cases.move (id) WHERE finished IS NULL;

CREATE TABLE cases.move_case (
    move         bigint NOT NULL REFERENCES cases.move (id),
    case_id      bigint NOT NULL REFERENCES cases.kase (id),
    from_version int NOT NULL,
    shown        text,                 -- digest of what the dry run said of the case; null: it was taken out
    state        text NOT NULL CHECK (state IN ('due', 'moved', 'refused')),
    refused_by   bigint,               -- null: the platform
    problem_zh   text,
    problem_en   text,
    at           timestamptz,
    PRIMARY KEY (move, case_id)
);

-- The move that opened a task, or ended it: one that goes back undoes just that.
ALTER TABLE cases.task ADD COLUMN opened_by_move bigint;
ALTER TABLE cases.task ADD COLUMN ended_by_move bigint;
CREATE INDEX kase_by_process ON cases.kase (process, id) WHERE state IN ('open', 'not-ready');
