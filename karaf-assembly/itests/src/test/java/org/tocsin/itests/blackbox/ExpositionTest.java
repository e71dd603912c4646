// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

/** The parser of scrapes is as strict as it says: else it would hold the agent to nothing. */
public class ExpositionTest {

    private static final String GOOD = """
        # HELP a_total what
        # TYPE a_total counter
        a_total{x="1\\"\\\\\\n"} 1.0
        a_total 2E3
        # HELP h_seconds what
        # TYPE h_seconds histogram
        h_seconds_bucket{le="0.1"} 1
        h_seconds_bucket{le="+Inf"} 2
        h_seconds_count 2
        h_seconds_sum 0.5
        """;

    @Test
    public void whatIsRightIsRead() {
        Exposition read = Exposition.text(GOOD);

        assertThat(read.value("a_total", "x", "1\\\"\\\\\\n")).isEqualTo(1);
        assertThat(read.families().keySet()).containsExactly("a_total", "h_seconds");
        assertThat(Exposition.openMetrics("# TYPE a counter\n# HELP a what\na_total 1\n# EOF\n")
                        .value("a_total"))
                .isEqualTo(1);
    }

    @Test
    public void whatIsWrongIsNot() {
        wrong(GOOD.strip(), "the last line does not end");
        wrong(GOOD + "\n", "no sample");
        wrong(GOOD + "b 1\n", "not of the family");
        wrong("b 1\n", "before the type");
        wrong(GOOD + "# TYPE a_total counter\n", "said twice");
        wrong(GOOD.replace("a_total 2E3", "a_total 2E3\na_total 3"), "twice");
        wrong(GOOD.replace("2E3", "2,3"), "no number");
        wrong(GOOD.replace("2E3", "2E3 "), "blanks");
        wrong(GOOD.replace("2E3", "-1"), "below zero");
        wrong(GOOD.replace("x=\"1", "x=\"\\d"), "no label");
        wrong(GOOD.replace("{x=", "{x=\"\",x="), "a label twice");
        wrong(GOOD.replace("{x=", "{,x="), "no label");
        wrong(GOOD.replace("\\n\"}", "\\n\",}"), "a comma too much");
        wrong(GOOD.replace("count 2", "count 3"), "+Inf is not all");
        wrong(GOOD.replace("+Inf\"} 2", "+Inf\"} 0").replace("count 2", "count 0"), "out of order");
        wrong(GOOD.replace("counter", "number"), "no known type");
        wrong(GOOD.replace("a_total", "a"), "without _total");
        assertThatThrownBy(() -> Exposition.openMetrics("# TYPE a gauge\na 1\n"))
                .hasMessageContaining("EOF");
        assertThatThrownBy(() -> Exposition.openMetrics("# TYPE a gauge\na 1\n# EOF\n# EOF\n"))
                .hasMessageContaining("after # EOF");
    }

    private static void wrong(String text, String why) {
        assertThatThrownBy(() -> Exposition.text(text)).hasMessageContaining(why);
    }
}
