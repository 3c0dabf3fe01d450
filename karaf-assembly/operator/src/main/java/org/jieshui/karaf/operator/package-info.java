/** What the operator's script {@code bin/jieshui} does beside the container: backup and restore. */
package org.jieshui.karaf.operator;
