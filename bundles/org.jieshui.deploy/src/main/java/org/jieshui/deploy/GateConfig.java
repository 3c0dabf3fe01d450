package org.jieshui.deploy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Jieshui deployment", description = "The gate through which departments enter a running platform")
public @interface GateConfig {

    String PID = "org.jieshui.deploy";

    @AttributeDefinition(required = false, description = "PKCS#12 file with the certificates of the keys that may sign departments. Empty: trusted.p12 beside this file. Read at each deployment")
    String trustStore() default "";

    @AttributeDefinition(description = "Its password. It guards certificates, no secret")
    String trustStorePassword() default "changeit";

    @AttributeDefinition(description = "Development: departments without any signature are let in too, and every page of the console says so. Never in service")
    boolean unsigned() default false;

    @AttributeDefinition(min = "1", max = "512", description = "Largest bundle, in megabytes")
    int maxMegabytes() default 64;

    @AttributeDefinition(min = "1", max = "3600", description = "How long a new version may take until it is healthy, in seconds; then it is taken out again")
    int healthySeconds() default 60;

    @AttributeDefinition(min = "0", max = "3600", description = "How long the old version may go on with requests that it has begun, in seconds")
    int drainSeconds() default 30;

    @AttributeDefinition(min = "0", max = "3600", description = "How long a new version is watched after its take-over, with the old one at hand, in seconds; other nodes follow then. 0: not at all")
    int watchSeconds() default 60;

    @AttributeDefinition(min = "1", max = "1000", description = "So many failures of its code while it is watched, and more than twice as many as before, and the old version serves again")
    int watchFailures() default 5;
}
