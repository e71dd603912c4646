// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.tocsin.api.Setting;
import org.tocsin.channel.Waits;
import org.tocsin.channel.http.Bounds;
import org.tocsin.channel.http.Outbound;
import org.tocsin.channel.http.WebAddress;

/**
 * The configuration, read and checked.
 *
 * @param base where the Events API is, without a slash at its end
 * @param bounds what an attempt may take
 * @param waits how long a lane waits after the API asked to slow down, and after an outage
 * @param outbound by which proxy, from which address, whom to believe
 */
record Settings(URI base, Bounds bounds, Waits waits, Outbound outbound) {

    private static final String FILE = Config.PID + ".cfg";
    private static final String US = "https://events.pagerduty.com";
    private static final String EU = "https://events.eu.pagerduty.com";
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");
    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return of(config, System.getenv());
    }

    static Settings of(Config config, Map<String, String> environment) {
        // which are others' to use, but wrong ones are told here
        upgrades(config);
        upgradeSeverity(config);
        return new Settings(
                base(config.url().strip(), config.region()),
                Bounds.of(FILE, config.deadline(), config.connectTimeout(), config.readTimeout(), config.connections()),
                Waits.of(
                        FILE,
                        config.throttleInitial(),
                        config.throttleCeiling(),
                        config.outageInitial(),
                        config.outageCeiling(),
                        config.retryAfterCeiling()),
                Outbound.of(
                        FILE,
                        new Outbound.Written(
                                config.proxy(),
                                config.proxyLoginFile(),
                                config.noProxy(),
                                config.caFile(),
                                config.clientCertificate(),
                                config.clientKey(),
                                config.clientKeyPasswordFile(),
                                config.sourceAddress(),
                                config.preferAddresses()),
                        environment));
    }

    /** Whether v1 events become v2 events. */
    static boolean upgrades(Config config) {
        return setting("upgradeV1", config.upgradeV1()).oneOf("true", "false").equals("true");
    }

    /** The severity of such an event whose details tell none. */
    static String upgradeSeverity(Config config) {
        return setting("upgradeSeverity", config.upgradeSeverity()).oneOf("critical", "error", "warning", "info");
    }

    /** The URL that takes events of this shape. */
    URI endpoint(Shape shape) {
        return URI.create(base + shape.path);
    }

    /** Host and port, for people. */
    String peer() {
        return WebAddress.peer(base);
    }

    /** Whether keys travel where others can read them. */
    boolean isExposed() {
        return WebAddress.isExposed(base);
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

    private static IllegalArgumentException wrongUrl(String shown, String remedy) {
        return setting("url", shown).isNot("a usable URL", remedy);
    }

    static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
