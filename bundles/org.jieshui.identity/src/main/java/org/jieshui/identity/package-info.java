/** People, organisations, roles and posts, sessions, and who read what. */
package org.jieshui.identity;
