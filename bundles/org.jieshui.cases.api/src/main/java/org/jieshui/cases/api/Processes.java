package org.jieshui.cases.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/** Published process definitions. A case keeps the version that it started with. docs/reference/process.md describes the format. */
@ProviderType
public interface Processes {

    /** @param warnings what publication noted but did not refuse */
    record Published(String id, int version, Text name, String model, Instant at, String by, List<Text> warnings) {}

    /**
     * Validates the definition as a whole and publishes it. Publishing the same text again does nothing.
     *
     * @throws org.jieshui.platform.api.rest.ProblemException {@code cases/process-invalid} with a pointer and a line for each error;
     *         {@code cases/process-exists} when this version was published with another text
     */
    Published publish(Actor actor, String json);

    /** The newest version of each process. */
    List<Published> all();

    List<Published> versions(String id);

    Optional<JsonNode> definition(String id, int version);
}
