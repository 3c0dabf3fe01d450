package org.jieshui.intake;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** Customer service confirms the drawings (R73); sends them back to the Design Institute when they do not agree. */
@Component(service = TaskType.class)
@TaskTypeId("intake.review")
public class ReviewTask implements TaskType {}
