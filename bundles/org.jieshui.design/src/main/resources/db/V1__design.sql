-- Who answers for which versions of the drawings (R181).
CREATE TABLE design.sign_off (
  case_id  bigint NOT NULL,
  version  integer NOT NULL,
  at       timestamptz NOT NULL,
  person   bigint NOT NULL,
  drawer   bigint,
  opinion  text,
  PRIMARY KEY (case_id, version)
);

CREATE TABLE design.signed_document (
  case_id   bigint NOT NULL,
  version   integer NOT NULL,
  document  bigint NOT NULL,
  revision  integer NOT NULL,
  sha256    text NOT NULL,
  PRIMARY KEY (case_id, version, document),
  FOREIGN KEY (case_id, version) REFERENCES design.sign_off
);
