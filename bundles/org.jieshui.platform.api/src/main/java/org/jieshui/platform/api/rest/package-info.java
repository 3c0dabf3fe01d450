/** How a bundle offers REST: resources, permissions, problems, pages. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.jieshui.platform.api.rest;
