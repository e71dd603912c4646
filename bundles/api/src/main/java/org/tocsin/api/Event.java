// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened and must reach somebody, parsed and bounded by the {@link EventFormat} of its channel.
 *
 * @param lane where it waits
 * @param format the shape of the body, a word of the channel: for PagerDuty {@code v1}, {@code v2} or {@code change}
 * @param body what is stored and sent, byte for byte
 * @param dedupKey what ties a resolve to its trigger, when the event has one; null for events without
 * @param action what it does to the incident of that key
 */
public record Event(
        Lane lane, String format, Body body, @Nullable String dedupKey, EventAction action) {

    /** An event that does nothing to an incident. */
    public Event(Lane lane, String format, Body body, @Nullable String dedupKey) {
        this(lane, format, body, dedupKey, EventAction.OTHER);
    }
}
