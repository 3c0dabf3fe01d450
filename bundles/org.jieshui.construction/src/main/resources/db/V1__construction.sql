-- Lists that administrators keep, by versions: entry conditions (R80) and what is looked at when works are accepted (R83).
CREATE TABLE construction.checklist (
  kind        text NOT NULL CHECK (kind IN ('entry', 'acceptance')),
  version     int NOT NULL,
  items       jsonb NOT NULL,
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL,          -- 0: came with the product
  PRIMARY KEY (kind, version)
);
INSERT INTO construction.checklist (kind, version, items, at, by_whom) VALUES ('entry', 1, '[
  {"id": "drawings", "text": {"zh-CN": "施工图纸已审定并交底", "en": "The drawings are approved and explained to the crew"}},
  {"id": "site", "text": {"zh-CN": "施工场地已清出，具备作业面", "en": "The site is cleared and can be worked on"}},
  {"id": "lines", "text": {"zh-CN": "地下管线情况已查明，产权单位已告知", "en": "Lines under ground are known and their owners told"}},
  {"id": "materials", "text": {"zh-CN": "管材、管件已备齐", "en": "Pipes and fittings are at hand"}},
  {"id": "people", "text": {"zh-CN": "施工人员、机具已落实", "en": "People and equipment are arranged"}},
  {"id": "safety", "text": {"zh-CN": "围挡、交通导改和安全措施已落实", "en": "Fencing, traffic diversion and safety are arranged"}}
]', '2019-04-09T00:00:00+08', 0), ('acceptance', 1, '[
  {"id": "position", "text": {"zh-CN": "管线走向、埋深与图纸一致", "en": "Course and depth of the pipe as drawn"}},
  {"id": "material", "text": {"zh-CN": "管材、口径与图纸一致", "en": "Material and calibre as drawn"}},
  {"id": "valves", "text": {"zh-CN": "阀门、表井（表箱）安装合格", "en": "Valves and meter well or box well installed"}},
  {"id": "backfill", "text": {"zh-CN": "沟槽回填密实", "en": "The trench is filled and compacted"}},
  {"id": "surface", "text": {"zh-CN": "路面、绿化已恢复", "en": "Road surface and greenery are restored"}},
  {"id": "pressure", "text": {"zh-CN": "水压试验压力", "en": "Test pressure"}, "unit": "MPa"},
  {"id": "pressure-drop", "text": {"zh-CN": "稳压期间压降", "en": "Drop of pressure while it was held"}, "unit": "MPa"},
  {"id": "pressure-time", "text": {"zh-CN": "稳压时间", "en": "How long it was held"}, "unit": "min"},
  {"id": "flushing", "text": {"zh-CN": "冲洗流速", "en": "Speed of flushing"}, "unit": "m/s"},
  {"id": "turbidity", "text": {"zh-CN": "冲洗后浊度", "en": "Turbidity after flushing"}, "unit": "NTU"},
  {"id": "chlorine", "text": {"zh-CN": "余氯", "en": "Residual chlorine"}, "unit": "mg/L"}
]', '2019-04-09T00:00:00+08', 0);

-- Whether road surface has to be excavated (R62): the last decision counts.
CREATE TABLE construction.excavation (
  case_id     bigint PRIMARY KEY,
  needed      boolean NOT NULL,
  why         text,
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL
);

-- Applications to the road authority and what it decided (R80, R251). A refused or expired one is followed by another.
CREATE TABLE construction.application (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id         bigint NOT NULL,
  authority       text NOT NULL,
  number          text NOT NULL,
  applied_on      date NOT NULL,
  document        bigint NOT NULL,
  pause_id        bigint,                -- the pause of the case while the authority decides
  filed_at        timestamptz NOT NULL,
  filed_by        bigint NOT NULL,
  outcome         text CHECK (outcome IN ('granted', 'refused', 'withdrawn')),
  decided_on      date,
  permit          text,
  valid_from      date,
  valid_to        date,
  permit_document bigint,
  refusal         text,                 -- why it was refused or withdrawn
  decided_at      timestamptz,
  decided_by      bigint,
  CHECK ((outcome IS NULL) = (decided_on IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)),
  CHECK (outcome IS DISTINCT FROM 'granted' OR permit IS NOT NULL AND valid_from <= valid_to AND permit_document IS NOT NULL),
  CHECK (outcome NOT IN ('refused', 'withdrawn') OR refusal IS NOT NULL)
);
CREATE INDEX application_case ON construction.application (case_id, id);
CREATE UNIQUE INDEX application_waiting ON construction.application (case_id) WHERE outcome IS NULL;

-- Entry conditions of a case, ticked one by one (R80).
CREATE TABLE construction.entry_check (
  case_id     bigint NOT NULL,
  item        text NOT NULL,
  met         boolean NOT NULL,
  note        text,
  at          timestamptz NOT NULL,
  by_whom     bigint NOT NULL,
  PRIMARY KEY (case_id, item)
);
