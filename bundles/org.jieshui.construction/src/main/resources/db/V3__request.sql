-- Which keys of requests were used, so that a repetition gets the first answer. What was asked is kept as a digest alone. Kept for a week.
CREATE TABLE construction.request (
  person  bigint NOT NULL,
  key     text NOT NULL,
  asked   text NOT NULL,                -- SHA-256 of the request
  answer  bigint,                       -- document of a photo; null where the answer is what the case looks like
  at      timestamptz NOT NULL,
  PRIMARY KEY (person, key)
);
CREATE INDEX request_at ON construction.request (at);
