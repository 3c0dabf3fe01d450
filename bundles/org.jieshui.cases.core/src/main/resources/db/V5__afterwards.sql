-- A listener that works outside any transaction holds its place by a lease instead of by the row.
ALTER TABLE cases.cursor ADD COLUMN leased_until timestamptz;
