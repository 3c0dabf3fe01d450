package org.jieshui.rest;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(pid = RestConfig.PID, name = "Jieshui REST", description = "The HTTP door under /api")
public @interface RestConfig {

    String PID = "org.jieshui.rest";

    @AttributeDefinition(description = "Largest request body in bytes; uploads have their own limit")
    long maxBodyBytes() default 1024 * 1024;

    @AttributeDefinition(description = "How long a bundle that stops waits for requests in flight, in seconds")
    int drainSeconds() default 10;

    @AttributeDefinition(description = "Seconds between heartbeats of event streams; the session is checked as often")
    int heartbeatSeconds() default 15;

    @AttributeDefinition(description = "How old the figures of /metrics may be that are counted in the database, in seconds", min = "1", max = "3600")
    int metricsSeconds() default 10;

    @AttributeDefinition(description = "Further origins whose pages may write, for example https://water.example.cn behind a proxy that changes the Host header")
    String[] allowedOrigins() default {};

    @AttributeDefinition(description = "What /health/ready asks for besides the database: name=service")
    String[] requiredServices() default {
        "identity=org.jieshui.platform.api.identity.Authenticator", "calendar=org.jieshui.platform.api.calendar.WorkingCalendar",
        "cases=org.jieshui.cases.api.Cases"};
}
