// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.Duration;
import org.tocsin.api.Setting;

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

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException when a value is wrong; the message names file, key, value and remedy */
    static Settings of(Intake.Config config) {
        return new Settings(
                Address.parse(config.address()),
                setting("eventLoops", config.eventLoops()).number(1, 64),
                setting("maxConnections", config.maxConnections()).number(1, 1_000_000),
                setting("maxWaiting", config.maxWaiting()).number(1, 1_000_000),
                setting("maxWaitingBytes", config.maxWaitingBytes()).number(1 << 20, Integer.MAX_VALUE),
                setting("maxHeaderSize", config.maxHeaderSize()).number(1_024, 1 << 20),
                duration("readTimeout", config.readTimeout()),
                duration("idleTimeout", config.idleTimeout()),
                duration("answerTimeout", config.answerTimeout()));
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }

    private static Duration duration(String key, String value) {
        return setting(key, value).duration(SHORTEST, LONGEST);
    }
}
