/** Who acts: people, organisations, permissions. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.jieshui.platform.api.identity;
