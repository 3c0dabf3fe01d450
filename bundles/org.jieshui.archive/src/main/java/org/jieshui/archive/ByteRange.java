package org.jieshui.archive;

import java.util.Optional;
import java.util.regex.Pattern;

/** One range of a content, both ends included (RFC 9110, 14). */
record ByteRange(long first, long last) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    long length() {
        return last - first + 1;
    }

    /**
     * The range that a header asks for; empty when it asks for none that is understood (several, another unit): the whole is sent.
     *
     * @throws UnsatisfiableException when it begins behind the end
     */
    static Optional<ByteRange> of(String header, long size) throws UnsatisfiableException {
        var matcher = ONE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Long.parseLong(matcher.group(2));
            if (suffix == 0) {
                throw new UnsatisfiableException();
            }
            return Optional.of(new ByteRange(Math.max(0, size - suffix), size - 1));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
        if (!matcher.group(2).isEmpty() && last < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw new UnsatisfiableException();
        }
        return Optional.of(new ByteRange(first, Math.min(last, size - 1)));
    }

    static final class UnsatisfiableException extends Exception {
        private static final long serialVersionUID = 1;
    }
}
