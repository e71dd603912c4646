// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.tocsin.api.Backoff;

/**
 * The configuration, read and checked.
 *
 * @param base where the Events API is, without a slash at its end
 * @param deadline how long one attempt may take in all
 * @param connectTimeout how long it may take to connect
 * @param connections how many connections may be open at once
 * @param throttle how the wait grows after the API asked to slow down
 * @param outage how the wait grows after an outage
 * @param retryAfterCeiling the longest wait that the API may ask for
 */
record Settings(
        URI base,
        Duration deadline,
        Duration connectTimeout,
        int connections,
        Backoff throttle,
        Backoff outage,
        Duration retryAfterCeiling) {

    private static final Map<String, String> HOSTS =
            Map.of("us", "events.pagerduty.com", "eu", "events.eu.pagerduty.com");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST_CONNECTIONS = 10_000;
    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return new Settings(
                base(config.url().strip(), config.region().strip()),
                duration("deadline", config.deadline()),
                duration("connectTimeout", config.connectTimeout()),
                connections(config.connections().strip()),
                backoff("throttle", config.throttleInitial(), config.throttleCeiling(), false),
                backoff("outage", config.outageInitial(), config.outageCeiling(), true),
                duration("retryAfterCeiling", config.retryAfterCeiling()));
    }

    /** The URL that takes events of this shape. */
    URI endpoint(Shape shape) {
        return URI.create(base + shape.path);
    }

    /** Host and port, for people. */
    String peer() {
        return base.getPort() < 0 ? base.getHost() : base.getHost() + ':' + base.getPort();
    }

    /** Whether keys travel where others can read them. */
    boolean isExposed() {
        String host = base.getHost();
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return base.getScheme().equals("http") && !loopback;
    }

    private static URI base(String url, String region) {
        if (url.isEmpty()) {
            String host = HOSTS.get(region.toLowerCase(Locale.ROOT));
            if (host == null) {
                throw wrong("region", region, "use us or eu");
            }
            return URI.create("https://" + host);
        }
        String shown = USER_INFO.matcher(url).replaceAll("//***@");
        try {
            URI uri = new URI(url.replaceAll("/+$", ""));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw wrong("url", shown, "begin with https:// or http://");
            }
            if (uri.getRawUserInfo() != null || !shown.equals(url)) {
                throw wrong("url", shown, "leave out user and password");
            }
            if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
                throw wrong("url", shown, "give a host and, if need be, a port from 1 to 65535");
            }
            if (uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || !PATH.matcher(uri.getRawPath()).matches()) {
                throw wrong("url", shown, "after the host, use only a plain path such as /gateway");
            }
            return URI.create(scheme + "://" + uri.getRawAuthority() + uri.getRawPath());
        } catch (URISyntaxException e) {
            throw wrong("url", shown, "give a URL such as https://events.pagerduty.com");
        }
    }

    private static Duration duration(String key, String value) {
        try {
            Duration duration = Duration.parse(value.strip());
            if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
                throw wrong(key, value, "use more than PT0S and at most P1D");
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw wrong(key, value, "use an ISO-8601 duration such as PT30S");
        }
    }

    private static int connections(String value) {
        try {
            int connections = Integer.parseInt(value);
            if (connections >= 1 && connections <= MOST_CONNECTIONS) {
                return connections;
            }
        } catch (NumberFormatException e) {
            throw wrong("connections", value, "use a whole number from 1 to " + MOST_CONNECTIONS);
        }
        throw wrong("connections", value, "use a whole number from 1 to " + MOST_CONNECTIONS);
    }

    private static Backoff backoff(String name, String initial, String ceiling, boolean jitter) {
        Duration from = duration(name + "Initial", initial);
        Duration to = duration(name + "Ceiling", ceiling);
        if (to.compareTo(from) < 0) {
            throw wrong(name + "Ceiling", ceiling, "use at least " + name + "Initial, which is " + from);
        }
        return new Backoff(from, to, jitter);
    }

    private static IllegalArgumentException wrong(String key, String value, String remedy) {
        return new IllegalArgumentException(
                "etc/" + Config.PID + ".cfg: " + key + " = " + value + " is wrong: " + remedy);
    }
}
