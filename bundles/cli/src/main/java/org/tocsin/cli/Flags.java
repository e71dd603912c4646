// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags that were typed, by name. Of a repeated flag the last value counts, where only one can. */
final class Flags {

    private final Map<String, List<String>> values = new HashMap<>();

    void put(Flag flag, String value) {
        values.computeIfAbsent(flag.name(), name -> new ArrayList<>()).add(value);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    @Nullable
    String last(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** The value, or empty text. */
    String text(String name) {
        String last = last(name);
        return last == null ? "" : last;
    }
}
