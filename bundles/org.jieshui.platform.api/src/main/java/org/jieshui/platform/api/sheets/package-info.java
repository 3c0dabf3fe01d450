/** Workbooks (.xlsx) that people hand in, before a library reads them. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.platform.api.sheets;
