package org.jieshui.karaf.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.jieshui.karaf.operator.Departments;
import org.jieshui.karaf.operator.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A department is saved, against a platform that keeps what was deployed. */
class DevTest {

    private static final String PARENT = "<project><bnd><![CDATA[\nBundle-Vendor: Somebody\n-noextraheaders: true\n-noimportjava: true\n]]></bnd></project>";
    private static final String ANSWER = "{\"deployment\":{\"id\":1,\"module\":\"quality\",\"version\":\"0.1.0.SNAPSHOT-1\"},\"unchanged\":false}";
    private static final String SOURCE = "package com.example.quality;\n\npublic class Sample {\n    public String verdict() {\n        return \"%s\";\n    }\n}\n";

    @TempDir
    Path folder;

    private final BlockingQueue<byte[]> deployed = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private HttpServer platform;
    private Path project;
    private Dev dev;
    private Thread running;

    @BeforeEach
    void start() throws IOException {
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.createContext("/api/modules", exchange -> {
            deployed.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(201, ANSWER.length());
            exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        platform.start();
        project = folder.resolve("com.example.quality");
        write("src/main/java/com/example/quality/Sample.java", SOURCE.formatted("fit"));
        write("src/main/resources/forms/quality.sample.json", "{}");
        write("bnd.bnd", "Jieshui-Module: quality\n");
        var parent = Files.writeString(folder.resolve("pom.xml"), PARENT);
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        var address = URI.create("http://127.0.0.1:" + platform.getAddress().getPort() + "/");
        var classpath = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator)).map(Path::of).toList();
        var bundler = new Bundler(project, classpath, parent, builtByMaven(), folder.resolve("out"));
        dev = new Dev(project, bundler, new Departments(Platform.withToken(address, "en", "secret"), "en", out), out);
        running = new Thread(() -> {
            try {
                dev.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }, "dev");
        running.start();
    }

    @AfterEach
    void stop() throws Exception {
        dev.close();
        running.join();
        platform.stop(0);
    }

    @Test
    void whatIsSavedIsDeployed() throws Exception {
        assertThat(text(next(), "forms/quality.sample.json")).isEqualTo("{}");

        write("src/main/resources/forms/quality.sample.json", "{\"title\": {}}");
        assertThat(text(next(), "forms/quality.sample.json")).isEqualTo("{\"title\": {}}");

        write("src/main/java/com/example/quality/Sample.java", SOURCE.formatted("unfit"));
        assertThat(text(next(), "com/example/quality/Sample.class")).contains("unfit").doesNotContain("\"fit\"");

        write("src/main/resources/db/V1__quality.sql", "-- in a new folder");
        write("bnd.bnd", "Jieshui-Module: quality\nJieshui-Schema: quality\n");
        assertThat(last("Jieshui-Schema").getMainAttributes().getValue("Jieshui-Schema")).isEqualTo("quality");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("quality 0.1.0.SNAPSHOT-1 runs").containsPattern("[0-9.]+ s after it was saved");
    }

    @Test
    void whatDoesNotCompileIsToldWithFileAndLineAndNothingIsDeployed() throws Exception {
        next();
        write("src/main/java/com/example/quality/Sample.java", SOURCE.formatted("fit").replace("public String", "public int"));
        for (long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30); !said.toString(StandardCharsets.UTF_8).contains("Nothing was deployed") && System.nanoTime() < until;) {
            Thread.onSpinWait();
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("src/main/java/com/example/quality/Sample.java:5: incompatible types");
        assertThat(deployed).isEmpty();

        write("src/main/java/com/example/quality/Sample.java", SOURCE.formatted("mended"));
        assertThat(text(next(), "com/example/quality/Sample.class")).contains("mended");
    }

    @Test
    void theBundleSaysWhatThePomAndTheParentSay() throws Exception {
        try (var jar = new JarInputStream(new ByteArrayInputStream(next()))) {
            var main = jar.getManifest().getMainAttributes();
            assertThat(main.getValue("Bundle-SymbolicName")).isEqualTo("com.example.quality");
            assertThat(main.getValue("Bundle-Version")).isEqualTo("0.1.0.SNAPSHOT");
            assertThat(main.getValue("Bundle-Vendor")).isEqualTo("Somebody");
            assertThat(main.getValue("Jieshui-Module")).isEqualTo("quality");
            assertThat(main.getValue("Import-Package")).isNull();
        }
    }

    private Path builtByMaven() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "com.example.quality");
        manifest.getMainAttributes().putValue("Bundle-Version", "0.1.0.SNAPSHOT");
        var jar = folder.resolve("built.jar");
        new java.util.jar.JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    private void write(String file, String text) throws IOException {
        var path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private byte[] next() throws InterruptedException {
        var jar = deployed.poll(30, TimeUnit.SECONDS);
        assertThat(jar).as("deployed within 30 s; said: %s", said.toString(StandardCharsets.UTF_8)).isNotNull();
        return jar;
    }

    /** Two saves may come as one deployment or as two. */
    private Manifest last(String header) throws Exception {
        while (true) {
            try (var jar = new JarInputStream(new ByteArrayInputStream(next()))) {
                if (jar.getManifest().getMainAttributes().getValue(header) != null) {
                    return jar.getManifest();
                }
            }
        }
    }

    private static String text(byte[] bytes, String name) throws IOException {
        try (var jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return new String(jar.readAllBytes(), StandardCharsets.ISO_8859_1);
                }
            }
        }
        throw new AssertionError("no " + name + " in what was deployed");
    }
}
