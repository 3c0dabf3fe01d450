package org.jieshui.calendar;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Calendar", description = "Office hours, and where calendars of further years are found")
@interface CalendarConfig {

    String PID = "org.jieshui.calendar";

    @AttributeDefinition(name = "Office opens", description = "HH:MM in Asia/Shanghai. A change moves every open deadline")
    String open() default "08:30";

    @AttributeDefinition(name = "Office closes", description = "HH:MM in Asia/Shanghai, after opening; there is no break. A change moves every open deadline")
    String close() default "17:30";

    @AttributeDefinition(name = "Folder", required = false,
            description = "Folder of calendar files (2027.json) that add to or replace those of the product. Empty: etc/calendar of the installation")
    String folder() default "";
}
