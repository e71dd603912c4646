// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;

public class FittingTest {

    private static final String KEY = "a".repeat(32);

    private final PagerDutyFormat format = new PagerDutyFormat(() -> "made");

    @Test
    public void whatFitsIsNotTouched() throws Exception {
        Body body = Body.of(v1("{\"a\":\"" + "x".repeat(400_000) + "\"}"));

        assertThat(format.fit(body, "v1", KEY).body())
                .isEqualTo(format.read(body, "v1", KEY).body());
    }

    @Test
    public void anEndlessOutputIsCutAndMarkedAndNothingElse() throws Exception {
        String output = "x".repeat(1 << 20);

        Event event = format.fit(Body.of(v1("{\"a\":\"short\",\"out\":\"" + output + "\",\"n\":1e400}")), "v1", KEY);

        assertThat(event.body().size()).isBetween(EventText.MAX_BYTES - 2_048, EventText.MAX_BYTES);
        String[] around = v1("{\"a\":\"short\",\"out\":\"OUT…\",\"n\":1e400}")
                .substring(1)
                .split("OUT", -1);
        assertThat(event.body().utf8())
                .startsWith("{\"service_key\":\"" + KEY + "\"," + around[0] + "xxx")
                .endsWith("xxx" + around[1]);
    }

    @Test
    public void manyLongTextsAreCutToOneLengthAlsoDeepInTheDetails() throws Exception {
        StringBuilder list = new StringBuilder("[{\"deep\":\"é\"}");
        for (int i = 0; i < 40; i++) {
            list.append(",{\"out\":\"").append("\\u00e9".repeat(20_000)).append("\"}");
        }

        Event event = format.fit(
                Body.of(
                        "{\"event_action\":\"trigger\",\"dedup_key\":\"d\",\"payload\":{\"summary\":\"s\",\"source\":\"h\","
                                + "\"severity\":\"error\",\"custom_details\":{\"list\":" + list + "]}}}"),
                "v2",
                KEY);

        assertThat(event.body().size()).isBetween(EventText.MAX_BYTES - 2_548, EventText.MAX_BYTES);
        Set<Integer> lengths = Pattern.compile("\"out\":\"((?:\\\\u00e9)+)…\"")
                .matcher(event.body().utf8())
                .results()
                .map(text -> text.group(1).length())
                .collect(Collectors.toSet());
        assertThat(lengths).as("lengths of the 40 texts").hasSize(1);
        assertThat(event.body().utf8()).contains("{\"deep\":\"é\"},{\"out\":").endsWith("…\"}]}}}");
    }

    @Test
    public void whatIsInTheSummaryTooCostsTheDetailsNothing() throws Exception {
        for (int length : new int[] {262_000, 300_000, 400_000, 520_000, 1 << 20}) {
            String output = "x".repeat(length);
            Event event = format.fit(
                    Body.of("{\"event_type\":\"trigger\",\"incident_key\":\"k\",\"description\":\"" + output
                            + "\",\"details\":{\"out\":\"" + output + "\"}}"),
                    "v1",
                    KEY);
            int most = Math.min(length, EventText.MAX_BYTES - 2_048);
            assertThat(event.body().size()).as("%d", length).isBetween(most, EventText.MAX_BYTES);
            assertThat(event.body().utf8()).contains("\"description\":\"" + "x".repeat(1_023) + "…\"");
        }
        Event change = format.fit(
                Body.of("{\"payload\":{\"summary\":\"" + "x".repeat(600_000)
                        + "\",\"timestamp\":\"2020-07-17T08:42:58Z\"}}"),
                "change",
                KEY);
        assertThat(change.body().utf8()).contains("\"summary\":\"" + "x".repeat(1_023) + "…\"");
    }

    @Test
    public void whatCannotBeCutIsRefusedAsEver() {
        refused("{\"service_key\":\"" + KEY + "\",\"event_type\":\"trigger\",\"description\":\"d\",\"client\":\""
                + "x".repeat(600_000) + "\"}");
        refused(v1("{\"" + "n".repeat(600_000) + "\":1}"));
        refused("[" + "1,".repeat(300_000) + "1]");
        refused(v1("{\"a\":\"" + "x".repeat(600_000)));
    }

    @Test
    public void aSenderWhoCanBeToldIsTold() {
        assertThatThrownBy(() -> format.read(Body.of(v1("{\"a\":\"" + "x".repeat(600_000) + "\"}")), "v1", KEY))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.kind()).isEqualTo(InvalidEventException.Kind.TOO_LARGE));
    }

    private void refused(String text) {
        assertThatThrownBy(() -> format.fit(Body.of(text), "v1", KEY))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.kind()).isEqualTo(InvalidEventException.Kind.TOO_LARGE));
    }

    private static String v1(String details) {
        return "{\"event_type\":\"trigger\",\"incident_key\":\"k\",\"description\":\"d\",\"details\":" + details + "}";
    }
}
