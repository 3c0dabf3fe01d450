/** How a department tells its part of an invented case (docs/decisions/0023). Nobody calls it but the sample, and that only where the installation was started with sample data. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.cases.api.sample;
