package org.jieshui.example;

import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.osgi.service.component.annotations.Component;

/** A water sample is taken where the connection is wanted; the core checks, keeps and shows what the form says. */
@Component(service = TaskType.class)
@TaskTypeId("example.sample")
public class SampleTask implements TaskType {}
