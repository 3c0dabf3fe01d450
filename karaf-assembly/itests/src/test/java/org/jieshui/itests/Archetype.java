package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.jieshui.karaf.dev.Bundler;

/**
 * The archetype, and the Maven of whoever makes a department with it. What this checkout built stands in a repository of its own before the machine's, as if it had been installed;
 * nothing is written into the machine's but what Maven fetches.
 */
final class Archetype {

    private static final String PLUGIN = "org.apache.maven.plugins:maven-archetype-plugin:3.4.0:generate"; // as ./jieshui new has it
    private static final String CLASSPATH = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath"; // as ./jieshui dev has it
    private static final Set<String> OF_THE_JAR_PLUGIN = Set.of("Created-By", "Build-Jdk-Spec");
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    static final Path VISITS = ROOT.resolve("bundles/org.jieshui.visits");

    private final Path folder;

    Archetype(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        installed(ROOT);
        installed(ROOT.resolve("bundles"));
        try (var bundles = Files.list(ROOT.resolve("bundles"))) {
            for (var bundle : bundles.filter(b -> Files.exists(b.resolve("pom.xml"))).toList()) {
                installed(bundle);
            }
        }
    }

    /** Makes a department of the archetype, as a project of its own. */
    Path make(String name) throws IOException, InterruptedException {
        maven(folder, PLUGIN, "-DarchetypeCatalog=internal", "-DarchetypeGroupId=org.jieshui", "-DarchetypeArtifactId=org.jieshui.archetype", "-DarchetypeVersion=" + VERSION,
                "-DgroupId=" + name.substring(0, name.lastIndexOf('.')), "-DartifactId=" + name);
        return folder.resolve(name);
    }

    /** Builds it and runs its tests; the jar. */
    Path build(Path project) throws IOException, InterruptedException {
        maven(project, "verify", CLASSPATH, "-Dmdep.outputFile=target/dev.classpath", "-DincludeScope=compile");
        return jar(project);
    }

    /** As Maven built it. */
    static Path jar(Path project) {
        return project.resolve("target/" + project.getFileName() + "-" + VERSION + ".jar");
    }

    /** What a department that was built is compiled against. */
    List<Path> classpath(Path project) throws IOException {
        return Arrays.stream(Files.readString(project.resolve("target/dev.classpath")).split(File.pathSeparator)).map(Path::of).toList();
    }

    /** What ./jieshui dev makes of the sources is what Maven made of them: every header, every file. */
    void assertSameByDev(Path project, Path byMaven, List<Path> classpath) throws Exception {
        var byDev = new Bundler(project, classpath, ROOT.resolve("bundles/pom.xml"), byMaven, folder.resolve("dev")).build();
        assertThat(headers(byDev)).as(project.toString()).isEqualTo(headers(byMaven));
        assertThat(digests(byDev)).as(project.toString()).isEqualTo(digests(byMaven));
    }

    private static Map<String, String> headers(Path file) throws IOException {
        try (var jar = new JarFile(file.toFile())) {
            var headers = new TreeMap<String, String>();
            jar.getManifest().getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
            headers.keySet().removeAll(OF_THE_JAR_PLUGIN);
            return headers;
        }
    }

    private static Map<String, Integer> digests(Path file) throws IOException {
        try (var jar = new JarFile(file.toFile())) {
            var digests = new TreeMap<String, Integer>();
            for (var entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    // the compiler plugin writes an empty package-info itself, in other words than the compiler
                    digests.put(entry.getName(), entry.getName().endsWith("/package-info.class") ? 0 : Arrays.hashCode(jar.getInputStream(entry).readAllBytes()));
                }
            }
            return digests;
        }
    }

    private void maven(Path where, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(ROOT.resolve("mvnw").toString(), "-B", "-ntp", "-Dmaven.repo.local=" + folder.resolve("repository"),
                "-Dmaven.repo.local.tail=" + System.getProperty("maven.repository")));
        if (System.getProperty("maven.mode").equals("offline=true")) {
            command.add("-o");
        }
        command.addAll(List.of(words));
        var log = folder.resolve("maven.log");
        int exit = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        assertThat(exit).as(Files.readString(log)).isZero();
    }

    private void installed(Path module) throws IOException {
        var name = module.equals(ROOT) ? "org.jieshui" : module.equals(ROOT.resolve("bundles")) ? "org.jieshui.bundles" : module.getFileName().toString();
        var place = Files.createDirectories(folder.resolve("repository/org/jieshui").resolve(name).resolve(VERSION));
        Files.createSymbolicLink(place.resolve(name + "-" + VERSION + ".pom"), module.resolve("pom.xml"));
        var target = module.resolve("target");
        if (Files.isDirectory(target)) {
            try (var jars = Files.newDirectoryStream(target, name + "-" + VERSION + "*.jar")) {
                for (var jar : jars) {
                    Files.createSymbolicLink(place.resolve(jar.getFileName()), jar);
                }
            }
        }
    }
}
