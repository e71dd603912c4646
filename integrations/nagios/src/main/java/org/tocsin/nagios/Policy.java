// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a notification does to an incident.
 *
 * @param action {@code trigger, acknowledge} or {@code resolve}; null for nothing
 * @param aside what is put behind the incident's key: what flaps or has a downtime is an incident beside the problem, so that
 *     the end of one does not resolve the other; empty for the problem itself
 */
record Policy(@Nullable String action, String aside) {

    private static final Policy NOTHING = new Policy(null, "");

    private static final Map<String, Policy> ALWAYS = Map.of(
            "PROBLEM", new Policy("trigger", ""),
            "ACKNOWLEDGEMENT", new Policy("acknowledge", ""),
            "RECOVERY", new Policy("resolve", ""));

    /** Somebody's word, which no other word ends but that of the problem itself. */
    static final Policy CUSTOM = new Policy("trigger", "");

    private static final Map<String, Policy> IF_FORWARDED = Map.of(
            "FLAPPINGSTART", new Policy("trigger", ";flapping"),
            "FLAPPINGSTOP", new Policy("resolve", ";flapping"),
            "FLAPPINGDISABLED", new Policy("resolve", ";flapping"),
            // Icinga 2 has its own word for the end
            "FLAPPINGEND", new Policy("resolve", ";flapping"),
            "DOWNTIMESTART", new Policy("trigger", ";downtime"),
            "DOWNTIMEEND", new Policy("resolve", ";downtime"),
            "DOWNTIMECANCELLED", new Policy("resolve", ";downtime"),
            "DOWNTIMEREMOVED", new Policy("resolve", ";downtime"),
            "CUSTOM", CUSTOM);

    /** Those that a configuration says something about. */
    static final List<String> TYPES = IF_FORWARDED.keySet().stream().sorted().toList();

    /** Whether pd-nagios took it, too. */
    static boolean isOfPdNagios(String type) {
        return ALWAYS.containsKey(type);
    }

    /**
     * What a type does.
     *
     * @param forward which of {@link #TYPES} are forwarded
     * @return null for a type that nobody has
     */
    static @Nullable Policy of(String type, List<String> forward) {
        Policy always = ALWAYS.get(type);
        if (always != null) {
            return always;
        }
        Policy policy = IF_FORWARDED.get(type);
        return policy == null || forward.contains(type) ? policy : NOTHING;
    }
}
