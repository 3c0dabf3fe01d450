-- the testkit's own example
CREATE TABLE letter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'answered'))
);
CREATE TABLE letters.sender (
    letter_id bigint NOT NULL REFERENCES letters.letter (id),
    name text NOT NULL
);
