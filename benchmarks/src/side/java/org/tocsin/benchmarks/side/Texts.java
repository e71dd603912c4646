// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.side;

import java.nio.charset.StandardCharsets;

/** Events of 500 bytes, in the shape of Events API v2, for so many lanes. */
public final class Texts {

    /** The length of each. */
    public static final int LENGTH = 500;

    private static final int DIGITS = 12;

    private final byte[][] templates;
    private final int digits;

    private Texts(byte[][] templates, int digits) {
        this.templates = templates;
        this.digits = digits;
    }

    /**
     * Texts for lanes whose keys begin alike.
     *
     * @param lanes how many
     * @param prefix what their keys begin with, at most 20 characters
     */
    public static Texts of(int lanes, String prefix) {
        byte[][] templates = new byte[lanes][];
        int digits = 0;
        for (int i = 0; i < lanes; i++) {
            String head = "{\"routing_key\":\"" + key(prefix, i) + "\",\"event_action\":\"trigger\",\"dedup_key\":\"disk/";
            String tail = "\",\"payload\":{\"summary\":\"disk full\",\"source\":\"web1\",\"severity\":\"critical\","
                    + "\"custom_details\":{\"text\":\"";
            String end = "\"}}}";
            int pad = LENGTH - head.length() - DIGITS - tail.length() - end.length();
            templates[i] =
                    (head + "0".repeat(DIGITS) + tail + "x".repeat(pad) + end).getBytes(StandardCharsets.US_ASCII);
            digits = head.length();
        }
        return new Texts(templates, digits);
    }

    /** The key of a lane: 32 characters. */
    public static String key(String prefix, int lane) {
        return prefix + "0".repeat(32 - prefix.length() - 4) + String.format("%04d", lane);
    }

    /** The lane of an event: they take turns. */
    public int lane(long number) {
        return (int) (number % templates.length);
    }

    /** The dedup key of an event. */
    public static String dedupKey(long number) {
        return "disk/" + number;
    }

    /** The text of an event; its dedup key has its number. */
    public byte[] text(long number) {
        byte[] text = templates[lane(number)].clone();
        long rest = number;
        for (int i = digits + DIGITS - 1; rest > 0; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return text;
    }
}
