package org.jieshui.platform.api.module;

import org.osgi.annotation.versioning.ProviderType;

/** Whether departments without a signature are let in. The gate's; every page of the console says so. */
@ProviderType
@FunctionalInterface
public interface DevelopmentMode {

    boolean isOn();
}
