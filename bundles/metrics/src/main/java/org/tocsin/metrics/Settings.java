// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import io.micrometer.statsd.StatsdFlavor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;

/**
 * The configuration, read and checked.
 *
 * @param statsd null when nothing is pushed to one
 * @param flavour the dialect of that
 * @param graphite null when nothing is pushed to one
 */
record Settings(
        @Nullable Target statsd,
        StatsdFlavor flavour,
        @Nullable Target graphite) {

    private static final String FILE = Config.PID + ".cfg";

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return new Settings(
                Target.of(
                        setting("statsdHost", config.statsdHost()),
                        setting("statsdPort", config.statsdPort()),
                        setting("statsdInterval", config.statsdInterval()),
                        setting("statsdPrefix", config.statsdPrefix())),
                StatsdFlavor.valueOf(setting("statsdFlavour", config.statsdFlavour())
                        .oneOf("datadog", "etsy", "telegraf")
                        .toUpperCase(Locale.ROOT)),
                Target.of(
                        setting("graphiteHost", config.graphiteHost()),
                        setting("graphitePort", config.graphitePort()),
                        setting("graphiteInterval", config.graphiteInterval()),
                        setting("graphitePrefix", config.graphitePrefix())));
    }

    private static Setting setting(String key, String value) {
        return Setting.of(FILE, key, value);
    }
}
