package org.jieshui.notifications;

import java.util.Optional;
import java.util.regex.Pattern;

/** A place in the order of messages: transaction, then id. Written {@code 815-17}, which is what event streams carry as the event's id. */
record Cursor(String xid, long id) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,19})-(\\d{1,18})");

    static Optional<Cursor> parse(String text) {
        if (text == null) {
            return Optional.empty();
        }
        var match = FORM.matcher(text);
        return match.matches() ? Optional.of(new Cursor(match.group(1), Long.parseLong(match.group(2)))) : Optional.empty();
    }

    @Override
    public String toString() {
        return xid + "-" + id;
    }
}
