/** Serves the console: the shell at {@code /}, department pages under {@code /modules}. */
package org.jieshui.console;
