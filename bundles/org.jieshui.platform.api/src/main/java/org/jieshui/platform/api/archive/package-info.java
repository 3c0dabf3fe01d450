/** Documents of cases: their types, versions and content, and which of those that a case needs it still lacks. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.platform.api.archive;
