package org.jieshui.construction;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** Engineering at the survey: is the site fit, what must be excavated, how far are lines that are not in service yet (R60–R63). */
@Component(service = TaskType.class)
@TaskTypeId("construction.finding")
public class FindingTask implements TaskType {}
