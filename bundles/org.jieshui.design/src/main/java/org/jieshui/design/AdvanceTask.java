package org.jieshui.design;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** The Design Institute looks at the surrounding supply before the survey (R176). */
@Component(service = TaskType.class)
@TaskTypeId("design.advance")
public class AdvanceTask implements TaskType {}
