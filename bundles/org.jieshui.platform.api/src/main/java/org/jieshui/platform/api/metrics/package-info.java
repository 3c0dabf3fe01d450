/** Figures that bundles tell for the metrics of the installation. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.platform.api.metrics;
