package org.jieshui.design;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** The Design Institute at the survey: demand, where to tap, what to lay, which meter (R50–R54). */
@Component(service = TaskType.class)
@TaskTypeId("design.finding")
public class FindingTask implements TaskType {}
