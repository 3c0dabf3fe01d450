-- The inbox of a person or a steward under each filter walks an index, as a department's does: without these a page's cost grew with all that one person holds.
CREATE INDEX task_mine_stage ON cases.task (assignee, stage, due, id) WHERE state = 'open' AND assignee IS NOT NULL;
CREATE INDEX task_mine_district ON cases.task (assignee, district, due, id) WHERE state = 'open' AND assignee IS NOT NULL;
CREATE INDEX task_mine_stage_district ON cases.task (assignee, stage, district, due, id) WHERE state = 'open' AND assignee IS NOT NULL;
CREATE INDEX task_stewarded_stage ON cases.task (steward, stage, due, id) WHERE state = 'open' AND steward IS NOT NULL;
CREATE INDEX task_stewarded_district ON cases.task (steward, district, due, id) WHERE state = 'open' AND steward IS NOT NULL;
CREATE INDEX task_stewarded_stage_district ON cases.task (steward, stage, district, due, id) WHERE state = 'open' AND steward IS NOT NULL;
