package org.jieshui.calendar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jieshui.calendar.CalendarFile.InvalidCalendarException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calendars in force: those of the product, each replaced by the file of the same year in a folder. A file that is refused changes nothing: its year stays as it was.
 * Not safe for several threads.
 */
final class CalendarFolder {

    private static final Logger LOG = LoggerFactory.getLogger(CalendarFolder.class);
    private static final int FIRST_BUILT_IN = 2019;
    private static final int LAST_BUILT_IN = 2026;

    private final Path folder;
    private final Map<Integer, CalendarYear> builtIn = builtIn();
    private final Map<String, CalendarYear> accepted = new TreeMap<>();
    private Map<String, String> seen = Map.of();
    private Map<String, String> loaded = Map.of();

    /** @param folder need not exist */
    CalendarFolder(Path folder) {
        this.folder = folder;
        seen = look();
        load();
    }

    /** Looks for changes; true when the calendars may be others than before. A change is taken when it is seen twice alike, so that no file is read half written. */
    boolean refresh() {
        Map<String, String> found = look();
        boolean steady = found.equals(seen);
        seen = found;
        if (!steady || found.equals(loaded)) {
            return false;
        }
        load();
        return true;
    }

    Collection<CalendarYear> calendars() {
        Map<Integer, CalendarYear> years = new TreeMap<>(builtIn);
        accepted.values().forEach(year -> years.put(year.year(), year));
        return years.values();
    }

    private void load() {
        accepted.keySet().removeIf(name -> !seen.containsKey(name));
        seen.forEach((name, stamp) -> {
            if (!stamp.equals(loaded.get(name))) {
                load(name);
            }
        });
        loaded = seen;
    }

    private void load(String name) {
        Path file = folder.resolve(name);
        try (InputStream in = Files.newInputStream(file)) {
            CalendarYear year = CalendarFile.read(name, in.readNBytes(CalendarFile.MAX_BYTES + 1));
            accepted.put(name, year);
            LOG.info("Calendar of {} taken from {} (revision {})", year.year(), file, year.revision());
        } catch (InvalidCalendarException | IOException e) {
            LOG.error("Calendar file {} is refused, the calendar of that year stays as it was: {}", file, e.getMessage());
        }
    }

    /** The calendar files in the folder, each with what changes when it is written. */
    private Map<String, String> look() {
        Map<String, String> files = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : stream) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                files.put(file.getFileName().toString(), attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey());
            }
        } catch (IOException e) {
            LOG.error("Folder {} cannot be read, the calendars stay as they were: {}", folder, e.toString());
            return seen;
        }
        return files;
    }

    private static Map<Integer, CalendarYear> builtIn() {
        Map<Integer, CalendarYear> years = new TreeMap<>();
        for (int year = FIRST_BUILT_IN; year <= LAST_BUILT_IN; year++) {
            String name = year + ".json";
            try (InputStream in = CalendarFolder.class.getResourceAsStream("/calendar/" + name)) {
                years.put(year, CalendarFile.read(name, in.readAllBytes()));
            } catch (InvalidCalendarException e) {
                throw new IllegalStateException("calendar/" + name + " of the product: " + e.getMessage(), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return years;
    }
}
