// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.Map;
import org.junit.Test;

/** What the owner of a path sees of the headers. */
public final class RequestHeadersTest {

    private final MultiMap sent = MultiMap.caseInsensitiveMultiMap()
            .add("Idempotency-Key", "first")
            .add("idempotency-key", "second")
            .add("Authorization", "token secret");

    @Test
    public void namesAreInLowerCaseAndOfARepeatedOneTheFirstCounts() {
        Map<String, String> headers = new RequestHeaders(sent, true);

        assertThat(headers.get("idempotency-key")).isEqualTo("first");
        assertThat(headers.get("Idempotency-Key")).isNull();
        assertThat(headers.get("other")).isNull();
        assertThat(headers.containsKey("idempotency-key")).isTrue();
        assertThat(headers).isEqualTo(Map.of("idempotency-key", "first", "authorization", "token secret"));
    }

    @Test
    public void theTokenIsSeenInNoSpelling() {
        Map<String, String> headers = new RequestHeaders(sent, false);

        for (String name : new String[] {"authorization", "Authorization", "AUTHORIZATION"}) {
            assertThat(headers.get(name)).as(name).isNull();
            assertThat(headers.containsKey(name)).as(name).isFalse();
        }
        assertThat(headers).isEqualTo(Map.of("idempotency-key", "first"));
        assertThat(headers.toString()).doesNotContain("secret");
    }
}
