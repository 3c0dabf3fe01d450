-- After pg_restore into another server: transaction numbers begin anew there, and the journal's readers go by them (docs/decisions/0002-journal-order.md).
-- What was written in the old server is put before everything of this one; a listener that lagged goes on where it was, and may see an entry twice.
-- As the owner, while the platform does not run:  psql -v ON_ERROR_STOP=1 -f after-restore.sql "host=… dbname=jieshui user=jieshui_owner"
BEGIN;
UPDATE cases.cursor c SET tx = '0', id = coalesce((SELECT min(j.id) - 1 FROM cases.journal j WHERE (j.tx, j.id) > (c.tx, c.id)), (SELECT max(id) FROM cases.journal), 0);
UPDATE cases.journal SET tx = '0';
UPDATE notifications.message SET xid = '0';
COMMIT;
VACUUM (ANALYZE) cases.journal, notifications.message;
