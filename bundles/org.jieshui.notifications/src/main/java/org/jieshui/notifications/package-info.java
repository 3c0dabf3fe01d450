/** Messages to people: the bell, and channels to the outside. */
package org.jieshui.notifications;
