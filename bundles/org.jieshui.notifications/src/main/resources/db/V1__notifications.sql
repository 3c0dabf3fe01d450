-- Messages to people, written in the transaction of the action that causes them.
CREATE SEQUENCE notifications.id_seq;

CREATE TABLE notifications.message (
    id         bigint NOT NULL DEFAULT nextval('notifications.id_seq'),
    person_id  bigint NOT NULL,
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- with id the order in which readers take messages: sequence order is not commit order
    at         timestamptz NOT NULL,
    kind       text NOT NULL,
    subject_zh text NOT NULL,
    subject_en text NOT NULL,
    case_id    bigint,
    task_id    bigint,
    read_at    timestamptz,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX message_by_xid ON notifications.message (xid, id);
CREATE INDEX message_unread ON notifications.message (person_id) WHERE read_at IS NULL;

-- Kinds that a person does not want to hear of.
CREATE TABLE notifications.mute (
    person_id bigint NOT NULL,
    kind      text NOT NULL,
    PRIMARY KEY (person_id, kind)
);

-- A message on its way through a channel.
CREATE TABLE notifications.delivery (
    id         bigint PRIMARY KEY DEFAULT nextval('notifications.id_seq'),
    message_id bigint NOT NULL,
    person_id  bigint NOT NULL,
    channel    text NOT NULL,
    state      text NOT NULL CHECK (state IN ('due', 'done', 'failed')),
    tries      int NOT NULL,          -- since it was sent or resent; all attempts are in the table of that name
    next_at    timestamptz NOT NULL,  -- due: not before; while a node tries: when others may take it for dead
    UNIQUE (message_id, channel),
    FOREIGN KEY (person_id, message_id) REFERENCES notifications.message (person_id, id)
);
CREATE INDEX delivery_due ON notifications.delivery (next_at) WHERE state = 'due';
CREATE INDEX delivery_failed ON notifications.delivery (id) WHERE state = 'failed';

CREATE TABLE notifications.attempt (
    delivery_id bigint NOT NULL REFERENCES notifications.delivery (id),
    n           int NOT NULL,
    at          timestamptz NOT NULL,
    outcome     text NOT NULL CHECK (outcome IN ('started', 'delivered', 'failed')),  -- started for good: the node died while it tried
    error       text,
    PRIMARY KEY (delivery_id, n)
);
