package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The archetype and the Maven of whoever makes a department with it. What this checkout built stands in a repository of its own before the machine's, as if it had been installed;
 * nothing is written into the machine's but what Maven fetches.
 */
final class Archetype {

    private static final String PLUGIN = "org.apache.maven.plugins:maven-archetype-plugin:3.4.0:generate"; // as ./jieshui new has it
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

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
        maven(project, "verify");
        return project.resolve("target/" + project.getFileName() + "-" + VERSION + ".jar");
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
