// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with names in double braces, in whose places values stand: {@code {{HOSTNAME}} is {{HOSTSTATE}}}. It is the
 * smallest part of Mustache, for a line of text. A value is a value: braces in it mean nothing.
 */
public final class Template {

    private static final String OPEN = "{{";
    private static final Pattern NAME = Pattern.compile("\\{\\{\\s*([^{}\\s][^{}]*?)\\s*}}");

    private final String source;

    private Template(String source) {
        this.source = source;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when two braces open and no name and two closing ones follow; the message is the end
     *     of a sentence
     */
    public static Template of(String source) {
        if (NAME.matcher(source).replaceAll("").contains(OPEN)) {
            throw new IllegalArgumentException("has a '{{' that no name and '}}' follow");
        }
        return new Template(source);
    }

    /**
     * The text with its values.
     *
     * @param values by name; null for a value that is not there, of which nothing is written
     */
    public String with(Function<String, @Nullable String> values) {
        return NAME.matcher(source).replaceAll(found -> {
            String value = values.apply(found.group(1));
            return value == null ? "" : Matcher.quoteReplacement(value);
        });
    }

    /**
     * The text with its values, for what must be whole, as a key: half of one would be that of many incidents.
     *
     * @param values by name; null or blank for a value that is not there
     * @return null when a value is not there
     */
    public @Nullable String whole(Function<String, @Nullable String> values) {
        boolean whole = NAME.matcher(source).results().allMatch(found -> {
            String value = values.apply(found.group(1));
            return value != null && !value.isBlank();
        });
        String text = whole ? with(values) : "";
        return text.isBlank() ? null : text;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return source;
    }
}
