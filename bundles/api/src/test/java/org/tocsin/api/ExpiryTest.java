// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.Test;

/** When it is time to renew something. */
public final class ExpiryTest {

    private static final Instant END = Instant.parse("2027-03-01T12:00:00Z");

    @Test
    public void whatCountsForLongIsToldTwoWeeksBefore() {
        Expiry year = new Expiry(END.minus(Duration.ofDays(365)), END);

        assertThat(year.told(END.minus(Duration.ofDays(14)).minusSeconds(1))).isNull();
        assertThat(year.told(END.minus(Duration.ofDays(14)))).isEqualTo("expires on 2027-03-01T12:00:00Z, renew it");
        assertThat(year.told(END.minusSeconds(1))).isEqualTo("expires on 2027-03-01T12:00:00Z, renew it");
        assertThat(year.told(END)).isEqualTo("has expired on 2027-03-01T12:00:00Z, renew it");
    }

    @Test
    public void whatIsRenewedEveryFewDaysIsToldInItsLastPart() {
        Expiry week = new Expiry(END.minus(Duration.ofDays(6)), END);

        assertThat(week.told(END.minus(Duration.ofDays(2)))).isNull();
        assertThat(week.told(END.minus(Duration.ofDays(1)))).startsWith("expires on");
        assertThat(new Expiry(END, END).told(END.minusSeconds(1))).isNull();
    }
}
