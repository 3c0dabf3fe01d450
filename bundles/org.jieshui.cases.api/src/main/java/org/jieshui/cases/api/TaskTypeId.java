package org.jieshui.cases.api;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** The id of a {@link TaskType} service, {@code <module>.<what>}: {@code survey.appointment}. */
@ComponentPropertyType
public @interface TaskTypeId {
    String PREFIX_ = "jieshui.";

    /** The service property that carries the id. */
    String PROPERTY = "jieshui.task.type.id";

    String value();
}
