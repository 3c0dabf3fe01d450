-- What mails say, by language. Nothing here: the wording that came with the product. Versions stay, since a mail that is repeated says what it said.
CREATE TABLE notifications.mail_wording (
    language text NOT NULL CHECK (language IN ('zh-CN', 'en')),
    version  int NOT NULL CHECK (version > 0),
    subject  text NOT NULL,
    body     text NOT NULL,
    at       timestamptz NOT NULL,
    by_whom  bigint NOT NULL,
    PRIMARY KEY (language, version)
);
