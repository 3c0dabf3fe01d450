package org.jieshui.platform.api.module;

import org.osgi.annotation.versioning.ConsumerType;

/** A service that wants to know when the set of active modules changed. Called outside any lock and any transaction; must be quick. */
@ConsumerType
public interface ModulesListener {
    void modulesChanged();
}
