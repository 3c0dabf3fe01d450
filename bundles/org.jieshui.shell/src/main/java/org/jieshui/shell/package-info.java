/** The shell: SSH in front, the gate's commands, and the container's own for an emergency. */
package org.jieshui.shell;
