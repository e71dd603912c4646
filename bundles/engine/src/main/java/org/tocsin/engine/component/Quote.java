// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a stranger's text may be told: one line, and of addresses only their hosts. What stands before the host or
 * behind it may be a password or a token.
 */
public final class Quote {

    private static final Pattern ADDRESS = Pattern.compile("\\b([A-Za-z][A-Za-z0-9+.-]*)://([^\\s\"'<>]*)");
    private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Cntrl}\\u0085\\u2028\\u2029]+");
    private static final int MAX_LENGTH = 300;

    private Quote() {}

    /** A text in one line, at most 300 characters, its addresses cut behind their hosts. */
    public static String of(String text) {
        String line = ADDRESS.matcher(BREAKS.matcher(text).replaceAll(" "))
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "://" + host(found.group(2))))
                .strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + '…';
    }

    private static String host(String rest) {
        int end = 0;
        while (end < rest.length() && "/?#\\,;)]}".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        return end == rest.length() ? host : host + "/…";
    }
}
