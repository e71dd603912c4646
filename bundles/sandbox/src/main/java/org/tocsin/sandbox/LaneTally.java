// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What arrived of one lane, in figures. The journal's lock guards it. */
final class LaneTally {

    /** The lane of what has no key that could be read. */
    static final String NO_LANE = "none";

    private static final int ID_HEX_DIGITS = 12;

    private final String id;
    private final @Nullable String key;
    private long received;
    private long accepted;
    private long repeated;
    private long last;

    LaneTally(@Nullable String key) {
        this.key = key;
        this.id = id(key);
    }

    /**
     * The name that the agent has for the lane of this key ({@code tocsin lane list}): {@code pd-} and twelve
     * hexadecimal digits of a hash that does not reveal the key.
     */
    static String id(@Nullable String key) {
        if (key == null) {
            return NO_LANE;
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(("pagerduty\0" + key).getBytes(StandardCharsets.UTF_8));
            return "pd-" + HexFormat.of().formatHex(hash).substring(0, ID_HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The place of a further request in its lane. */
    long next() {
        return received + 1;
    }

    void count(Arrival arrival) {
        received++;
        accepted += arrival.received().accepted() ? 1 : 0;
        repeated += arrival.repeats() ? 1 : 0;
        last = arrival.received().n();
    }

    LaneFigures figures() {
        return new LaneFigures(id, key, received, accepted, repeated, last);
    }

    String id() {
        return id;
    }

    /**
     * The figures of a lane.
     *
     * @param id its id
     * @param key its key; null of what has none
     * @param received requests
     * @param accepted events taken
     * @param repeated requests with the bytes of an event that was taken before
     * @param last the number of its newest request
     */
    record LaneFigures(String id, @Nullable String key, long received, long accepted, long repeated, long last) {}
}
