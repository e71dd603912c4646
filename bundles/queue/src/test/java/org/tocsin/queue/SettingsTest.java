// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.Test;

public class SettingsTest {

    @Test
    public void readsWhatTheDefaultConfigurationSays() {
        assertThat(Settings.of("128", "PT35S", "32", "16777216"))
                .isEqualTo(new Settings(128, Duration.ofSeconds(35), 32, 16_777_216));
    }

    @Test
    public void namesFileKeyValueAndRemedy() {
        wrong("0", "PT35S", "32", "1", "maxInFlight: '0' is not in range, use a whole number from 1 to 1024");
        wrong("many", "PT35S", "32", "1", "maxInFlight: 'many' is not a number");
        wrong("1025", "PT35S", "32", "1", "maxInFlight: '1025'");
        wrong("1", "35", "32", "1", "deadline: '35' is not a duration");
        wrong("1", "PT0.5S", "32", "1", "deadline: 'PT0.5S' is not in range, use a duration from PT1S to PT1H");
        wrong("1", "PT2H", "32", "1", "deadline: 'PT2H'");
        wrong("1", "PT35S", "-1", "1", "windowEvents: '-1'");
        wrong("1", "PT35S", "32", "-1", "windowBytes: '-1'");
    }

    private static void wrong(String inFlight, String deadline, String events, String bytes, String message) {
        assertThatThrownBy(() -> Settings.of(inFlight, deadline, events, bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("org.tocsin.queue.cfg: " + message);
    }
}
