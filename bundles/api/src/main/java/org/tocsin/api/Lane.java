// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A line in which events wait: a channel and a key within it (for PagerDuty the routing or service key). Events of one
 * lane are delivered strictly first in, first out, one at a time; lanes do not wait for each other.
 *
 * <p>The key is a secret. {@link #toString()} and {@link #id()} never contain it.
 *
 * @param channel the name of the {@link DeliveryChannel}, for example {@code pagerduty}
 * @param key what the channel delivers to; secret; 1 to {@value #MAX_KEY_LENGTH} characters
 */
public record Lane(String channel, String key) {

    /** The longest key that a lane takes, in characters. */
    public static final int MAX_KEY_LENGTH = 255;

    private static final int ID_HEX_DIGITS = 12;

    /**
     * @throws IllegalArgumentException when the channel is blank, or the key is empty or longer than
     *     {@value #MAX_KEY_LENGTH} characters
     */
    public Lane {
        if (channel.isBlank()) {
            throw new IllegalArgumentException("channel: must not be blank");
        }
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException("key: must have 1 to " + MAX_KEY_LENGTH + " characters");
        }
    }

    /**
     * The name of this lane in logs, metrics, thread names and commands: the channel ({@code pd} for PagerDuty), a
     * hyphen, and twelve hexadecimal digits of a hash that does not reveal the key.
     */
    public String id() {
        String prefix = channel.equals("pagerduty") ? "pd" : channel;
        byte[] hash = sha256().digest((channel + '\0' + key).getBytes(StandardCharsets.UTF_8));
        return prefix + '-' + HexFormat.of().formatHex(hash).substring(0, ID_HEX_DIGITS);
    }

    @Override
    public String toString() {
        return id();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
