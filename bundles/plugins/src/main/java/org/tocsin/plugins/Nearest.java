// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody may have meant. */
final class Nearest {

    /** More than that is another word. */
    private static final int FARTHEST = 3;

    /** Nobody means a word that long by another one. */
    private static final int LONGEST = 100;

    private Nearest() {}

    /** The known word that takes the fewest changes of a letter, large or small; empty when none is near. */
    static String to(String typed, Collection<String> known) {
        if (typed.length() > LONGEST) {
            return "";
        }
        String nearest = "";
        int least = Math.min(FARTHEST, typed.length() / 2) + 1;
        for (String word : known) {
            int distance = distance(typed.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return nearest;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
