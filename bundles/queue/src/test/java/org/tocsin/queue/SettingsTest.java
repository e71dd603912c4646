// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.Test;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;

public class SettingsTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");

    @Test
    public void readsWhatTheDefaultConfigurationSays() {
        assertThat(read(Map.of()))
                .isEqualTo(new Settings(
                        128,
                        Duration.ofSeconds(35),
                        16_777_216,
                        32,
                        16_777_216,
                        null,
                        new CatchUpSettings(false, Map.of(), 20),
                        new RateSettings(0, Map.of(), 10),
                        new DeadLetterSettings(10_000, Duration.ofDays(90)),
                        100));
    }

    @Test
    public void anAgeIsBoundedWhenItIsSet() {
        assertThat(read(Map.of("maxAge", "PT48H")).maxAge()).isEqualTo(Duration.ofDays(2));
        wrong(Map.of("maxAge", "PT1S"), "maxAge: 'PT1S' is not in range");
    }

    @Test
    public void aLaneMayCatchUpInAWayOfItsOwn() {
        Map<String, String> properties = Map.of("catchUp", "collapse", "catchUp." + WEB.id(), "replay");
        CatchUpSettings settings = read(properties).catchUp();
        assertThat(settings.backlog(LaneRecord.empty(WEB)).incidents()).isNull();
        assertThat(settings.backlog(LaneRecord.empty(DB)).incidents()).isNotNull();
        CatchUpSettings other = read(Map.of("catchUp." + WEB.id(), "collapse")).catchUp();
        assertThat(other.backlog(LaneRecord.empty(WEB)).incidents()).isNotNull();
        assertThat(other.backlog(LaneRecord.empty(DB)).incidents()).isNull();
    }

    @Test
    public void namesFileKeyValueAndRemedy() {
        wrong(Map.of("maxInFlight", "0"), "maxInFlight: '0' is not in range, use a whole number from 1 to 1024");
        wrong(Map.of("maxInFlight", "many"), "maxInFlight: 'many' is not a number");
        wrong(Map.of("maxInFlight", "1025"), "maxInFlight: '1025'");
        wrong(Map.of("deadline", "35"), "deadline: '35' is not a duration");
        wrong(Map.of("deadline", "PT0.5S"), "deadline: 'PT0.5S' is not in range, use a duration from PT1S to PT1H");
        wrong(Map.of("deadline", "PT2H"), "deadline: 'PT2H'");
        wrong(Map.of("inFlightBytes", "1"), "inFlightBytes: '1'");
        wrong(Map.of("keepDead", "-1"), "keepDead: '-1'");
        wrong(Map.of("keepDeadFor", "90"), "keepDeadFor: '90' is not a duration");
        wrong(Map.of("windowEvents", "-1"), "windowEvents: '-1'");
        wrong(Map.of("windowBytes", "-1"), "windowBytes: '-1'");
        wrong(Map.of("catchUp", "fold"), "catchUp: 'fold' is not known, use replay or collapse");
        wrong(Map.of("catchUpFrom", "1"), "catchUpFrom: '1' is not in range");
        wrong(Map.of("ratePerMinute", "fast"), "ratePerMinute: 'fast' is not a number");
        wrong(Map.of("ratePerMinute.pd-1", "-1"), "ratePerMinute.pd-1: '-1' is not in range");
        wrong(Map.of("burst", "0"), "burst: '0' is not in range");
        wrong(Map.of("catchUp.pd-1", "yes"), "catchUp.pd-1: 'yes' is not known, use replay or collapse");
    }

    private static Settings read(Map<String, String> properties) {
        return Settings.of(QueueFixture.config(properties), properties);
    }

    private static void wrong(Map<String, String> properties, String message) {
        assertThatThrownBy(() -> read(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("org.tocsin.queue.cfg: " + message);
    }
}
