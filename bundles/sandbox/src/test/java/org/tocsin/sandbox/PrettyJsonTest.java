// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

/** JSON is laid out, and nothing but white space changes. */
public class PrettyJsonTest {

    @Test
    public void everyTokenStaysAsItWasSent() {
        assertThat(pretty("{\"b\":1e400,\"a\":[1, 2.50,{}],\"b\":\"x \\\"{,\\u0041\\\\\",\"e\":[ ],\"t\":null}"))
                .isEqualTo("""
                        {
                          "b": 1e400,
                          "a": [
                            1,
                            2.50,
                            {}
                          ],
                          "b": "x \\"{,\\u0041\\\\",
                          "e": [],
                          "t": null
                        }""");
        assertThat(pretty(" 7 ")).isEqualTo("7");
    }

    @Test
    public void whatIsNoJsonStaysAsItIs() {
        for (String text : new String[] {"", "{", "{\"a\":1} x", "<b>", "\"\\"}) {
            assertThat(pretty(text)).isEqualTo(text);
        }
    }

    @Test
    public void deepJsonDoesNotGrowWithoutBounds() {
        String deep = "[".repeat(400) + "1,".repeat(200_000) + "1" + "]".repeat(400);
        assertThat(pretty(deep).length()).isLessThan(20_000_000);
    }

    private static String pretty(String text) {
        return PrettyJson.of(Bytes.of(text));
    }
}
