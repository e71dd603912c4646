// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the options of an endpoint's URI, each once; what nobody asked for is an error. Values never enter a message. */
final class Options {

    private final String kind;
    private final Map<String, Object> given;

    Options(String kind, Map<String, Object> given) {
        this.kind = kind;
        this.given = given;
    }

    /** What is given, else what {@link KnownOption} says; null for neither. */
    @Nullable
    String text(String name) {
        String preset = known(name).preset();
        Object value = given.remove(name);
        String text = value == null || value.toString().isBlank() ? preset : value.toString();
        return text.isEmpty() ? null : text;
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    String required(String name, String example) {
        String value = text(name);
        if (value == null) {
            throw wrong(name, "is missing, give " + name + '=' + example);
        }
        return value;
    }

    List<String> list(String name) {
        String value = text(name);
        return value == null
                ? List.of()
                : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    int positive(String name) {
        try {
            int number = Integer.parseInt(text(name, ""));
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "is no number, give a positive one");
        }
        throw wrong(name, "is not positive, give 1 or more");
    }

    boolean flag(String name) {
        return switch (text(name, "")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "is neither true nor false");
        };
    }

    IllegalArgumentException wrong(String name, String problem) {
        return new IllegalArgumentException("tocsin:" + kind + ": " + name + ": " + problem);
    }

    /** To be called after everything was read. */
    void end() {
        if (given.containsKey("key")) {
            throw wrong("key", "is a secret and does not belong into a URI, use keyFile or an exchange property");
        }
        if (!given.isEmpty()) {
            throw wrong(
                    new TreeSet<>(given.keySet()).first(), "is not an option, known are " + KnownOption.names(kind));
        }
    }

    private KnownOption known(String name) {
        return KnownOption.of(kind, name)
                .orElseThrow(() -> new IllegalStateException("tocsin:" + kind + " has no option " + name));
    }
}
