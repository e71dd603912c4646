// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

/**
 * Characters as the API's limits count them: Unicode code points, whether they are written as they are, by an escape, or
 * by a pair of escapes.
 */
final class Characters {

    private static final int UNICODE_ESCAPE = 6;
    private static final int SHORT_ESCAPE = 2;

    private Characters() {}

    static int count(String decoded) {
        return decoded.codePointCount(0, decoded.length());
    }

    /**
     * Cuts a JSON string to a limit and marks the cut with {@code …}, which counts. Escapes and surrogate pairs are
     * never cut apart.
     *
     * @param quoted a valid JSON string with its quotes, of more characters than the limit
     */
    static String cutQuoted(String quoted, int limit) {
        int at = 1;
        for (int kept = 0; kept < limit - 1; kept++) {
            boolean high = Character.isHighSurrogate(unitAt(quoted, at));
            at += unitLength(quoted, at);
            if (high && Character.isLowSurrogate(unitAt(quoted, at))) {
                at += unitLength(quoted, at);
            }
        }
        return quoted.substring(0, at) + "…\"";
    }

    private static int unitLength(String quoted, int at) {
        if (quoted.charAt(at) != '\\') {
            return 1;
        }
        return quoted.charAt(at + 1) == 'u' ? UNICODE_ESCAPE : SHORT_ESCAPE;
    }

    /** The UTF-16 unit that is written at this place; for a short escape its letter, which is as good: no surrogate. */
    private static char unitAt(String quoted, int at) {
        return switch (unitLength(quoted, at)) {
            case 1 -> quoted.charAt(at);
            case SHORT_ESCAPE -> quoted.charAt(at + 1);
            default -> (char) Integer.parseInt(quoted.substring(at + 2, at + UNICODE_ESCAPE), 16);
        };
    }
}
