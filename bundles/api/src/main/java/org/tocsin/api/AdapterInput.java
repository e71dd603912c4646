// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool handed in, unread.
 *
 * @param body the tool's text, such as a webhook's body or a command's standard input; may be empty
 * @param contentType what the tool says the body is, for example {@code application/json}; null when it does not say
 * @param key the key that came beside the text, such as a command's {@code -k}; secret; null when there is none
 * @param parameters what else came beside the text: a command's other flags, the query of a request
 */
public record AdapterInput(
        Body body, @Nullable String contentType, @Nullable String key, Map<String, String> parameters) {

    /** The longest body, in bytes, over all doors: what is longer is refused, whether its adapter is there or not. */
    public static final int MAX_BYTES = 8 << 20;

    /** The channel by which inputs wait for their adapters. */
    public static final String CHANNEL = "adapter";

    /**
     * So long an input may be as a command leaves it in the spool, in bytes: as JSON that holds its text and what came beside
     * it. The text may be longer than any event, for that is cut.
     */
    public static final int MAX_WAITING_BYTES = 4 << 20;

    /** Keeps a copy of the parameters. */
    public AdapterInput {
        parameters = Map.copyOf(parameters);
    }

    /** A text alone. */
    public static AdapterInput of(String text) {
        return new AdapterInput(Body.of(text), null, null, Map.of());
    }

    /** Prints without key and parameters, which may hold secrets. */
    @Override
    public String toString() {
        return body + (contentType == null ? "" : " of " + contentType);
    }
}
