// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reason that a person needs, out of what the container says. */
final class Why {

    private static final int LONGEST = 300;

    /** The innermost of nested reasons: the others say only that something within does not resolve. */
    private static final Pattern UNRESOLVED =
            Pattern.compile(".*Unable to resolve ([^:]+): missing requirement \\[[^\\]]*\\] ([^\\[\\]]+?)[\\]\\s]*$");

    private static final Pattern NEED = Pattern.compile(
            "osgi\\.(?:wiring\\.)?(package|bundle|identity|ee);.*?(?:osgi\\.wiring\\.package|osgi\\.wiring\\.bundle|osgi\\.identity|osgi\\.ee)=([^;)]+).*");

    private Why() {}

    static String of(Throwable problem) {
        Throwable cause = problem;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return shortened(text.replaceAll("\\s+", " ").strip());
    }

    private static String shortened(String text) {
        Matcher unresolved = UNRESOLVED.matcher(text);
        if (unresolved.matches()) {
            Matcher need = NEED.matcher(unresolved.group(2));
            return "does not resolve: " + unresolved.group(1) + " needs "
                    + (need.matches() ? kind(need.group(1)) + ' ' + need.group(2) : bounded(unresolved.group(2)))
                    + ", which nothing here offers";
        }
        return bounded(text);
    }

    private static String kind(String namespace) {
        return namespace.equals("identity") ? "the feature or bundle" : "the " + namespace;
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }
}
