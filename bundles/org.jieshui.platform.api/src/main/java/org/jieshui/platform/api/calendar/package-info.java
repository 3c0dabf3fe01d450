/**
 * Working days, working time and deadlines.
 *
 * <p>Every rule here counts in Asia/Shanghai: a working day is a day on which the State Council's calendar of that year has the office open, working time is the
 * office hours of working days. Deadlines are derived from a start, a limit, the stored pauses and a calendar; they are never the stored truth.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.jieshui.platform.api.calendar;
