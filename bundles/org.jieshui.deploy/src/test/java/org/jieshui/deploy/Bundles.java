package org.jieshui.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Jars as they are handed in: made from headers and files, signed with keys of the JDK's keytool. */
final class Bundles {

    static final String PASSWORD = "changeit";

    private final Path folder;

    Bundles(Path folder) {
        this.folder = folder;
    }

    static Map<String, String> headers(String module, String version) {
        return new HashMap<>(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "test." + module, "Bundle-Version", version, ModuleReader.HEADER, module));
    }

    static byte[] jar(Map<String, String> headers, Map<String, String> files) {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes)) {
            jar.putNextEntry(entry("META-INF/MANIFEST.MF"));
            manifest.write(jar);
            for (var file : files.entrySet()) {
                jar.putNextEntry(entry(file.getKey()));
                jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Always of the same moment: what is made twice has the same digest. */
    private static ZipEntry entry(String name) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        return entry;
    }

    Path file(byte[] jar) throws IOException {
        return Files.write(Files.createTempFile(folder, "made", ".jar"), jar);
    }

    /** A key in a store of its own. */
    Path key(String name, int days) throws IOException, InterruptedException {
        var store = folder.resolve(name + "-key.p12");
        var start = days < 0 ? "-10d" : "-1d";
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-startdate", start,
                "-validity", String.valueOf(days < 0 ? 5 : days), "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD).inheritIO().start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool");
        }
        return store;
    }

    private static Certificate certificate(Path key, String name) throws IOException, GeneralSecurityException {
        return load(key).getCertificate(name);
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    Path trusting(Path key, String name) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(name, certificate(key, name));
        var file = folder.resolve("trusted.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    byte[] signed(byte[] jar, Path key, String name) throws IOException, GeneralSecurityException {
        var store = load(key);
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(store.getCertificate(name)));
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipFile(file(jar).toFile())) {
            new JarSigner.Builder((PrivateKey) store.getKey(name, PASSWORD.toCharArray()), path).signerName("S" + new BigInteger(1, name.getBytes(StandardCharsets.UTF_8)).mod(BigInteger.valueOf(9999))).build()
                    .sign(zip, out);
        }
        return out.toByteArray();
    }

    /** The same entries, some with other content, some more: as a file looks that somebody changed afterwards. */
    static byte[] changed(byte[] jar, Map<String, String> files) throws IOException {
        var out = new ByteArrayOutputStream();
        var left = new HashMap<>(files);
        try (var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(jar)); var written = new java.util.zip.ZipOutputStream(out)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var content = in.readAllBytes();
                var other = left.remove(entry.getName());
                written.putNextEntry(new ZipEntry(entry.getName()));
                written.write(other == null ? content : other.getBytes(StandardCharsets.UTF_8));
            }
            for (var more : left.entrySet()) {
                written.putNextEntry(new ZipEntry(more.getKey()));
                written.write(more.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
