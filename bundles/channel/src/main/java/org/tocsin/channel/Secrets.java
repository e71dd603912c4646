// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts that an answer may repeat and nobody may read. */
public final class Secrets {

    private static final String STRUCK_OUT = "(secret)";

    private final int count;
    private final Pattern any;

    /** All of these; those that are empty are none. */
    public Secrets(List<String> all) {
        List<String> texts = all.stream()
                .filter(text -> !text.isEmpty())
                // a part first would leave the rest of the whole behind
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        count = texts.size();
        any = Pattern.compile(texts.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** A text without them; in one go, or a secret could be part of what stands in another's place. */
    public String struckOut(String text) {
        return count == 0 ? text : any.matcher(text).replaceAll(STRUCK_OUT);
    }

    /** Says only how many. */
    @Override
    public String toString() {
        return count + " secrets";
    }
}
