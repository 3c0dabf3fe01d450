package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Bundles as a department's IT hands them in: made of a jar that there is, changed here and there, signed with the JDK's own tools. */
final class Signed {

    private static final String PASSWORD = "changeit";

    private final Path folder;

    Signed(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path folder() {
        return folder;
    }

    /** A key of that name, and its certificate in the trust store, if it is given. */
    void key(String name, Path trustStore) {
        tool("keytool", "-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-validity", "30", "-keystore", keys(), "-storetype", "PKCS12",
                "-storepass", PASSWORD);
        if (trustStore != null) {
            var certificate = folder.resolve(name + ".pem").toString();
            tool("keytool", "-exportcert", "-rfc", "-alias", name, "-file", certificate, "-keystore", keys(), "-storepass", PASSWORD);
            tool("keytool", "-importcert", "-noprompt", "-alias", name, "-file", certificate, "-keystore", trustStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD);
        }
    }

    /**
     * A copy under another version.
     *
     * @param headers of the manifest to set; an empty one is taken away
     * @param files   to add or to replace
     */
    Path variant(Path jar, String version, Map<String, String> headers, Map<String, byte[]> files) throws IOException {
        var out = folder.resolve(version + ".jar");
        try (var in = new JarFile(jar.toFile())) {
            var manifest = new Manifest(in.getManifest());
            var main = manifest.getMainAttributes();
            main.putValue("Bundle-Version", version);
            headers.forEach((name, value) -> {
                if (value.isEmpty()) {
                    main.remove(new java.util.jar.Attributes.Name(name));
                } else {
                    main.putValue(name, value);
                }
            });
            var content = new HashMap<String, byte[]>();
            for (var entry : java.util.Collections.list(in.entries())) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    content.put(entry.getName(), in.getInputStream(entry).readAllBytes());
                }
            }
            content.putAll(files);
            try (var written = new JarOutputStream(Files.newOutputStream(out), manifest)) {
                for (var file : content.entrySet()) {
                    written.putNextEntry(new JarEntry(file.getKey()));
                    written.write(file.getValue());
                }
            }
        }
        return out;
    }

    /** Signs it where it is. */
    byte[] by(String key, Path jar) throws IOException {
        tool("jarsigner", "-keystore", keys(), "-storetype", "PKCS12", "-storepass", PASSWORD, jar.toString(), key);
        return Files.readAllBytes(jar);
    }

    /** One byte of an entry's content is another; the rest of the file is as it was. */
    static byte[] tampered(byte[] jar, String name) throws IOException {
        var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(jar));
        var out = new ByteArrayOutputStream();
        try (in; var written = new java.util.zip.ZipOutputStream(out)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var content = in.readAllBytes();
                if (entry.getName().equals(name)) {
                    content = (new String(content, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
                }
                written.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                written.write(content);
            }
        }
        return out.toByteArray();
    }

    private String keys() {
        return folder.resolve("keys.p12").toString();
    }

    private void tool(String name, String... words) {
        try {
            var command = new java.util.ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
            command.addAll(java.util.List.of(words));
            var log = folder.resolve(name + ".log");
            int exit = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
            assertThat(exit).as(Files.readString(log)).isZero();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
