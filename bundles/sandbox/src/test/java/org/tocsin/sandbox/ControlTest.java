// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

/** The control API, as curl would use it. */
public class ControlTest {

    private static final String KEY = "0123456789abcdef0123456789ABCDEF";
    private static final String EVENT =
            "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"resolve\",\"dedup_key\":\"d\"}";

    @Rule
    public final SandboxRule rule = new SandboxRule();

    @Test
    public void failuresArePlannedListedAndCleared() throws IOException {
        assertThat(post("/sandbox/plan?fail=503&times=2&key=" + KEY).body())
                .isEqualTo("[{\"fail\":\"503\",\"key\":\"" + KEY + "\",\"times\":2}]\n");
        assertThat(send()).isEqualTo(503);
        assertThat(get("/sandbox/plan").body()).contains("\"times\":1");
        assertThat(post("/sandbox/clear").status()).isEqualTo(200);
        assertThat(send()).isEqualTo(202);
        assertThat(get("/sandbox/summary").body())
                .isEqualTo("{\"received\":2,\"accepted\":1,\"redirected\":0,\"up\":true,\"plans\":0}\n");
    }

    @Test
    public void everyWordOfAPlanIsRead() {
        assertThat(Plan.parse("fail=429&retry-after=5&times=1")).isEqualTo(Plan.next(1, new Failure.Status(429, "5")));
        assertThat(Plan.parse("fail=hang")).isEqualTo(Plan.always(new Failure.Hang()));
        assertThat(Plan.parse("fail=reset")).isEqualTo(Plan.always(new Failure.Reset(false)));
        assertThat(Plan.parse("fail=reset-before&times=1")).isEqualTo(Plan.next(1, new Failure.Reset(true)));
        assertThat(Plan.parse("fail=close&key=k"))
                .isEqualTo(Plan.always(new Failure.Close()).forKey("k"));
        assertThat(Plan.parse("fail=lost")).isEqualTo(Plan.always(new Failure.Lost()));
        assertThat(Plan.parse("fail=trickle&pause=PT0.05S"))
                .isEqualTo(Plan.always(new Failure.Trickle(Duration.ofMillis(50))));
        assertThat(Plan.parse("fail=delay")).isEqualTo(Plan.always(new Failure.Delay(Duration.ofSeconds(1))));
        assertThat(Plan.parse("fail=redirect&status=307&location=http://x/"))
                .isEqualTo(Plan.always(new Failure.Redirect(307, "http://x/")));
    }

    @Test
    public void aWrongPlanIsRefusedWithTheRemedy() throws IOException {
        refused("/sandbox/plan?fail=explode", "fail: must be a status, hang,");
        refused("/sandbox/plan", "fail: must be a status");
        refused("/sandbox/plan?fail=999", "fail: 999 is no HTTP status, give 200 to 599");
        refused("/sandbox/plan?fail=503&times=x", "times: is no number");
        refused("/sandbox/plan?fail=503&times=-1", "times: must be 1 or more");
        refused("/sandbox/plan?fail=delay&pause=5", "pause: is no duration, give it as in PT0.2S");
        refused("/sandbox/plan?fail=reset-before&key=k", "key: is not known before the request is read");
        refused("/sandbox/plan?fail=503&tims=1", "tims: is unknown");
        refused("/sandbox/down", "for: is missing");
        assertThat(post("/sandbox/other").status()).isEqualTo(404);
    }

    @Test
    public void downEndsByItself() throws IOException {
        assertThat(post("/sandbox/down?for=PT0.3S").body()).isEqualTo("down\n");
        Awaitility.await("connections are refused")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThatThrownBy(this::send).isInstanceOf(ConnectException.class));
        Awaitility.await("connections are taken again")
                .atMost(Duration.ofSeconds(5))
                .ignoreExceptions()
                .until(() -> send() == 202);
    }

    @Test
    public void aSecondOutageDoesNotEndWithTheFirst() throws IOException {
        rule.get().drop(Duration.ofMillis(100));
        rule.get().up();
        assertThat(send()).isEqualTo(202);
        rule.get().drop(Duration.ofHours(1));

        Awaitility.await("it stays down")
                .atMost(Duration.ofSeconds(5))
                .during(Duration.ofMillis(500))
                .until(() -> rule.get().summary().up(), up -> !up);
    }

    @Test
    public void anOutageWithoutAnEndHasNoneOfAnEarlierOne() throws IOException {
        rule.get().drop(Duration.ofMillis(100));
        rule.get().down();

        Awaitility.await("it stays down")
                .atMost(Duration.ofSeconds(5))
                .during(Duration.ofMillis(500))
                .until(() -> rule.get().summary().up(), up -> !up);
    }

    @Test
    public void eventsAreGivenFromWhereTheReaderIs() throws IOException {
        send();
        send();

        assertThat(get("/sandbox/events").body().lines()).hasSize(2);
        assertThat(get("/sandbox/events?after=1").body())
                .startsWith("{\"n\":2,")
                .hasLineCount(1);
        assertThat(get("/sandbox/events?after=2").body()).isEmpty();
        assertThat(get("/sandbox/events?after=2&wait=PT0.05S").body()).isEmpty();
    }

    @Test
    public void aWaitingReaderIsAnsweredWhenSomethingArrives() throws IOException {
        try (RawHttp reader = new RawHttp(rule.get().port())) {
            reader.send("GET", "/sandbox/events?after=0&wait=PT20S", "");
            send();
            assertThat(reader.reply().body()).startsWith("{\"n\":1,");
        }
    }

    @Test
    public void aFollowerSeesEachRequestAsItArrives() throws IOException {
        send();
        try (RawHttp reader = new RawHttp(rule.get().port())) {
            reader.send("GET", "/sandbox/events?follow=true", "").head();
            assertThat(reader.chunk()).startsWith("{\"n\":1,");
            send();
            assertThat(reader.chunk()).startsWith("{\"n\":2,").endsWith("\n");
            send();
            assertThat(reader.chunk()).startsWith("{\"n\":3,");
        }
    }

    private void refused(String path, String says) throws IOException {
        RawHttp.Reply reply = post(path);
        assertThat(reply.status()).as(path).isEqualTo(400);
        assertThat(reply.body()).as(path).startsWith(says);
    }

    private int send() throws IOException {
        return RawHttp.post(rule.get().port(), "/v2/enqueue", EVENT).status();
    }

    private RawHttp.Reply get(String path) throws IOException {
        return RawHttp.get(rule.get().port(), path);
    }

    private RawHttp.Reply post(String path) throws IOException {
        return RawHttp.post(rule.get().port(), path, "");
    }
}
