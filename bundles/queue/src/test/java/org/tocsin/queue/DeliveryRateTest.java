// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.Test;

/** The rate of one lane, told by what happens to it. */
public class DeliveryRateTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Percentage CLOSE = Percentage.withPercentage(1);

    private final DeliveryRate rate = new DeliveryRate();
    private long now = 7 * SECOND;

    @Test
    public void nothingIsNoRate() {
        assertThat(rate.perMinute(now)).isZero();
        rate.begins(now);
        now += 10 * SECOND;
        assertThat(rate.perMinute(now)).isZero();
        assertThat(rate.lastMinute(now)).isZero();
    }

    @Test
    public void aSteadyFlowIsItsLastMinute() {
        rate.begins(now);
        flow(300, SECOND);
        assertThat(rate.perMinute(now)).isCloseTo(60, CLOSE);
        flow(2_000, SECOND / 10);
        assertThat(rate.perMinute(now)).isCloseTo(600, CLOSE);
        assertThat(rate.lastMinute(now)).isBetween(550.0, 720.0);
    }

    @Test
    public void idlenessIsNoSlowness() {
        for (int i = 0; i < 20; i++) {
            rate.begins(now);
            flow(10, SECOND / 10);
            rate.rests(now);
            now += 30 * SECOND;
        }
        rate.begins(now);
        flow(100, SECOND / 10);
        assertThat(rate.perMinute(now)).isCloseTo(600, CLOSE);
        rate.rests(now);
        now += 600 * SECOND;
        assertThat(rate.lastMinute(now)).isZero();
    }

    @Test
    public void burstsAndTheirPausesBelongTogether() {
        rate.begins(now);
        flow(120, SECOND / 1_000); // the credit of a receiver that was left alone
        for (int i = 0; i < 12; i++) {
            pause(30);
            flow(60, SECOND / 1_000);
            if (i > 3) {
                assertThat(rate.perMinute(now)).as("after cycle %d", i).isCloseTo(120, CLOSE);
            }
        }
        rate.pauses(now, now + 30 * SECOND);
        now += 5 * SECOND;
        assertThat(rate.perMinute(now)).as("within a pause").isCloseTo(120, CLOSE);
    }

    @Test
    public void anOutageSaysNothingAboutWhatComesAfterIt() {
        rate.begins(now);
        flow(6_000, SECOND / 10);
        for (int i = 0; i < 12; i++) {
            rate.pauses(now, now + 300 * SECOND);
            now += 300 * SECOND;
        }
        assertThat(rate.perMinute(now)).as("while it lasts").isZero();
        flow(1_000, SECOND / 50);
        assertThat(rate.perMinute(now)).isCloseTo(3_000, CLOSE);
    }

    @Test
    public void aShortOutageIsForgottenAfterAMinute() {
        rate.begins(now);
        flow(3_000, SECOND / 10);
        pause(100);
        flow(610, SECOND / 10);
        assertThat(rate.perMinute(now)).isCloseTo(600, CLOSE);
    }

    private void flow(int events, long every) {
        for (int i = 0; i < events; i++) {
            now += every;
            rate.left(now);
        }
    }

    private void pause(int seconds) {
        rate.pauses(now, now + seconds * SECOND);
        now += seconds * SECOND;
    }
}
