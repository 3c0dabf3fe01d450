package org.jieshui.cases.api.sample;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** The module whose words a {@link SampleWork} service understands. */
@ComponentPropertyType
public @interface SampleModule {
    String PREFIX_ = "jieshui.";

    /** The service property that carries it. */
    String PROPERTY = "jieshui.sample.module";

    String value();
}
