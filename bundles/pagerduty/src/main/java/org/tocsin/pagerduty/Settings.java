// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tocsin.api.Backoff;
import org.tocsin.api.Setting;

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

    private static final String FILE = Config.PID + ".cfg";
    private static final String US = "https://events.pagerduty.com";
    private static final String EU = "https://events.eu.pagerduty.com";
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST_CONNECTIONS = 10_000;
    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return new Settings(
                base(config.url().strip(), config.region()),
                duration("deadline", config.deadline()),
                duration("connectTimeout", config.connectTimeout()),
                setting("connections", config.connections()).number(1, MOST_CONNECTIONS),
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
            return URI.create(setting("region", region).oneOf("us", "eu").equals("eu") ? EU : US);
        }
        String shown = USER_INFO.matcher(url).replaceAll("//***@");
        try {
            URI uri = new URI(url.replaceAll("/+$", ""));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw wrongUrl(shown, "one that begins with https:// or http://");
            }
            if (uri.getRawUserInfo() != null || !shown.equals(url)) {
                throw wrongUrl(shown, "one without user and password");
            }
            if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
                throw wrongUrl(shown, "one with a host and, if need be, a port from 1 to 65535");
            }
            if (uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || !PATH.matcher(uri.getRawPath()).matches()) {
                throw wrongUrl(shown, "only a plain path such as /gateway after the host");
            }
            return URI.create(scheme + "://" + uri.getRawAuthority() + uri.getRawPath());
        } catch (URISyntaxException e) {
            throw wrongUrl(shown, "one such as " + US);
        }
    }

    private static Duration duration(String key, String value) {
        return setting(key, value).duration(SHORTEST, LONGEST);
    }

    private static Backoff backoff(String name, String initial, String ceiling, boolean jitter) {
        Duration from = duration(name + "Initial", initial);
        Duration to = duration(name + "Ceiling", ceiling);
        if (to.compareTo(from) < 0) {
            throw setting(name + "Ceiling", ceiling)
                    .isNot("long enough", "at least " + name + "Initial, which is " + from);
        }
        return new Backoff(from, to, jitter);
    }

    private static IllegalArgumentException wrongUrl(String shown, String remedy) {
        return setting("url", shown).isNot("a usable URL", remedy);
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
