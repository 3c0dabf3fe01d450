/**
 * The one PostgreSQL database, as a bundle sees it: its own schema, migrated before its services start, and a transaction that others can join.
 *
 * <p>A bundle with the manifest header {@code Jieshui-Schema: survey} and scripts {@code db/V1__what.sql …} gets a {@link
 * org.jieshui.platform.api.persistence.Database} that it alone sees, once its scripts have run.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.jieshui.platform.api.persistence;
