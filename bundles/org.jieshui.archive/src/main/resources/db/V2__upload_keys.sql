-- What was stored under an uploader's key, so that a repeat finds it; forgotten after a month.
CREATE TABLE archive.upload_key (
    key      uuid PRIMARY KEY,          -- md5 of account and key
    asked    uuid NOT NULL,             -- md5 of what was sent
    document bigint NOT NULL REFERENCES archive.document (id),
    at       timestamptz NOT NULL
);
CREATE INDEX upload_key_by_age ON archive.upload_key (at);
