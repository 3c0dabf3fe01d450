package org.jieshui.shell;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Jieshui shell", description = "The shell over SSH")
public @interface ShellConfig {

    String PID = "org.jieshui.shell";

    @AttributeDefinition(min = "0", max = "65535", description = "Port of the SSH server, 8101 for example. 0: off, nothing listens")
    int port() default 0;

    @AttributeDefinition(description = "Address that it listens on. Leave it at the loopback address and come through the machine's own SSH server")
    String host() default "127.0.0.1";
}
