-- People, organisations, roles and posts, sessions, and the logs of who did and who read what.
--
-- The three administrators' posts (system, security, audit) are kept apart by the tables themselves:
--   * a person has one column for a post, so nobody holds two;
--   * only a clerk (a person without a post) may be a member of a department, a deputy, or have one: composite foreign keys on (id, clerk);
--   * a permission belongs to one sphere (the cases, or one post), and a role holds permissions of its own sphere only.

CREATE TABLE identity.installation (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    sample    boolean NOT NULL,
    created   timestamptz NOT NULL
);

CREATE TABLE identity.department (
    id        text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
    name_zh   text NOT NULL,
    name_en   text NOT NULL,
    external  boolean NOT NULL,
    enabled   boolean NOT NULL DEFAULT true,
    position  integer NOT NULL DEFAULT 1000,
    version   integer NOT NULL DEFAULT 1
);

CREATE TABLE identity.district (
    id        text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
    name_zh   text NOT NULL,
    name_en   text NOT NULL,
    enabled   boolean NOT NULL DEFAULT true,
    position  integer NOT NULL DEFAULT 1000,
    version   integer NOT NULL DEFAULT 1
);

CREATE TABLE identity.role (
    id        text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
    name_zh   text NOT NULL,
    name_en   text NOT NULL,
    post      text UNIQUE CHECK (post IN ('system', 'security', 'audit')),
    sphere    text NOT NULL GENERATED ALWAYS AS (coalesce(post, 'cases')) STORED,
    version   integer NOT NULL DEFAULT 1,
    UNIQUE (id, sphere)
);

-- What modules ask of roles; kept when a module goes, so that grants survive an update.
CREATE TABLE identity.permission (
    id        text PRIMARY KEY,
    module    text NOT NULL,
    name_zh   text NOT NULL,
    name_en   text NOT NULL,
    sphere    text NOT NULL CHECK (sphere IN ('cases', 'system', 'security', 'audit')),
    UNIQUE (id, sphere)
);

-- A default grant is made once; what an administrator took away stays away.
CREATE TABLE identity.permission_offer (
    permission text NOT NULL,
    role       text NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (permission, role)
);

CREATE TABLE identity.role_permission (
    role       text NOT NULL,
    permission text NOT NULL,
    sphere     text NOT NULL,
    PRIMARY KEY (role, permission),
    FOREIGN KEY (role, sphere) REFERENCES identity.role (id, sphere) ON DELETE CASCADE,
    FOREIGN KEY (permission, sphere) REFERENCES identity.permission (id, sphere)
);

CREATE TABLE identity.person (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account          text NOT NULL UNIQUE CHECK (account ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
    name             text NOT NULL,
    department       text REFERENCES identity.department,
    phone            text,
    email            text,
    language         text NOT NULL DEFAULT 'zh-CN' CHECK (language IN ('zh-CN', 'en')),
    enabled          boolean NOT NULL DEFAULT true,
    post             text REFERENCES identity.role (post),
    clerk            boolean NOT NULL GENERATED ALWAYS AS (post IS NULL) STORED,
    password         text NOT NULL,
    password_changed timestamptz NOT NULL,
    one_time         boolean NOT NULL,
    last_sign_in     timestamptz,
    version          integer NOT NULL DEFAULT 1,
    UNIQUE (id, clerk)
);

CREATE TABLE identity.membership (
    person     bigint NOT NULL,
    department text NOT NULL REFERENCES identity.department,
    role       text NOT NULL,
    clerk      boolean NOT NULL DEFAULT true CHECK (clerk),
    sphere     text NOT NULL DEFAULT 'cases' CHECK (sphere = 'cases'),
    PRIMARY KEY (person, department, role),
    FOREIGN KEY (person, clerk) REFERENCES identity.person (id, clerk),
    FOREIGN KEY (role, sphere) REFERENCES identity.role (id, sphere)
);
CREATE INDEX membership_department ON identity.membership (department, role);
CREATE INDEX membership_role ON identity.membership (role);

-- No row for a person: all districts.
CREATE TABLE identity.person_district (
    person    bigint NOT NULL REFERENCES identity.person,
    district  text NOT NULL REFERENCES identity.district,
    PRIMARY KEY (person, district)
);

-- 代理: from from_day to to_day (inclusive) the deputy does the duties of the person.
CREATE TABLE identity.deputy (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person    bigint NOT NULL,
    deputy    bigint NOT NULL CHECK (deputy <> person),
    from_day  date NOT NULL,
    to_day    date NOT NULL,
    reason    text NOT NULL DEFAULT '',
    set_by    bigint NOT NULL,
    set_at    timestamptz NOT NULL,
    ended_by  bigint,
    ended_at  timestamptz,
    -- null once ended, so that a past deputy may be given a post
    clerk     boolean DEFAULT true CHECK (clerk),
    CHECK (from_day <= to_day),
    CHECK (clerk IS NOT NULL OR ended_at IS NOT NULL),
    FOREIGN KEY (person, clerk) REFERENCES identity.person (id, clerk),
    FOREIGN KEY (deputy, clerk) REFERENCES identity.person (id, clerk)
);
CREATE INDEX deputy_deputy ON identity.deputy (deputy) WHERE ended_at IS NULL;
CREATE INDEX deputy_person ON identity.deputy (person) WHERE ended_at IS NULL;

-- Only the SHA-256 of a token is kept: who reads this table cannot use it.
CREATE TABLE identity.session (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token     bytea NOT NULL UNIQUE,
    person    bigint NOT NULL REFERENCES identity.person,
    opened    timestamptz NOT NULL,
    seen      timestamptz NOT NULL,
    expires   timestamptz NOT NULL,
    address   text,
    agent     text
);
CREATE INDEX session_person ON identity.session (person);
CREATE INDEX session_expires ON identity.session (expires);

CREATE TABLE identity.api_token (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token     bytea NOT NULL UNIQUE,
    person    bigint NOT NULL REFERENCES identity.person,
    name      text NOT NULL,
    scopes    text[] NOT NULL,
    created   timestamptz NOT NULL,
    created_by bigint NOT NULL,
    expires   timestamptz NOT NULL,
    revoked   timestamptz
);
CREATE INDEX api_token_person ON identity.api_token (person);

-- Failed attempts per account and per source address, whether the account exists or not. The key is a SHA-256.
CREATE TABLE identity.login_throttle (
    key       bytea PRIMARY KEY,
    failures  integer NOT NULL,
    last      timestamptz NOT NULL,
    locked    timestamptz
);
CREATE INDEX login_throttle_last ON identity.login_throttle (last);

-- The three logs below are append-only for the running role, and partitioned by time: an operator may attach a partition per year.
CREATE TABLE identity.login_attempt (
    id        bigint GENERATED ALWAYS AS IDENTITY,
    at        timestamptz NOT NULL,
    person    bigint,
    outcome   text NOT NULL CHECK (outcome IN ('ok', 'refused', 'disabled', 'locked', 'throttled', 'signed-out', 'ended')),
    address   text,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE identity.login_attempt_rest PARTITION OF identity.login_attempt DEFAULT;
CREATE INDEX login_attempt_person ON identity.login_attempt (person, id);

CREATE TABLE identity.access_log (
    id        bigint GENERATED ALWAYS AS IDENTITY,
    at        timestamptz NOT NULL,
    person    bigint NOT NULL,
    actor     text NOT NULL,
    what      text NOT NULL,
    subject   text NOT NULL,
    fields    text NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE identity.access_log_rest PARTITION OF identity.access_log DEFAULT;
CREATE INDEX access_log_person ON identity.access_log (person, id);
CREATE INDEX access_log_subject ON identity.access_log (subject, id);

-- hash = SHA-256 over the hash before it and this row: one altered row is found and named. before and after are json, not jsonb: the text that was hashed stays as it is.
CREATE TABLE identity.admin_journal (
    id        bigint NOT NULL,
    at        timestamptz NOT NULL,
    actor     bigint NOT NULL,
    account   text NOT NULL,
    action    text NOT NULL,
    subject   text NOT NULL,
    before    json,
    after     json,
    hash      bytea NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX admin_journal_subject ON identity.admin_journal (subject, id);
CREATE INDEX admin_journal_action ON identity.admin_journal (action, id);

REVOKE UPDATE, DELETE ON identity.login_attempt, identity.login_attempt_rest, identity.access_log, identity.access_log_rest, identity.admin_journal FROM ${app};

INSERT INTO identity.role (id, name_zh, name_en, post) VALUES
    ('system-admin', '系统管理员', 'System administrator', 'system'),
    ('security-admin', '安全管理员', 'Security administrator', 'security'),
    ('audit-admin', '审计管理员', 'Audit administrator', 'audit');
INSERT INTO identity.permission (id, module, name_zh, name_en, sphere) VALUES
    ('post:system', 'identity', '系统管理', 'System administration', 'system'),
    ('post:security', 'identity', '安全管理', 'Security administration', 'security'),
    ('post:audit', 'identity', '审计管理', 'Audit administration', 'audit');
INSERT INTO identity.role_permission (role, permission, sphere) VALUES
    ('system-admin', 'post:system', 'system'),
    ('security-admin', 'post:security', 'security'),
    ('audit-admin', 'post:audit', 'audit');
INSERT INTO identity.permission_offer (permission, role, at)
    SELECT permission, role, TIMESTAMPTZ '2026-01-01 00:00:00Z' FROM identity.role_permission;
