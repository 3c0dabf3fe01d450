/**
 * The contract of the case: what a department implements ({@link org.jieshui.cases.api.TaskType}, {@link org.jieshui.cases.api.CaseListener})
 * and what it may call ({@link org.jieshui.cases.api.Cases}).
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.cases.api;
