-- Versions of the questionnaire (R87). The newest is asked; a visit keeps the one it was asked with.
CREATE TABLE visits.questionnaire (
  version     int PRIMARY KEY,
  questions   jsonb NOT NULL,
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL           -- 0: came with the product
);
INSERT INTO visits.questionnaire (version, questions, at, by_whom) VALUES (1, '[
  {"id": "attitude", "text": {"zh-CN": "工作人员的服务态度", "en": "Attitude of the staff"}, "kind": "score", "required": true, "options": []},
  {"id": "speed", "text": {"zh-CN": "办理速度", "en": "Speed of the connection"}, "kind": "score", "required": true, "options": []},
  {"id": "works", "text": {"zh-CN": "施工质量和现场恢复", "en": "Quality of the works and of the site afterwards"}, "kind": "score", "required": true, "options": []},
  {"id": "errands", "text": {"zh-CN": "您为办理跑了几趟？", "en": "How many trips did you make?"}, "kind": "choice", "required": true, "options": [
    {"id": "none", "text": {"zh-CN": "没有跑", "en": "None"}}, {"id": "one", "text": {"zh-CN": "一趟", "en": "One"}}, {"id": "more", "text": {"zh-CN": "两趟以上", "en": "Two or more"}}]},
  {"id": "told", "text": {"zh-CN": "收费和时限是否事先告知？", "en": "Were fee and limits told beforehand?"}, "kind": "choice", "required": true, "options": [
    {"id": "yes", "text": {"zh-CN": "告知了", "en": "Yes"}}, {"id": "partly", "text": {"zh-CN": "部分告知", "en": "In part"}}, {"id": "no", "text": {"zh-CN": "没有", "en": "No"}}]},
  {"id": "suggestion", "text": {"zh-CN": "意见和建议", "en": "Suggestions"}, "kind": "text", "required": false, "options": []}
]', '2019-04-09T00:00:00+08', 0);

-- A visit that was made. What people said stands in the form, which the core keeps; here is what is counted.
CREATE TABLE visits.visit (
  task_id       bigint PRIMARY KEY,
  case_id       bigint NOT NULL,
  district      text,
  at            timestamptz NOT NULL,
  by_whom       bigint NOT NULL,
  satisfaction  text NOT NULL CHECK (satisfaction IN ('satisfied', 'fair', 'dissatisfied')),
  questionnaire int NOT NULL REFERENCES visits.questionnaire,
  scores        jsonb NOT NULL             -- by question id, 1 to 5
);
CREATE INDEX visit_at ON visits.visit (at);
CREATE INDEX visit_case ON visits.visit (case_id);

-- A dissatisfied customer: somebody settles it within a limit (R87).
CREATE TABLE visits.follow_up (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id     bigint NOT NULL,
  task_id     bigint NOT NULL,
  district    text,
  department  text NOT NULL,             -- who is to settle it
  complaint   text NOT NULL,
  opened_at   timestamptz NOT NULL,
  opened_by   bigint NOT NULL,
  outcome     text,
  settled_at  timestamptz,               -- null: open
  settled_by  bigint,
  revoked_at  timestamptz,               -- the visit was sent back: it does not count any more
  CHECK ((settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (outcome IS NULL)),
  CHECK (settled_at IS NULL OR revoked_at IS NULL)
);
CREATE INDEX follow_up_case ON visits.follow_up (case_id, id);
CREATE INDEX follow_up_open ON visits.follow_up (id) WHERE settled_at IS NULL AND revoked_at IS NULL;
CREATE INDEX follow_up_task ON visits.follow_up (task_id);
