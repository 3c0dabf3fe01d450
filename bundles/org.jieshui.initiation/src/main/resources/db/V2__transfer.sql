-- How the number is written on the paper, and when the information went to whom (R37, R174).
ALTER TABLE initiation.approval ADD COLUMN written text;
ALTER TABLE initiation.approval ADD COLUMN transferred timestamptz;
ALTER TABLE initiation.approval ADD COLUMN informed jsonb;
CREATE UNIQUE INDEX approval_case ON initiation.approval (case_id) WHERE case_id IS NOT NULL;
