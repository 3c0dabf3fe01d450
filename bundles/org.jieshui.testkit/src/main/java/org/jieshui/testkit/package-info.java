/** What every bundle's tests inherit. */
package org.jieshui.testkit;
