package org.jieshui.itests.drive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jieshui.itests.drive.clock.ClockBundle;

/** The platform's clock, as the drive moves it: only forward, in whole minutes. */
final class DrivenClock {

    private final Path file;
    private final MappedByteBuffer moment;

    DrivenClock(Path file, Instant first) {
        this.file = file.toAbsolutePath();
        try {
            Files.createDirectories(this.file.getParent());
            Files.write(this.file, new byte[Long.BYTES]);
            moment = ClockBundle.map(this.file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        moment.putLong(0, first.toEpochMilli());
    }

    Path file() {
        return file;
    }

    Instant now() {
        return Instant.ofEpochMilli(moment.getLong(0));
    }

    /** A moment that has passed is now. */
    void to(Instant next) {
        if (next.isAfter(now())) {
            moment.putLong(0, next.toEpochMilli());
        }
    }
}
