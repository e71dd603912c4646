// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
 * @param tls the certificate to show; null in the clear
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
        Duration answerTimeout,
        @Nullable TlsFiles tls) {

    static final String FILE = "org.tocsin.http.cfg";

    private static final String PLAINTEXT = "plaintext";
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException when a value is wrong; the message names file, key, value and remedy */
    static Settings of(Intake.Config config) {
        return of(config, config.address());
    }

    /** The same with an address that is not the configuration's. */
    static Settings of(Intake.Config config, String listensOn) {
        Address address = Address.parse(listensOn);
        TlsFiles tls = TlsFiles.of(config.tls_certificate(), config.tls_key());
        Setting plaintext = setting(PLAINTEXT, config.plaintext());
        boolean allowed = !plaintext.text().isEmpty()
                && plaintext.oneOf("refuse", "allow").equals("allow");
        if (tls == null && !allowed && !address.isLoopback()) {
            throw setting("address", address.text())
                    .isNot(
                            "safe without TLS, as other machines can reach it",
                            "a loopback address, or " + TlsFiles.CERTIFICATE + " and " + TlsFiles.KEY + ", or "
                                    + PLAINTEXT + " = allow");
        }
        return new Settings(
                address,
                setting("eventLoops", config.eventLoops()).number(1, 64),
                setting("maxConnections", config.maxConnections()).number(1, 1_000_000),
                setting("maxWaiting", config.maxWaiting()).number(1, 1_000_000),
                setting("maxWaitingBytes", config.maxWaitingBytes()).number(1 << 20, Integer.MAX_VALUE),
                setting("maxHeaderSize", config.maxHeaderSize()).number(1_024, 1 << 20),
                duration("readTimeout", config.readTimeout()),
                duration("idleTimeout", config.idleTimeout()),
                duration("answerTimeout", config.answerTimeout()),
                tls);
    }

    /** Whether the token crosses a network in the clear, because somebody allowed it. */
    boolean isOpenToEavesdroppers() {
        return tls == null && !address.isLoopback();
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }

    private static Duration duration(String key, String value) {
        return setting(key, value).duration(SHORTEST, LONGEST);
    }
}
