// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request, as it came and as it was answered.
 *
 * @param n its place in the order of arrival, from 1; a request arrives when its last byte is read
 * @param at when it arrived; for people, order is told by {@code n}
 * @param path the path it was sent to
 * @param format {@code v1}, {@code v2} or {@code change}
 * @param key its routing or service key, when it has one
 * @param dedupKey its dedup or incident key: the event's own, else the one that was made for the answer; null when it
 *     was not taken and has none
 * @param action its action, when it has one
 * @param status the status of the answer; 0 when none was given
 * @param failure the planned failure that befell it, {@code rate-limit} or {@code incomplete}; null when none did
 * @param accepted whether the event was taken: it kept the limits (or a plan said 2xx) and was answered with 2xx, or
 *     would have been, had a planned failure not lost the answer. This is decided and on the log before the answer goes
 *     out, so a sandbox that is killed has still taken it
 * @param body its exact bytes
 */
public record Received(
        long n,
        Instant at,
        String path,
        String format,
        @Nullable String key,
        @Nullable String dedupKey,
        @Nullable String action,
        int status,
        @Nullable String failure,
        boolean accepted,
        Bytes body) {

    private static final Set<String> DOUBTFUL = Set.of("lost", "trickle", "delay");

    /**
     * Whether its answer may not have reached the sender although the event was accepted, so that a repeat is right.
     */
    public boolean answerInDoubt() {
        return accepted && failure != null && DOUBTFUL.contains(failure);
    }

    /** The last four characters of the key, which is how it is shown to people. */
    public String shortKey() {
        return shorten(key);
    }

    /** The last four characters of any key. */
    public static String shorten(@Nullable String key) {
        return key == null ? "(none)" : "…" + key.substring(Math.max(0, key.length() - 4));
    }
}
