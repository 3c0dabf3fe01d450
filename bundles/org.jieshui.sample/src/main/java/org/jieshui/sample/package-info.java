/** Invented cases at different points of the process, taken over like those of an earlier system (docs/decisions/0008). */
package org.jieshui.sample;
