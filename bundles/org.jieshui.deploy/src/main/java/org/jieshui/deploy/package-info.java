/** Which modules run, and which generation of each is active. */
package org.jieshui.deploy;
