/** The embedded PostgreSQL: its binaries, its folder, its life. */
package org.jieshui.persistence.postgres;
