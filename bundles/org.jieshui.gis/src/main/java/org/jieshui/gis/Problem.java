package org.jieshui.gis;

/**
 * Something wrong in an imported file.
 *
 * @param line where, from 1; 0 when it concerns the whole file
 * @param skipped the record was left out; otherwise it was taken with what could be read
 * @param code stable reason, worded by the pages (i18n key {@code gis.problem.<code>})
 * @param subject which record or section
 * @param value the offending text
 */
record Problem(int line, boolean skipped, String code, String subject, String value) {
}
