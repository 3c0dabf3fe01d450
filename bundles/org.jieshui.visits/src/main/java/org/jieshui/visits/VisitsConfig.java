package org.jieshui.visits;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code org.jieshui.visits}. */
@ObjectClassDefinition(id = "org.jieshui.visits", name = "Jieshui 回访 / return visits")
@interface VisitsConfig {

    @AttributeDefinition(name = "整改时限（工作日） / limit of a follow-up, working days", description = "客户不满意时，责任部门几个工作日内办结 / Working days in which what a dissatisfied customer complained of is settled",
            min = "1", max = "60")
    int followUpDays() default 3;
}
