-- What became of a deployment on each node.
CREATE TABLE deploy.on_node (
    deployment bigint NOT NULL REFERENCES deploy.deployment (id),
    node       text NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('running', 'failed')),
    at         timestamptz NOT NULL,
    reason_zh  text,
    reason_en  text,
    PRIMARY KEY (deployment, node)
);

-- Nodes follow one after the other: whose turn it is.
CREATE TABLE deploy.turn (
    module text PRIMARY KEY,
    node   text NOT NULL,
    until  timestamptz NOT NULL
);
