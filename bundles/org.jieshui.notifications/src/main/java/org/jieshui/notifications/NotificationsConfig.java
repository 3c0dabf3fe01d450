package org.jieshui.notifications;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Jieshui notifications", description = "Delivery of messages")
public @interface NotificationsConfig {

    String PID = "org.jieshui.notifications";

    @AttributeDefinition(description = "Milliseconds between looks for messages that other nodes wrote")
    int bellMillis() default 1000;

    @AttributeDefinition(description = "Milliseconds between looks for deliveries that are due")
    int deliveryMillis() default 5000;

    @AttributeDefinition(description = "Attempts before a delivery has failed for good; with the pauses below, 80 are three days")
    int attempts() default 80;

    @AttributeDefinition(description = "Seconds before the second attempt; each further pause is twice as long")
    int firstPauseSeconds() default 30;

    @AttributeDefinition(description = "Longest pause between attempts, in seconds")
    int longestPauseSeconds() default 3600;

    @AttributeDefinition(description = "Seconds after which an attempt that says nothing is taken for dead and repeated")
    int leaseSeconds() default 300;
}
