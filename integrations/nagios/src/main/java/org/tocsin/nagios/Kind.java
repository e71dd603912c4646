// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a notification is about. */
enum Kind {
    /** A host. */
    HOST("HOSTSTATE"),
    /** A service of a host. */
    SERVICE("SERVICESTATE");

    /** The macro with its state. */
    final String state;

    Kind(String state) {
        this.state = state;
    }

    /** The macros without which no event can be made. */
    List<String> required() {
        return this == HOST ? List.of("HOSTNAME", state) : List.of("HOSTNAME", "SERVICEDESC", state);
    }

    /** In the commands of Nagios and in the details of events. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Null when there is none of that word. */
    static @Nullable Kind of(String word) {
        for (Kind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        return null;
    }
}
