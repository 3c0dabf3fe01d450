package org.jieshui.gis;

import java.lang.annotation.Annotation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

final class Fixtures {
    static final Instant NOW = Instant.parse("2026-10-13T02:32:00Z");
    static final long JIA = 7;

    private Fixtures() {
    }

    static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    static GisConfig config() {
        return new GisConfig() {
            @Override
            public String plane() {
                return "EPSG:4527";
            }

            @Override
            public int pollSeconds() {
                return 1;
            }

            @Override
            public int largestFileMegabytes() {
                return 1;
            }

            @Override
            public boolean sample() {
                return false;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return GisConfig.class;
            }
        };
    }
}
