/** 工程: what engineering and the construction unit find at the joint survey. */
package org.jieshui.construction;
