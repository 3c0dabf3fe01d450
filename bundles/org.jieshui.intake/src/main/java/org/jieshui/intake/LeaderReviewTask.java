package org.jieshui.intake;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** The responsible leader confirms the drawings (R73); engineering and marketing then receive them at once. */
@Component(service = TaskType.class)
@TaskTypeId("intake.leader-review")
public class LeaderReviewTask implements TaskType {}
