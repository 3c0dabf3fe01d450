/** Messages to people, written in the transaction of the action that causes them. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.platform.api.notifications;
