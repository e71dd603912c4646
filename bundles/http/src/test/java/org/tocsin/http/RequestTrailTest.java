// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** By what a request is called in the log. */
public class RequestTrailTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OURS = "[0-9a-f]{16}";

    @Test
    public void aTraceParentGivesItsTraceId() {
        assertThat(id("00-" + TRACE + "-00f067aa0ba902b7-01", "other")).isEqualTo(TRACE);
        assertThat(id("01-" + TRACE + "-00f067aa0ba902b7-00-later", null)).isEqualTo(TRACE);
    }

    @Test
    public void aTraceParentThatIsNoneIsPassedOver() {
        String[] none = {
            "",
            TRACE,
            "ff-" + TRACE + "-00f067aa0ba902b7-01",
            "00-" + TRACE + "-00f067aa0ba902b7-01-more",
            "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
            "00-" + TRACE + "-" + "0".repeat(16) + "-01",
            "00-" + TRACE.toUpperCase(Locale.ROOT) + "-00f067aa0ba902b7-01",
            "00-" + TRACE + "-00f067aa0ba902b7-1",
            "01-" + TRACE + "-00f067aa0ba902b7-01-" + "x".repeat(300),
            "01-" + TRACE + "-00f067aa0ba902b7-01-\r\nforged",
        };
        for (String one : none) {
            assertThat(id(one, "cron.7")).as(one).isEqualTo("cron.7");
            assertThat(id(one, null)).as(one).matches(OURS);
        }
    }

    @Test
    public void aRequestIdIsTakenWhenItCanForgeNothing() {
        assertThat(id(null, "a-B_9.".repeat(10))).isEqualTo("a-B_9.".repeat(10));
        for (String one : new String[] {"", "a b", "a\nb", "ü", "a\"b", "x".repeat(65)}) {
            assertThat(id(null, one)).as(one).matches(OURS);
        }
    }

    @Test
    public void whoSendsNoneGetsOneOfOurs() {
        assertThat(id(null, null)).matches(OURS).isNotEqualTo(id(null, null));
    }

    private static String id(@Nullable String traceParent, @Nullable String requestId) {
        return RequestTrail.id(traceParent, requestId);
    }
}
