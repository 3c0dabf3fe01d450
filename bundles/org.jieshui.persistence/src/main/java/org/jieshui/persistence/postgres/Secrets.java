package org.jieshui.persistence.postgres;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/** The generated passwords of the embedded server's three roles, in a file that only its owner reads. Never printed. */
public record Secrets(String superuser, String owner, String app) {

    private static final String ONLY_OWNER = "rw-------";

    static Secrets loadOrCreate(Path file) throws IOException {
        return Files.exists(file) ? load(file) : create(file);
    }

    public static Secrets load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Secrets secrets = new Secrets(properties.getProperty("postgres"), properties.getProperty("jieshui_owner"), properties.getProperty("jieshui_app"));
        if (secrets.superuser == null || secrets.owner == null || secrets.app == null) {
            throw new PostgresException("The file " + file + " is damaged: it must name the passwords of postgres, jieshui_owner and jieshui_app. "
                    + "Restore it from a backup.");
        }
        return secrets;
    }

    private static Secrets create(Path file) throws IOException {
        Secrets secrets = new Secrets(generate(), generate(), generate());
        Path half = Files.createTempFile(file.getParent(), "secrets", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ONLY_OWNER)));
        try (Writer writer = Files.newBufferedWriter(half)) {
            writer.write("postgres=" + secrets.superuser + "\njieshui_owner=" + secrets.owner + "\njieshui_app=" + secrets.app + "\n");
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        return secrets;
    }

    private static String generate() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "Secrets[…]";
    }
}
