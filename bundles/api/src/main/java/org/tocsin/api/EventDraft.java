// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import org.jspecify.annotations.Nullable;

/**
 * An event as the route of an {@link Adapter} makes it, to be checked by its channel: the body with which the route ends,
 * or one of a list of them. A plain text is a draft that leaves everything else to the adapter's endpoint.
 *
 * @param text the event's text
 * @param channel whose event it is; null for the endpoint's {@code channel}
 * @param format the shape of the text, a word of the channel; null for the endpoint's {@code format}
 * @param key the event's key; secret; null for that of the input, or else of the endpoint's {@code keyFile}, or else the
 *     one in the text
 */
public record EventDraft(
        Body text,
        @Nullable String channel,
        @Nullable String format,
        @Nullable String key) {

    /** A text alone. */
    public static EventDraft of(String text) {
        return new EventDraft(Body.of(text), null, null, null);
    }

    /** The same for this channel. */
    public EventDraft onChannel(String name) {
        return new EventDraft(text, name, format, key);
    }

    /** The same in this shape. */
    public EventDraft inFormat(String name) {
        return new EventDraft(text, channel, name, key);
    }

    /** The same with this key. */
    public EventDraft withKey(String secret) {
        return new EventDraft(text, channel, format, secret);
    }

    /** Prints without the key. */
    @Override
    public String toString() {
        return text + (channel == null ? "" : " for " + channel) + (format == null ? "" : " as " + format);
    }
}
