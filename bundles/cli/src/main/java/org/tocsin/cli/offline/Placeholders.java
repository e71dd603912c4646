// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in what stands in values: {@code $[env:NAME;default=x]}, {@code $[prop:name;default=x]} and <code>${name}</code>.
 *
 * @param environment of the launcher
 * @param properties of the agent's JVM, those that the launcher gives it
 */
record Placeholders(Map<String, String> environment, Map<String, String> properties) {

    private static final Pattern FORM =
            Pattern.compile("\\$\\[(env|prop):([^;\\]\\[]+)(?:;default=([^\\]\\[]*))?\\]|\\$\\{([^{}:]+)\\}");

    /** Empty when there is something that only the agent understands. */
    Optional<String> fill(String value) {
        StringBuilder filled = new StringBuilder();
        Matcher form = FORM.matcher(value);
        while (form.find()) {
            String found = form.group(4) != null
                    ? properties.get(form.group(4))
                    : (form.group(1).equals("env") ? environment : properties).get(form.group(2));
            String text = found == null ? form.group(3) : found;
            if (text == null) {
                return Optional.empty();
            }
            form.appendReplacement(filled, Matcher.quoteReplacement(text));
        }
        form.appendTail(filled);
        boolean more = filled.indexOf("$[") >= 0 || filled.indexOf("${") >= 0;
        return more ? Optional.empty() : Optional.of(filled.toString().strip());
    }

    /** The first of these variables of which a value is made; empty when there is none. */
    String variableIn(String value, Set<String> given) {
        Matcher form = FORM.matcher(value);
        while (form.find()) {
            if ("env".equals(form.group(1)) && given.contains(form.group(2))) {
                return form.group(2);
            }
        }
        return "";
    }
}
