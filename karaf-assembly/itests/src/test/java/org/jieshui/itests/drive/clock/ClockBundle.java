package org.jieshui.itests.drive.clock;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * A bundle of the drive alone: the clock that it sets, before the machine's. The moment is eight bytes (milliseconds) of a file that both processes have mapped, so it
 * stands still until the drive moves it.
 */
public final class ClockBundle implements BundleActivator {

    /** System property: the file. */
    public static final String FILE = "jieshui.drive.clock";

    @Override
    public void start(BundleContext bundles) throws IOException {
        Dictionary<String, Object> first = new Hashtable<>();
        first.put(Constants.SERVICE_RANKING, 1000);
        bundles.registerService(Clock.class, new Driven(map(Path.of(System.getProperty(FILE)))), first);
    }

    @Override
    public void stop(BundleContext bundles) {
        // the framework takes the service back
    }

    /** The same eight bytes, for who sets them and who reads them. */
    public static MappedByteBuffer map(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }

    private static final class Driven extends Clock {

        private final MappedByteBuffer moment;

        Driven(MappedByteBuffer moment) {
            this.moment = moment;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(moment.getLong(0));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            var own = this;
            return new Clock() {
                @Override
                public Instant instant() {
                    return own.instant();
                }

                @Override
                public ZoneId getZone() {
                    return zone;
                }

                @Override
                public Clock withZone(ZoneId other) {
                    return own.withZone(other);
                }
            };
        }
    }
}
