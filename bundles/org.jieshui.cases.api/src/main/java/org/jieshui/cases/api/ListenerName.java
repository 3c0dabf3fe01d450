package org.jieshui.cases.api;

import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The durable name of a {@link CaseListener}, {@code <module>.<what>}, and the kinds of entries it hears (none: all). A new name starts at the present end of the journal.
 *
 * <p>{@code afterwards}: it does what takes long or reaches out (renders a paper, stores a document), and is therefore called outside any transaction, on one node at a time.
 * Its cursor moves when it has returned; where the system stops between the two, or it takes longer than two minutes, the entry is heard again: it looks first whether its work is done.
 */
@ComponentPropertyType
public @interface ListenerName {
    String PREFIX_ = "jieshui.listener.";
    String PROPERTY = "jieshui.listener.name";
    String KINDS = "jieshui.listener.kinds";
    String AFTERWARDS = "jieshui.listener.afterwards";

    String name();

    String[] kinds() default {};

    boolean afterwards() default false;
}
