/** Lets a signed-in person with {@code platform.inspect} look at bundles, services and components in Felix Web Console, and do nothing there. */
package org.jieshui.webconsole;
