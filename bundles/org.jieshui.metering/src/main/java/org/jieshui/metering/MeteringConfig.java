package org.jieshui.metering;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code org.jieshui.metering}. */
@ObjectClassDefinition(id = "org.jieshui.metering", name = "Jieshui 营销 / meters")
@interface MeteringConfig {

    @AttributeDefinition(name = "库存提醒（只） / low stock", description = "某口径可用水表少于此数时提醒 / A calibre with fewer usable meters than this is pointed out", min = "0", max = "10000")
    int lowStock() default 5;

    @AttributeDefinition(name = "预留时检定须再有效（日） / validity ahead, days",
            description = "预留时，检定至少还要有效这么多天，免得挂表前过期 / A meter is reserved only when its verification counts for that many days more, so that it does not end before the meter hangs", min = "0", max = "365")
    int validDays() default 30;
}
