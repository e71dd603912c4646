// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;
import org.tocsin.channel.http.HttpAnswer;

/** What is kept of an answer is one line. */
public class ApiTextTest {

    @Test
    public void theMessageAndTheErrorsAreTakenOutOfJsonAndAnyOtherTextIsKeptAsItIs() {
        assertThat(text(400, "{\"errors\":[\"a\",{\"b\":1},\"c\"],\"message\":\"no\\nway\"}"))
                .isEqualTo("HTTP 400 no way; a; c");
        assertThat(text(502, "<h1>Bad\ngateway</h1>")).isEqualTo("HTTP 502 <h1>Bad gateway</h1>");
        assertThat(text(202, "")).isEqualTo("HTTP 202");
    }

    private static String text(int status, String body) {
        return ApiText.of(new HttpAnswer(status, null, body)).line();
    }

    @Test
    public void theShapeOfPagerDutysAnswersIsKnown() {
        for (String theirs : List.of(
                "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":[\"a\"]}",
                "{\"status\":\"invalid event\",\"message\":\"no\"}",
                " {\"errors\":[],\"other\":{\"status\":1},\"status\":\"invalid event\"}")) {
            assertThat(isGenuine(theirs)).as(theirs).isTrue();
        }
        for (String others : List.of(
                "",
                "no",
                "<html>{\"status\":\"a\",\"message\":\"b\"}",
                "{\"message\":\"no\"}",
                "{\"status\":400,\"message\":\"no\"}",
                "{\"status\":\"error\",\"errors\":\"none\"}",
                "{\"a\":{\"status\":\"a\",\"message\":\"b\"}}",
                "[\"status\",\"message\"]",
                "{\"status\":\"a\",\"message\":\"b\"")) {
            assertThat(isGenuine(others)).as(others).isFalse();
        }
    }

    private static boolean isGenuine(String body) {
        return ApiText.of(new HttpAnswer(400, null, body)).genuine();
    }
}
