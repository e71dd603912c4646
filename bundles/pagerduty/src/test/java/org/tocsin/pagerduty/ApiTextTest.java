// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

/** What is kept of an answer is one line. */
public class ApiAnswerTest {

    @Test
    public void whatCouldForgeALineOrSteerATerminalIsABlank() {
        assertThat(ApiAnswer.oneLine("a\r\nb\tc\u001b[1md\u007f\u009b\u2028\u2029e  f"))
                .isEqualTo("a b c [1md e f");
        assertThat(ApiAnswer.oneLine("\n")).isEqualTo(" ");
        assertThat(ApiAnswer.oneLine("")).isEmpty();
        assertThat(ApiAnswer.oneLine("für Ærø 😀")).isEqualTo("für Ærø 😀");
    }

    @Test
    public void theMessageAndTheErrorsAreTakenOutOfJsonAndAnyOtherTextIsKeptAsItIs() {
        assertThat(new ApiAnswer(400, null, "{\"errors\":[\"a\",{\"b\":1},\"c\"],\"message\":\"no\\nway\"}").text())
                .isEqualTo("HTTP 400 no way; a; c");
        assertThat(new ApiAnswer(502, null, "<h1>Bad\ngateway</h1>").text()).isEqualTo("HTTP 502 <h1>Bad gateway</h1>");
        assertThat(new ApiAnswer(202, null, "").text()).isEqualTo("HTTP 202");
    }
}
