package org.jieshui.platform.api.module;

import java.net.URL;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The page files of versions that ran before, or run on another node: a page that is open goes on with what it began with. */
@ProviderType
public interface FormerPages {

    /** @param path as in the bundle: {@code ui/chunks/a.js} */
    Optional<URL> file(String module, String version, String path);
}
