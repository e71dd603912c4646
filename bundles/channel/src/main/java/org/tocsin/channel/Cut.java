// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.nio.charset.StandardCharsets;

/** Makes texts fit, and marks by {@code …} that they were cut. Surrogate pairs stay whole. */
public final class Cut {

    private static final int MARK_BYTES = "…".getBytes(StandardCharsets.UTF_8).length;
    private static final int ASCII = 0x80;
    private static final int TWO_BYTES = 0x800;
    private static final int THREE_BYTES = 0x10000;

    private Cut() {}

    /** To at most so many characters, counted as Unicode code points. */
    public static String toCharacters(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + '…';
    }

    /** To at most so many bytes of UTF-8. */
    public static String toBytes(String text, int most) {
        int bytes = 0;
        int kept = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            bytes += bytes(point);
            i += Character.charCount(point);
            if (bytes <= most - MARK_BYTES) {
                kept = i;
            } else if (bytes > most) {
                return text.substring(0, kept) + '…';
            }
        }
        return text;
    }

    private static int bytes(int point) {
        if (point < ASCII) {
            return 1;
        }
        return point < TWO_BYTES ? 2 : point < THREE_BYTES ? 3 : 4;
    }
}
