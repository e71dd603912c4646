// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import org.tocsin.api.Setting;

/**
 * The configuration, read and checked.
 *
 * @param on whether there is a heartbeat
 * @param address where it goes
 * @param interval how often, until an answer wants another pace
 */
record Settings(boolean on, URI address, Duration interval) {

    private static final String FILE = Config.PID + ".cfg";

    /** pdagent's. */
    private static final String PATH = "/agent/2014-03-14/heartbeat";

    private static final String US = "https://api.pagerduty.com";
    private static final String EU = "https://api.eu.pagerduty.com";

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        boolean on = setting("enabled", config.enabled()).oneOf("off", "on").equals("on");
        boolean eu = setting("region", config.region()).oneOf("us", "eu").equals("eu");
        Setting url = setting("url", config.url());
        return new Settings(
                on,
                URI.create((url.text().isEmpty() ? (eu ? EU : US) : base(url)) + PATH),
                setting("interval", config.interval()).duration(Schedule.SHORTEST, Schedule.LONGEST));
    }

    /** Without a slash at its end. */
    private static String base(Setting url) {
        try {
            URI uri = new URI(url.text().replaceAll("/+$", ""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null && bare) {
                return uri.toString();
            }
        } catch (URISyntaxException e) {
            throw shown(url);
        }
        throw shown(url);
    }

    /** Without what may be a password. */
    private static IllegalArgumentException shown(Setting url) {
        return setting("url", url.text().replaceAll("//[^/]*@", "//***@"))
                .isNot("a usable URL", "one such as " + US + ", without user and query");
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
