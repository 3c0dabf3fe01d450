-- The pipe network. Lengths in m, calibres in mm, pressures in MPa; coordinates in the metric plane of the network, east first.
-- Shapes are bytea: x, y, x, y … as big-endian doubles, since a node reads all of them at its start.
-- "fingerprint" stands for what the source said of a record: a re-import touches only what changed. "edited" names what people changed here, which a
-- re-import leaves alone. "changed" is the network's version at the last change, so that nodes fetch only what is new to them.

CREATE TABLE gis.network (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL,
    crs        text NOT NULL,
    definition text,
    metres     double precision NOT NULL CHECK (metres > 0),
    current    boolean NOT NULL DEFAULT false,
    geometry   bigint NOT NULL DEFAULT 0,
    version    bigint NOT NULL DEFAULT 0,
    as_of      timestamptz NOT NULL
);
COMMENT ON COLUMN gis.network.geometry IS 'the version at which shapes last changed';
CREATE UNIQUE INDEX network_current ON gis.network (current) WHERE current;

CREATE TABLE gis.node (
    network_id  bigint NOT NULL REFERENCES gis.network ON DELETE CASCADE,
    code        text NOT NULL,
    kind        text NOT NULL,
    x           double precision NOT NULL,
    y           double precision NOT NULL,
    elevation   double precision,
    tag         text,
    fingerprint bigint NOT NULL,
    retired     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (network_id, code)
);

CREATE TABLE gis.pipe (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network_id    bigint NOT NULL REFERENCES gis.network ON DELETE CASCADE,
    code          text NOT NULL,
    from_node     text,
    to_node       text,
    path          bytea NOT NULL,
    length        double precision,
    roughness     double precision,
    open          boolean NOT NULL,
    tag           text,
    calibre       double precision,
    material      text,
    depth         double precision,
    year          integer,
    peak_pressure double precision,
    flow          text,
    supply_area   text,
    full_load     boolean,
    edited        text[] NOT NULL DEFAULT '{}',
    fingerprint   bigint NOT NULL,
    retired       boolean NOT NULL DEFAULT false,
    version       integer NOT NULL DEFAULT 1,
    changed       bigint NOT NULL,
    UNIQUE (network_id, code)
);
CREATE INDEX pipe_changed ON gis.pipe (network_id, changed);
CREATE INDEX pipe_code ON gis.pipe (network_id, upper(code) text_pattern_ops);

CREATE TABLE gis.fitting (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network_id  bigint NOT NULL REFERENCES gis.network ON DELETE CASCADE,
    code        text NOT NULL,
    kind        text NOT NULL,
    type        text,
    x           double precision NOT NULL,
    y           double precision NOT NULL,
    calibre     double precision,
    setting     double precision,
    state       text,
    tag         text,
    inspected   date,
    edited      text[] NOT NULL DEFAULT '{}',
    fingerprint bigint,
    retired     boolean NOT NULL DEFAULT false,
    version     integer NOT NULL DEFAULT 1,
    changed     bigint NOT NULL,
    UNIQUE (network_id, code)
);
CREATE INDEX fitting_code ON gis.fitting (network_id, upper(code) text_pattern_ops);

CREATE TABLE gis.outlet (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network_id  bigint NOT NULL REFERENCES gis.network ON DELETE CASCADE,
    code        text NOT NULL,
    x           double precision NOT NULL,
    y           double precision NOT NULL,
    calibre     double precision,
    valve       text CHECK (valve IN ('good', 'repair', 'none')),
    inspected   date,
    pipe_id     bigint REFERENCES gis.pipe,
    note        text,
    edited      text[] NOT NULL DEFAULT '{}',
    fingerprint bigint,
    retired     boolean NOT NULL DEFAULT false,
    version     integer NOT NULL DEFAULT 1,
    changed     bigint NOT NULL,
    UNIQUE (network_id, code)
);
CREATE INDEX outlet_code ON gis.outlet (network_id, upper(code) text_pattern_ops);
CREATE INDEX outlet_pipe ON gis.outlet (pipe_id);

CREATE TABLE gis.work (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network_id bigint NOT NULL REFERENCES gis.network ON DELETE CASCADE,
    pipe_id    bigint NOT NULL REFERENCES gis.pipe,
    kind       text NOT NULL CHECK (kind IN ('renewal', 'upgrade', 'relocation', 'repair')),
    starts     date NOT NULL,
    ends       date NOT NULL,
    note       text,
    cancelled  boolean NOT NULL DEFAULT false,
    version    integer NOT NULL DEFAULT 1,
    changed    bigint NOT NULL,
    CHECK (starts <= ends)
);
CREATE INDEX work_pipe ON gis.work (pipe_id);
CREATE INDEX work_network ON gis.work (network_id, ends);

CREATE TABLE gis.repair (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pipe_id bigint NOT NULL REFERENCES gis.pipe,
    kind    text NOT NULL CHECK (kind IN ('damage', 'repair')),
    day     date NOT NULL,
    note    text NOT NULL,
    at      timestamptz NOT NULL,
    person  bigint NOT NULL
);
CREATE INDEX repair_pipe ON gis.repair (pipe_id, day);

-- Who changed what, and when (R56, R58, R202). Only added to.
CREATE TABLE gis.history (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network_id bigint NOT NULL REFERENCES gis.network ON DELETE CASCADE,
    entity     text NOT NULL,
    entity_id  bigint NOT NULL,
    at         timestamptz NOT NULL,
    person     bigint NOT NULL,
    changes    jsonb NOT NULL
);
CREATE INDEX history_entity ON gis.history (entity, entity_id, id);

-- What lies under the network on the map: roads, blocks, parks, water.
CREATE TABLE gis.backdrop (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network_id bigint NOT NULL REFERENCES gis.network ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('road', 'block', 'green', 'water')),
    name       text,
    width      double precision NOT NULL,
    shape      bytea NOT NULL
);
CREATE INDEX backdrop_network ON gis.backdrop (network_id);

CREATE TABLE gis.import (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_name  text NOT NULL,
    format     text NOT NULL CHECK (format IN ('inp', 'geojson')),
    size       bigint NOT NULL,
    sha256     text NOT NULL,
    state      text NOT NULL CHECK (state IN ('preview', 'done', 'discarded')),
    options    jsonb NOT NULL,
    preview    jsonb NOT NULL,
    network_id bigint REFERENCES gis.network ON DELETE SET NULL,
    at         timestamptz NOT NULL,
    person     bigint NOT NULL,
    done_at    timestamptz,
    done_by    bigint,
    version    integer NOT NULL DEFAULT 1
);

-- The file as it came, compressed, in pieces: any node can carry out what another one previewed. Dropped once the import is done or discarded.
CREATE TABLE gis.import_part (
    import_id bigint NOT NULL REFERENCES gis.import ON DELETE CASCADE,
    part      integer NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (import_id, part)
);

-- The tap point chosen for a case (R51, R57); every version is kept, the newest is in force.
CREATE TABLE gis.tap_point (
    case_id     bigint NOT NULL,
    version     integer NOT NULL,
    network_id  bigint NOT NULL REFERENCES gis.network,
    x           double precision NOT NULL,
    y           double precision NOT NULL,
    pipe_id     bigint REFERENCES gis.pipe,
    pipe_code   text,
    calibre     integer NOT NULL,
    material    text,
    outlet_id   bigint REFERENCES gis.outlet,
    outlet_code text,
    route       bytea NOT NULL,
    length      double precision NOT NULL,
    place       text,
    person      bigint NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (case_id, version)
);

-- What the network department found at the joint survey (R55–R59); every version is kept, the newest is in force.
CREATE TABLE gis.finding (
    case_id bigint NOT NULL,
    version integer NOT NULL,
    task_id bigint NOT NULL,
    person  bigint NOT NULL,
    at      timestamptz NOT NULL,
    opinion text NOT NULL,
    finding jsonb NOT NULL,
    revoked boolean NOT NULL DEFAULT false,
    PRIMARY KEY (case_id, version)
);
