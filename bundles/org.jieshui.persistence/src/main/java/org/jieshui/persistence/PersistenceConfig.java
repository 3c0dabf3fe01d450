package org.jieshui.persistence;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Jieshui database",
        description = "PostgreSQL: the embedded one, unless url names another. A change takes effect at once and interrupts everybody for a moment.")
@interface PersistenceConfig {

    @AttributeDefinition(name = "URL of an external PostgreSQL", required = false,
            description = "For example jdbc:postgresql://db.example.org:5432/jieshui?sslmode=verify-full. Empty: the embedded PostgreSQL. PostgreSQL 15 or newer, encoding UTF8.")
    String url() default "";

    @AttributeDefinition(name = "Owner's name", required = false, description = "External only. The role that owns the database; it makes and changes the tables.")
    String owner_user() default "jieshui_owner";

    @AttributeDefinition(name = "Owner's password", type = AttributeType.PASSWORD, required = false, description = "External only. Better in a file: owner.passwordFile.")
    String owner_password() default "";

    @AttributeDefinition(name = "File with the owner's password", required = false, description = "External only. Its first line is the password; readable by the platform's user alone.")
    String owner_passwordFile() default "";

    @AttributeDefinition(name = "Running role's name", required = false,
            description = "External only. The role that the platform works as; it reads and writes rows, and must own nothing and not be a member of the owner.")
    String app_user() default "jieshui_app";

    @AttributeDefinition(name = "Running role's password", type = AttributeType.PASSWORD, required = false, description = "External only. Better in a file: app.passwordFile.")
    String app_password() default "";

    @AttributeDefinition(name = "File with the running role's password", required = false,
            description = "External only. Its first line is the password; readable by the platform's user alone.")
    String app_passwordFile() default "";

    @AttributeDefinition(name = "Connections", min = "2", max = "500", description = "The most connections that work at once (2–500). Twice the database server's processors are usually enough.")
    int pool_size() default 20;

    @AttributeDefinition(name = "Wait for a connection", min = "250", max = "60000",
            description = "Milliseconds (250–60000) that a request waits for a connection before it is refused: early and clearly, rather than late.")
    int pool_acquireTimeout() default 5000;

    @AttributeDefinition(name = "Wait for a table", min = "100", max = "60000",
            description = "Milliseconds (100–60000) that a migration waits for a table in use. Everybody else waits behind it, so keep it short; the migration is tried again.")
    int migration_lockTimeout() default 3000;

    @AttributeDefinition(name = "Folder of the embedded PostgreSQL", required = false, description = "Empty: the folder postgres in the container's data folder. On a local disk.")
    String embedded_directory() default "";

    @AttributeDefinition(name = "Port of the embedded PostgreSQL", min = "0", max = "65535", description = "On 127.0.0.1. 0: a free one, which is then kept (file port in the folder).")
    int embedded_port() default 0;

    @AttributeDefinition(name = "Memory of the embedded PostgreSQL", description = "PostgreSQL's shared_buffers: a quarter of the machine's memory at most. Other settings: file local.conf in the folder.")
    String embedded_sharedBuffers() default "128MB";
}
