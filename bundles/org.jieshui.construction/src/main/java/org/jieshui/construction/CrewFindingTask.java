package org.jieshui.construction;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** The construction unit at the survey: plan, materials, personnel ahead of the works (R64–R66). */
@Component(service = TaskType.class)
@TaskTypeId("construction.crew-finding")
public class CrewFindingTask implements TaskType {}
