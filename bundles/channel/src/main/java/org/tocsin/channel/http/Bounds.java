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
 * @param connections how many connections may be open at once
 */
public record Bounds(Duration deadline, Duration connectTimeout, int connections) {

    private static final int MOST_CONNECTIONS = 10_000;

    /**
     * As it is written.
     *
     * @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy
     */
    public static Bounds of(String file, String deadline, String connectTimeout, String connections) {
        return new Bounds(
                Waits.duration(file, "deadline", deadline),
                Waits.duration(file, "connectTimeout", connectTimeout),
                Setting.of(file, "connections", connections).number(1, MOST_CONNECTIONS));
    }
}
