/** {@code ./jieshui dev}: a department is built and deployed on save, by a process that stays. */
package org.jieshui.karaf.dev;
