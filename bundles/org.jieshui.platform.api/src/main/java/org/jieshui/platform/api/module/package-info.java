/** Modules: the bundles that departments deploy, and which generation of each is active. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.3.0")
package org.jieshui.platform.api.module;
