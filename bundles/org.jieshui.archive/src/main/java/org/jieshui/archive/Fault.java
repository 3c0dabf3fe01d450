package org.jieshui.archive;

import org.jieshui.platform.api.Text;

/**
 * What a verification found.
 *
 * @param kind     {@code document-changed}, {@code document-missing}, {@code record-changed}, {@code record-missing}, {@code document-added}, {@code manifest-changed}, {@code journal-changed}
 * @param document id of the document, or null
 */
record Fault(String kind, Long document, Text text) {

    static Fault of(String kind, Long document, String zh, String en) {
        return new Fault(kind, document, Text.of(zh, en));
    }
}
