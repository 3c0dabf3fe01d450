package org.jieshui.cases.api;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** The durable name of a {@link CaseListener}, {@code <module>.<what>}, and the kinds of entries it hears (none: all). A new name starts at the present end of the journal. */
@ComponentPropertyType
public @interface ListenerName {
    String PREFIX_ = "jieshui.listener.";
    String PROPERTY = "jieshui.listener.name";
    String KINDS = "jieshui.listener.kinds";

    String name();

    String[] kinds() default {};
}
