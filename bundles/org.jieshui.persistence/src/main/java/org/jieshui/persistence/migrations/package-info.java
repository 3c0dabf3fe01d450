/** A bundle's scripts, and how they are applied. */
package org.jieshui.persistence.migrations;
