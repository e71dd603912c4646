// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.time.Duration;
import org.tocsin.api.Setting;
import org.tocsin.channel.Waits;

/**
 * What an attempt may take.
 *
 * @param deadline how long in all
 * @param connectTimeout how long it may take to connect to one address, and again to agree on TLS
 * @param readTimeout how long the other side may be silent
 * @param connections how many connections may be open at once
 */
public record Bounds(Duration deadline, Duration connectTimeout, Duration readTimeout, int connections) {

    private static final int MOST_CONNECTIONS = 10_000;

    /**
     * As it is written.
     *
     * @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy
     */
    public static Bounds of(String file, String deadline, String connectTimeout, String connections) {
        return of(file, deadline, connectTimeout, "", connections);
    }

    /** The same with {@code readTimeout}; empty: the deadline alone. */
    public static Bounds of(
            String file, String deadline, String connectTimeout, String readTimeout, String connections) {
        Duration whole = Waits.duration(file, "deadline", deadline);
        return new Bounds(
                whole,
                Waits.duration(file, "connectTimeout", connectTimeout),
                readTimeout.isBlank() ? whole : Waits.duration(file, "readTimeout", readTimeout),
                Setting.of(file, "connections", connections).number(1, MOST_CONNECTIONS));
    }
}
