// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.function.Function;

/**
 * What a listener keeps to.
 *
 * @param address where it binds
 * @param eventLoops threads that serve
 * @param maxConnections connections at one time
 * @param maxWaiting requests at one time, over all connections
 * @param maxWaitingBytes the sum of their bodies
 * @param maxHeaderSize the headers of a request, in bytes; half of it bounds its first line
 * @param readTimeout how long a request may take to arrive, headers and body each
 * @param idleTimeout how long a connection may stay without a next request
 * @param answerTimeout how long an answer may take
 */
record Settings(
        Address address,
        int eventLoops,
        int maxConnections,
        int maxWaiting,
        long maxWaitingBytes,
        int maxHeaderSize,
        Duration readTimeout,
        Duration idleTimeout,
        Duration answerTimeout) {

    static final String FILE = "org.tocsin.http.cfg";

    /** @throws IllegalArgumentException when a value is wrong; the message names file, key, value and remedy */
    static Settings of(Intake.Config config) {
        return new Settings(
                read("address", config.address(), Address::parse),
                number("eventLoops", config.eventLoops(), 1, 64),
                number("maxConnections", config.maxConnections(), 1, 1_000_000),
                number("maxWaiting", config.maxWaiting(), 1, 1_000_000),
                number("maxWaitingBytes", config.maxWaitingBytes(), 1 << 20, Integer.MAX_VALUE),
                number("maxHeaderSize", config.maxHeaderSize(), 1_024, 1 << 20),
                duration("readTimeout", config.readTimeout()),
                duration("idleTimeout", config.idleTimeout()),
                duration("answerTimeout", config.answerTimeout()));
    }

    private static int number(String key, String value, int least, int most) {
        return read(key, value, text -> {
            if (text.matches("\\d{1,10}") && Long.parseLong(text) >= least && Long.parseLong(text) <= most) {
                return Integer.parseInt(text);
            }
            throw new IllegalArgumentException("'" + text + "' must be a number from " + least + " to " + most);
        });
    }

    private static Duration duration(String key, String value) {
        return read(key, value, text -> {
            try {
                Duration duration = Duration.parse(text);
                if (duration.compareTo(Duration.ofMillis(1)) >= 0 && duration.compareTo(Duration.ofDays(1)) <= 0) {
                    return duration;
                }
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no duration, write it as in ISO-8601, for example PT10S", e);
            }
            throw new IllegalArgumentException("'" + text + "' must be from PT0.001S to PT24H");
        });
    }

    private static <T> T read(String key, String value, Function<String, T> reader) {
        try {
            return reader.apply(value.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FILE + ": " + key + ": " + e.getMessage(), e);
        }
    }
}
