/** What the pipe network offers other departments: what lies around a point, and the tap point chosen for a case. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.gis.api;
