package org.jieshui.metering;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** Calibre of the meter and place of its well, so that the meter is prepared early (R67). */
@Component(service = TaskType.class)
@TaskTypeId("metering.finding")
public class FindingTask implements TaskType {}
