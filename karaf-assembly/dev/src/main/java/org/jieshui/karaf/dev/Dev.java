package org.jieshui.karaf.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jieshui.karaf.operator.Departments;
import org.jieshui.karaf.operator.OperatorException;

/** Builds and deploys a department whenever something of it was saved. What is wrong is told, and the version that runs goes on. */
public final class Dev implements AutoCloseable {

    private static final double MILLIS = 1000;

    private final Bundler bundler;
    private final Departments platform;
    private final PrintStream out;
    private final Saves saves;
    private final Pages pages;

    public Dev(Path project, Bundler bundler, Departments platform, PrintStream out) throws IOException {
        this.bundler = bundler;
        this.platform = platform;
        this.out = out;
        this.saves = new Saves(project);
        var ui = project.resolve("src/main/ui");
        this.pages = Files.exists(ui.resolve("package.json")) ? new Pages(ui, saves, out) : null;
        if (pages == null) {
            saves.told(); // with pages the first build of them tells
        }
    }

    /** Deploys the department as it is, then after each save, until it is closed. */
    public void run() throws InterruptedException, IOException {
        for (long saved = saves.await(); saved != Saves.END; saved = saves.await()) {
            once(saved);
        }
    }

    private void once(long saved) throws InterruptedException, IOException {
        try {
            if (pages != null) {
                pages.await();
            }
            var jar = bundler.build();
            var built = System.currentTimeMillis();
            platform.deploy(jar);
            out.printf("  %.1f s after it was saved, %.1f of them to build%n", (System.currentTimeMillis() - saved) / MILLIS, (built - saved) / MILLIS);
        } catch (Bundler.FaultException | OperatorException e) {
            out.println(e.getMessage());
            out.println("  Nothing was deployed; what ran goes on.");
        }
    }

    @Override
    public void close() throws IOException {
        if (pages != null) {
            pages.close();
        }
        saves.close();
    }
}
