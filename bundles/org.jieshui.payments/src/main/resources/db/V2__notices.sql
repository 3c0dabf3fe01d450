-- When finance and the steward were told of a change after money or an invoice had come; whoever brought the charge up to date.
ALTER TABLE payments.change ADD COLUMN told_at timestamptz;
UPDATE payments.change SET told_at = at WHERE notice;
