/** What pages and scripts read of cases: inbox, search, the case as a whole, its timeline. The records are the JSON of docs/reference/rest.md. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.cases.api.view;
