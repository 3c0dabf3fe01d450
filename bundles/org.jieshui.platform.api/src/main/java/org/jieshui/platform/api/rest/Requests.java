package org.jieshui.platform.api.rest;

import org.osgi.annotation.versioning.ProviderType;

/** What the HTTP door does at this moment. */
@ProviderType
public interface Requests {

    /** Requests that a bundle's resources have begun and not ended; event streams are not counted, their clients come back to whoever takes over. */
    int inFlight(long bundleId);
}
