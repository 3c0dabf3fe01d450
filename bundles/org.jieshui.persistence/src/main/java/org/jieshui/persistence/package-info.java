/** The component that brings the database up, and the extender that gives each bundle its own migrated schema. */
package org.jieshui.persistence;
