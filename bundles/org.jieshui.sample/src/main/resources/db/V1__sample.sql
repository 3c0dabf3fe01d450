-- How far the sample cases have come, so that a start that was interrupted is finished by the next one, on the days it began with.
CREATE TABLE sample.run (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    began    timestamptz NOT NULL,
    finished timestamptz
);

CREATE TABLE sample.story (
    id      text PRIMARY KEY,
    case_id bigint,
    steps   int NOT NULL       -- done
);
