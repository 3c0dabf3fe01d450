-- By what the other side knows a repetition: mail's Message-ID. Fixed when the delivery is written.
ALTER TABLE notifications.delivery ADD COLUMN reference text NOT NULL DEFAULT gen_random_uuid()::text || '@jieshui';

ALTER TABLE notifications.attempt DROP CONSTRAINT attempt_outcome_check;
ALTER TABLE notifications.attempt ADD CONSTRAINT attempt_outcome_check
    CHECK (outcome IN ('started', 'delivered', 'failed', 'refused', 'uncertain', 'away', 'nobody'));

-- Channels that a person has switched off.
CREATE TABLE notifications.channel_off (
    person_id bigint NOT NULL,
    channel   text NOT NULL,
    PRIMARY KEY (person_id, channel)
);
