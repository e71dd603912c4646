// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.metrics.ScrapeFormat.OPEN_METRICS;
import static org.tocsin.metrics.ScrapeFormat.TEXT;

import org.junit.Test;

/** Who gets which text. */
public class ScrapeFormatTest {

    @Test
    public void whoAsksForNothingInParticularGetsTheText() {
        assertThat(ScrapeFormat.of(null)).isEqualTo(TEXT);
        assertThat(ScrapeFormat.of("")).isEqualTo(TEXT);
        assertThat(ScrapeFormat.of("*/*")).isEqualTo(TEXT);
        assertThat(ScrapeFormat.of("application/json")).isEqualTo(TEXT);
        assertThat(ScrapeFormat.of("text/html,application/xhtml+xml,*/*;q=0.8")).isEqualTo(TEXT);
    }

    @Test
    public void prometheusGetsOpenMetricsWhenItPrefersIt() {
        assertThat(ScrapeFormat.of("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,*/*;q=0.2"))
                .isEqualTo(OPEN_METRICS);
        assertThat(ScrapeFormat.of("text/plain;version=0.0.4;q=1,application/openmetrics-text;q=0.5"))
                .isEqualTo(TEXT);
        assertThat(ScrapeFormat.of(" Application/OpenMetrics-Text ; q=1.0 ")).isEqualTo(OPEN_METRICS);
    }

    @Test
    public void protobufIsNoText() {
        assertThat(ScrapeFormat.of("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;q=1"))
                .isEqualTo(TEXT);
    }

    @Test
    public void aQualityThatIsNoneCountsForNothing() {
        for (String quality : new String[] {"q=", "q=x", "q=-1", "q=2", "q=1e9", "q=NaN", "q=0"}) {
            assertThat(ScrapeFormat.of("application/openmetrics-text;" + quality + ",,;,"))
                    .isEqualTo(TEXT);
        }
    }
}
