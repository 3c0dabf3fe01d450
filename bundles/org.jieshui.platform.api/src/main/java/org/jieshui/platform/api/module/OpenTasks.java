package org.jieshui.platform.api.module;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** How much work waits for a module: what would be parked if it went. */
@ProviderType
public interface OpenTasks {

    /** Open tasks by task type, of all types that belong to the module ({@code <module>.…}); types without any are missing. */
    Map<String, Integer> ofModule(String module);
}
