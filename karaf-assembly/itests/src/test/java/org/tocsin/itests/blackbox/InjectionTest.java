// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;

/** What a stranger writes into headers and queries steers nothing, reaches nobody and never comes back. */
public class InjectionTest {

    private static final String CANARY = "cAnArY";

    @Rule
    public final Eavesdropper pagerDuty = new Eavesdropper();

    @Rule
    public final Eavesdropper elsewhere = new Eavesdropper();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private final Api api = new Api(agent);

    @Test
    public void noHeaderOrQueryOfARequestGoesAnywhere() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", pagerDuty.url()).start();
        String key = DoorsTest.key("inject");
        String event = DoorsTest.v2(key, "resolve");
        List<String> names = List.of(
                "CamelHttpUri",
                "CamelHttpPath",
                "CamelHttpQuery",
                "CamelHttpMethod",
                "CamelHttpResponseCode",
                "CamelFileName",
                "CamelSqlQuery",
                "CamelBeanMethodName",
                "CamelSplitIndex",
                "org.apache.camel.component.x",
                "TocsinKey",
                "TocsinFormat",
                "TocsinHttpStatus",
                "TocsinHttpContentType",
                "breadcrumbId",
                "X-Routing-Key",
                "Cookie",
                "Traceparent");
        int sent = 0;
        for (String name : names) {
            String value = name.endsWith("Uri") ? elsewhere.url() + "/" + CANARY : CANARY;
            for (String spelt : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
                Http.Answer answer = api.post("/send?" + spelt + "=" + CANARY, event, spelt + ": " + value);
                assertThat(answer.status()).as("%s %s", spelt, answer.body()).isEqualTo(200);
                assertNothingOf(answer);
                sent++;
                if (!name.equals("X-Routing-Key")) { // which is asked for there
                    Http.Answer alike =
                            api.strange("POST", "/v2/enqueue?" + spelt + "=" + CANARY, event, spelt + ": " + value);
                    assertThat(alike.status()).as("%s %s", spelt, alike.body()).isEqualTo(202);
                    assertNothingOf(alike);
                    sent++;
                }
                Http.Answer batch = api.post("/events?" + spelt + "=" + CANARY, event + "\n", spelt + ": " + value);
                assertThat(batch.body()).as(spelt).contains("\"status\":200");
                assertNothingOf(batch);
                sent++;
                for (Http.Answer other : List.of(
                        api.post("/send", "bad", spelt + ": " + value),
                        api.strange("POST", "/send", event, spelt + ": " + value),
                        api.call("GET", "/nothing", "", spelt + ": " + value),
                        api.call("GET", "/health/live", "", spelt + ": " + value),
                        api.call(
                                "GET",
                                "/queue/status?rk=" + key + "&" + spelt + "=" + CANARY,
                                "",
                                spelt + ": " + value))) {
                    assertNothingOf(other);
                }
            }
        }
        assertThat(sent * 2).as("spellings in headers and queries").isGreaterThan(300);
        int events = sent;
        await("all events at PagerDuty")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pagerDuty.heard()).hasSize(events));
        assertThat(pagerDuty.heard()).allSatisfy(request -> {
            String head = request.substring(0, request.indexOf("\r\n\r\n"));
            assertThat(request.substring(head.length() + 4)).isEqualTo(event);
            assertThat(head).startsWith("POST /v2/enqueue HTTP/1.1\r\n");
            assertThat(head.lines()
                            .skip(1)
                            .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
                    .containsOnly("host", "content-type", "content-length", "user-agent", "connection");
        });
        assertThat(elsewhere.heard()).isEmpty();
        assertThat(agent.log()).doesNotContain(CANARY);
    }

    private static void assertNothingOf(Http.Answer answer) {
        assertThat(answer.head() + answer.body()).doesNotContainIgnoringCase(CANARY);
        assertThat(answer.head()
                        .lines()
                        .skip(1)
                        .filter(line -> !line.isEmpty())
                        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
                .isSubsetOf(
                        "content-length",
                        "content-type",
                        "date",
                        "connection",
                        "allow",
                        "www-authenticate",
                        "cache-control",
                        "x-content-type-options",
                        "server",
                        "retry-after");
    }
}
