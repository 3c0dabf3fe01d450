package org.jieshui.karaf.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Vite, which builds a department's pages into target/ui at each change, and tells when it has. */
final class Pages implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 200;

    private final Process vite;
    private boolean building;

    /** @param saves told after each build */
    Pages(Path ui, Saves saves, PrintStream out) throws IOException {
        vite = new ProcessBuilder("npm", "run", "--silent", "watch").directory(ui.toFile()).redirectErrorStream(true).start();
        var thread = new Thread(() -> listen(saves, out), "pages");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(Saves saves, PrintStream out) {
        long begun = System.currentTimeMillis();
        try (var lines = new BufferedReader(new InputStreamReader(vite.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var plain = line.replaceAll("\u001B\\[[0-9;]*m", "");
                if (plain.startsWith("build started")) {
                    building(true);
                    begun = System.currentTimeMillis();
                } else if (plain.startsWith("built in ")) {
                    building(false);
                    saves.told(begun);
                } else if (isWorthTelling(plain)) {
                    building(false); // it failed
                    out.println("  " + plain);
                }
            }
        } catch (IOException e) {
            out.println("  Pages are not built any more: " + e.getMessage());
        }
    }

    private synchronized void building(boolean now) {
        building = now;
        notifyAll();
    }

    /** Waits while files are being written. */
    synchronized void await() throws InterruptedException {
        while (building && vite.isAlive()) {
            wait(PATIENCE_MILLIS);
        }
    }

    private static boolean isWorthTelling(String line) {
        return !line.isBlank() && !line.matches("\\s+at .*") && !line.contains(" kB") && !line.startsWith("vite v") && !line.startsWith("watching for") && !line.startsWith("build started") && !line.contains("modules transformed")
                && !line.startsWith("transforming") && !line.startsWith("rendering") && !line.startsWith("computing");
    }

    @Override
    public void close() {
        vite.descendants().forEach(ProcessHandle::destroy);
        vite.destroy();
    }
}
