package org.jieshui.notifications;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(name = "Jieshui mail", description = "The mail server that messages to staff go through. No mail is sent until host and from are set.")
@interface MailConfig {

    String PID = "org.jieshui.notifications.mail";

    @AttributeDefinition(required = false, description = "The mail server. Empty: no mail")
    String host() default "";

    @AttributeDefinition(min = "0", max = "65535", description = "0: what the security asks for, 587 (starttls), 465 (tls) or 25 (none)")
    int port() default 0;

    @AttributeDefinition(options = {@Option("starttls"), @Option("tls"), @Option("none")},
            description = "starttls: refused when the server cannot; tls: from the first byte; none: in clear text, for a server on the same machine. The server's certificate must be one that the JVM trusts and bear the name in host")
    String security() default "starttls";

    @AttributeDefinition(required = false, description = "Account at the mail server. Empty: it asks for none")
    String user() default "";

    @AttributeDefinition(type = AttributeType.PASSWORD, required = false, description = "Better in a file: passwordFile")
    String password() default "";

    @AttributeDefinition(required = false, description = "File whose first line is the password; readable by the platform's user alone. Read at each attempt")
    String passwordFile() default "";

    @AttributeDefinition(required = false, description = "The sender, for example 接水平台 <jieshui@example.cn>; the name may be left out")
    String from() default "";

    @AttributeDefinition(required = false, description = "Where the receivers' browsers find the platform, for example https://jieshui.example.cn. Empty: mails bear no link")
    String baseUrl() default "";

    @AttributeDefinition(min = "1", max = "600", description = "Seconds to wait for each answer of the server")
    int timeoutSeconds() default 60;
}
