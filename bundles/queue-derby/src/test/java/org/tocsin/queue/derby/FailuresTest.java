// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.Test;

/** What Derby's words tell, and what they do not. */
public class FailuresTest {

    @Test
    public void aConnectionThatIsGoneSaysNothingOfWhyItIs() {
        assertThat(Failures.saysWhy(new SQLException("No current connection.", "08003", 40_000)))
                .isFalse();
        assertThat(Failures.saysWhy(new SQLException("Java exception", "XJ001")))
                .isFalse();
        assertThat(Failures.saysWhy(new SQLException("Row locked", "40XL1"))).isTrue();
    }

    @Test
    public void theWordOfTheOperatingSystemCounts() {
        SQLException full = new SQLException("log", "XSLA4", new IOException("No space left on device"));
        SQLException broken = new SQLException("log", "XSLA4", new IOException("Input/output error"));

        assertThat(Failures.isFull(full)).isTrue();
        assertThat(Failures.isFull(broken)).isFalse();
    }
}
