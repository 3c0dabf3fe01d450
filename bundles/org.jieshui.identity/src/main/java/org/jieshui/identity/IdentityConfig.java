package org.jieshui.identity;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code org.jieshui.identity}. */
@ObjectClassDefinition(name = "Jieshui identity", description = "Sessions, lock-out and passwords")
@interface IdentityConfig {

    String PID = "org.jieshui.identity";

    @AttributeDefinition(description = "Minutes without a request after which a session ends", min = "1", max = "480")
    int idleMinutes() default 30;

    @AttributeDefinition(description = "Hours after which a session ends in any case", min = "1", max = "168")
    int sessionHours() default 12;

    @AttributeDefinition(description = "Sessions a person may have at once; the oldest ends", min = "1")
    int sessionsPerPerson() default 10;

    @AttributeDefinition(description = "Send the cookie over https only, whatever this request came by (behind a proxy that ends TLS)")
    boolean secureCookie() default false;

    @AttributeDefinition(description = "Failed logins of one account that lock it", min = "3", max = "20")
    int lockAfter() default 5;

    @AttributeDefinition(description = "Minutes an account stays locked", min = "1")
    int lockMinutes() default 15;

    @AttributeDefinition(description = "Failed logins from one address, within the minutes of a lock, that shut it out for as long", min = "5")
    int failuresPerAddress() default 100;

    @AttributeDefinition(description = "Days after which a password must be changed; 0: never", min = "0")
    int passwordDays() default 0;

    @AttributeDefinition(description = "Argon2id memory in KiB; hashes made with less are renewed at the next login", min = "8192")
    int argon2Memory() default 19456;

    @AttributeDefinition(description = "Argon2id iterations", min = "1")
    int argon2Iterations() default 2;

    @AttributeDefinition(description = "Passwords hashed at once; 0: half the processors, at least one", min = "0")
    int hashingThreads() default 0;
}
