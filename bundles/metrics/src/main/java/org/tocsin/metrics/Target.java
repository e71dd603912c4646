// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;

/**
 * To whom meters are pushed, how often, and under which names.
 *
 * @param host a name or an address; resolved anew when it matters
 * @param port of it
 * @param interval how often
 * @param prefix what stands before each name, with its dot; empty for nothing
 */
record Target(String host, int port, Duration interval, String prefix) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[?[0-9A-Fa-f:.%]{2,64}]?");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)?");
    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Null when no host is given.
     *
     * @throws IllegalArgumentException naming file, key, value and remedy
     */
    static @Nullable Target of(Setting host, Setting port, Setting interval, Setting prefix) {
        int checkedPort = port.number(1, HIGHEST_PORT);
        Duration checkedInterval = interval.duration(OFTEN, SELDOM);
        if (!PREFIX.matcher(prefix.text()).matches()) {
            throw prefix.isNot("a prefix", "names of letters, digits, _ and -, with dots between them");
        }
        if (host.text().isEmpty()) {
            return null;
        }
        if (!HOST.matcher(host.text()).matches()) {
            throw host.isNot("a host", "a name or an address without scheme and port");
        }
        return new Target(
                host.text(), checkedPort, checkedInterval, prefix.text().isEmpty() ? "" : prefix.text() + '.');
    }

    @Override
    public String toString() {
        return host + ':' + port;
    }
}
