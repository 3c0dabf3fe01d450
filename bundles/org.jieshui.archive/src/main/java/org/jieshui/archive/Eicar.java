package org.jieshui.archive;

import java.nio.charset.StandardCharsets;

/** Looks for the EICAR test string in a stream of bytes: whoever checks that uploads are looked at uses it. */
final class Eicar {

    /** In two parts, so that no scanner takes this class for the thing itself. */
    private static final byte[] MARK = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").getBytes(StandardCharsets.US_ASCII);

    /** How much of the mark's beginning each of its beginnings ends with (Knuth, Morris, Pratt). */
    private static final int[] BORDER = border();

    private int matched;
    private boolean found;

    void see(byte[] bytes, int length) {
        for (int i = 0; i < length && !found; i++) {
            while (matched > 0 && bytes[i] != MARK[matched]) {
                matched = BORDER[matched - 1];
            }
            matched += bytes[i] == MARK[matched] ? 1 : 0;
            found = matched == MARK.length;
        }
    }

    boolean found() {
        return found;
    }

    private static int[] border() {
        var border = new int[MARK.length];
        for (int i = 1, k = 0; i < MARK.length; i++) {
            while (k > 0 && MARK[i] != MARK[k]) {
                k = border[k - 1];
            }
            k += MARK[i] == MARK[k] ? 1 : 0;
            border[i] = k;
        }
        return border;
    }
}
