/** Documents of cases. */
package org.jieshui.archive;
