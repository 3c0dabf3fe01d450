-- What was taken over from an earlier system: when and by whom it was entered here. Empty: at that very moment, by the actor.
ALTER TABLE cases.journal ADD COLUMN recorded timestamptz;
ALTER TABLE cases.journal ADD COLUMN recorded_by text;

-- What people wrote with an entry. Apart from the journal, because it may name somebody and must then be erasable.
CREATE TABLE cases.words (
    case_id bigint NOT NULL REFERENCES cases.kase (id),
    seq     int NOT NULL,
    text    text NOT NULL,
    PRIMARY KEY (case_id, seq)
);

-- What a search is checked against, lines of: number, customer, address, pinyin initials and pinyin of the customer.
ALTER TABLE cases.party ADD COLUMN found_by text NOT NULL DEFAULT '';
UPDATE cases.party p SET found_by = lower(replace(k.number || E'\n' || p.customer || E'\n' || p.address, ' ', '')) FROM cases.kase k WHERE k.id = p.case_id;

-- Phone numbers are found by their digits, without the country, however they are typed.
ALTER TABLE cases.party ADD COLUMN phone_digits text
    GENERATED ALWAYS AS (regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^(0086|86)(?=1[0-9]{10}$)', '')) STORED;
CREATE INDEX party_by_phone_digits ON cases.party (phone_digits) WHERE phone_digits IS NOT NULL;
CREATE INDEX party_by_phone_digits_end ON cases.party (right(phone_digits, 4)) WHERE phone_digits IS NOT NULL;
DROP INDEX cases.party_by_phone;
DROP INDEX cases.party_by_phone_end;
