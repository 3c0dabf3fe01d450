/** What ships, started as an operator starts it, for tests that know nothing of its inside. */
package org.jieshui.karaf.harness;
