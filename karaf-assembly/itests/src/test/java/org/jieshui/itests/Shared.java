package org.jieshui.itests;

import java.nio.file.Path;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One installation with sample data for all tests that do not mind each other's cases: started for the first that asks for it, stopped after the last.
 * {@code -Drunning=<folder>} uses one that runs already.
 */
final class Shared implements ParameterResolver {

    @SuppressWarnings("deprecation") // newer JUnits close what is AutoCloseable
    private record Running(Distribution platform) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            platform.close();
        }
    }

    private static Distribution platform() {
        var running = System.getProperty("running", "");
        return running.isBlank() ? Distribution.unpack("shared").start() : Distribution.running(Path.of(running));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Distribution.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, any -> new Running(platform()), Running.class).platform();
    }
}
