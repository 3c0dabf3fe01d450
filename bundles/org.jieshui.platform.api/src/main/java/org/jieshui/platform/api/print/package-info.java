/** Papers as PDF: forms, contracts, receipts; how they write a sum. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.platform.api.print;
