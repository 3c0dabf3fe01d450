package org.jieshui.karaf.dev;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Makes of a department's sources the bundle that Maven makes of them, in this process: a compiler that is warm, and the library that is inside of Maven's bnd plugin. What the pom says about the bundle (its name,
 * version, licence) is taken from the jar that Maven built before.
 */
public final class Bundler {

    /** What bnd-maven-plugin takes from the pom. */
    private static final List<String> FROM_THE_POM = List.of("Bundle-SymbolicName", "Bundle-Name", "Bundle-Version", "Bundle-Description", "Bundle-Vendor", "Bundle-License", "Bundle-DocURL", "Bundle-SCM",
            "Bundle-Developers");
    private static final Pattern INSTRUCTIONS = Pattern.compile("(?s)<bnd><!\\[CDATA\\[(.*?)]]></bnd>");

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8);
    private final Path project;
    private final List<Path> classpath;
    private final String instructions;
    private final Manifest built;
    private final Path output;
    private Map<Path, String> compiled;

    /**
     * @param classpath what the department is compiled against
     * @param parent    the bundles' pom, whose lines for bnd every bundle inherits
     * @param built     the department's jar as Maven built it
     * @param output    a folder of one's own
     */
    public Bundler(Path project, List<Path> classpath, Path parent, Path built, Path output) throws IOException {
        this.project = project;
        this.classpath = classpath.stream().filter(Files::exists).toList();
        var lines = INSTRUCTIONS.matcher(Files.readString(parent));
        this.instructions = lines.find() ? lines.group(1) : "";
        try (var jar = new JarFile(built.toFile())) {
            this.built = jar.getManifest();
        }
        this.output = Files.createDirectories(output);
    }

    /** The bundle of the sources as they are. */
    public Path build() throws IOException, FaultException {
        var classes = output.resolve("classes");
        compile();
        remove(classes);
        copy(output.resolve("compiled"), classes);
        copy(project.resolve("src/main/resources"), classes);
        copy(project.resolve("target/ui"), classes.resolve("ui"));
        return bundle(classes);
    }

    /** All sources, unless none was changed since. */
    private void compile() throws IOException, FaultException {
        var sources = project.resolve("src/main/java");
        List<Path> found;
        try (var all = Files.isDirectory(sources) ? Files.walk(sources) : Stream.<Path>empty()) {
            found = all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        var state = new HashMap<Path, String>();
        for (var file : found) {
            state.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
        }
        if (state.equals(compiled)) {
            return;
        }
        compiled = null;
        var classes = output.resolve("compiled");
        remove(classes);
        Files.createDirectories(classes);
        var said = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-d", classes.toString(), "--release", "17", "-g", "-parameters", "-proc:none", "-Xpkginfo:always", "-classpath",
                classpath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        if (!found.isEmpty() && !compiler.getTask(null, files, said, options, null, files.getJavaFileObjectsFromPaths(found)).call()) {
            throw new FaultException(said.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).map(this::told).toList());
        }
        compiled = state;
    }

    private String told(Diagnostic<? extends JavaFileObject> fault) {
        var where = fault.getSource() == null ? "" : project.relativize(Path.of(fault.getSource().toUri())) + ":" + fault.getLineNumber() + ": ";
        return where + fault.getMessage(Locale.ENGLISH);
    }

    private Path bundle(Path classes) throws IOException, FaultException {
        var properties = new Properties();
        for (var header : FROM_THE_POM) {
            var value = built.getMainAttributes().getValue(header);
            if (value != null) {
                properties.setProperty(header, value);
            }
        }
        properties.load(new java.io.StringReader(instructions));
        var own = project.resolve("bnd.bnd");
        if (Files.exists(own)) {
            try (var in = Files.newBufferedReader(own)) {
                properties.load(in);
            }
        }
        try (var builder = new Builder(new Processor(new Properties(), false))) {
            builder.setBase(project.toFile());
            builder.setProperties(project.toFile(), properties);
            builder.addClasspath(classes.toFile());
            var content = new Jar(project.getFileName().toString(), classes.toFile());
            content.setManifest(new Manifest());
            builder.setJar(content);
            builder.setClasspath(classpath.stream().map(Path::toFile).toArray(File[]::new));
            builder.setSourcepath(new File[] {project.resolve("src/main/java").toFile(), project.resolve("src/main/resources").toFile()});
            var bundle = builder.build();
            if (!builder.getErrors().isEmpty()) {
                throw new FaultException(List.copyOf(builder.getErrors()));
            }
            var jar = output.resolve(project.getFileName() + ".jar");
            bundle.write(jar.toFile());
            return jar;
        } catch (FaultException | IOException e) {
            throw e;
        } catch (Exception e) {
            throw new FaultException(List.of("bnd: " + e.getMessage()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (var found = Files.walk(folder)) {
            all = new ArrayList<>(found.toList());
        }
        java.util.Collections.reverse(all);
        for (var file : all) {
            Files.delete(file);
        }
    }

    /** What is wrong with the sources, a line each. */
    public static final class FaultException extends Exception {
        private static final long serialVersionUID = 1L;

        FaultException(List<String> faults) {
            super(String.join("\n", faults));
        }
    }
}
