// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.statsd.StatsdFlavor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;

/** What the configuration may be. */
public class SettingsTest {

    @Test
    public void nothingIsPushedByDefault() {
        Settings settings = Settings.of(Configs.of(Map.of()));

        assertThat(settings.statsd()).isNull();
        assertThat(settings.graphite()).isNull();
    }

    @Test
    public void aHostIsEnough() {
        Settings settings =
                Settings.of(Configs.of(Map.of("statsdHost", "statsd.example", "graphiteHost", " 2001:db8::1 ")));

        assertThat(settings.statsd()).isEqualTo(new Target("statsd.example", 8_125, Duration.ofSeconds(10), ""));
        assertThat(settings.flavour()).isEqualTo(StatsdFlavor.DATADOG);
        assertThat(settings.graphite()).isEqualTo(new Target("2001:db8::1", 2_003, Duration.ofMinutes(1), ""));
    }

    @Test
    public void aWrongValueIsNamedWithFileKeyAndRemedy() {
        assertWrong("statsdHost", "http://statsd", "a name or an address without scheme and port");
        assertWrong("statsdPort", "0", "a whole number from 1 to 65535");
        assertWrong("statsdFlavour", "sysdig", "datadog or etsy or telegraf");
        assertWrong("statsdInterval", "10s", "ISO-8601 such as PT30S");
        assertWrong("statsdPrefix", "a b", "names of letters, digits, _ and -, with dots between them");
        assertWrong("graphiteHost", "graphite:2003:", "a name or an address without scheme and port");
        assertWrong("graphitePort", "65536", "a whole number from 1 to 65535");
        assertWrong("graphiteInterval", "PT0.5S", "a duration from PT1S to PT1H");
        assertWrong("graphitePrefix", "a..b", "names of letters, digits, _ and -, with dots between them");
    }

    private static void assertWrong(String key, String value, String remedy) {
        Map<String, String> said = new HashMap<>(Map.of("statsdHost", "h", "graphiteHost", "h"));
        said.put(key, value);
        assertThatThrownBy(() -> Settings.of(Configs.of(said)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("org.tocsin.metrics.cfg: " + key + ": '" + value + "' is not ")
                .hasMessageEndingWith("use " + remedy);
    }
}
