// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.Rule;
import org.junit.Test;

/** Every planned failure, seen from the other end of the socket. */
public class FailuresTest {

    private static final String KEY = "0123456789abcdef0123456789ABCDEF";
    private static final String OTHER = "ffffffffffffffffffffffffffffffff";
    private static final String PATH = "/v2/enqueue";

    @Rule
    public final SandboxRule rule = new SandboxRule(SandboxOptions.defaults().controlPort(0));

    @Test
    public void theNextRequestsFailWithTheStatusAndThenAllIsWell() throws IOException {
        sandbox().plan(Plan.next(2, new Failure.Status(503, null)));

        assertThat(send(KEY).status()).isEqualTo(503);
        assertThat(send(KEY).status()).isEqualTo(503);
        assertThat(send(KEY).status()).isEqualTo(202);
        assertThat(sandbox().received()).extracting(Received::accepted).containsExactly(false, false, true);
        assertThat(sandbox().received()).extracting(Received::failure).containsExactly("503", "503", null);
    }

    @Test
    public void aFailureOfOneKeyLeavesTheOthersAlone() throws IOException {
        sandbox().plan(Plan.always(new Failure.Status(429, "7")).forKey(KEY));

        RawHttp.Reply reply = send(KEY);
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.head()).containsIgnoringCase("retry-after: 7\r\n");
        assertThat(send(OTHER).status()).isEqualTo(202);
        assertThat(send(KEY).status()).isEqualTo(429);
        sandbox().clear();
        assertThat(send(KEY).status()).isEqualTo(202);
    }

    @Test
    public void aPlanned400IsInTheShapeOfTheApi() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Status(400, null)));

        assertThat(send(KEY).body()).contains("\"status\":\"invalid event\"").contains("\"errors\":[");
    }

    @Test
    public void aHangingRequestIsReadAndNeverAnsweredUntilCleared() throws IOException {
        sandbox().plan(Plan.always(new Failure.Hang()));
        try (RawHttp http = new RawHttp(sandbox().port())) {
            http.send("POST", PATH, event(KEY)).timeout(300);
            assertThatThrownBy(http::read).isInstanceOf(SocketTimeoutException.class);
            assertThat(sandbox().received())
                    .singleElement()
                    .extracting(Received::failure)
                    .isEqualTo("hang");

            sandbox().clear();
            assertThat(http.timeout(5_000).read()).isEqualTo(-1);
        }
        assertThat(sandbox().accepted()).isEmpty();
    }

    @Test
    public void aResetIsAResetAndNotAnOrderlyEnd() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Reset(false)));
        try (RawHttp http = new RawHttp(sandbox().port())) {
            http.send("POST", PATH, event(KEY));
            assertThatThrownBy(http::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
        assertThat(sandbox().received())
                .singleElement()
                .extracting(Received::body)
                .isEqualTo(Bytes.of(event(KEY)));
        assertThat(sandbox().accepted()).isEmpty();
    }

    @Test
    public void aResetBeforeReadingComesWhileTheBodyIsStillOnItsWay() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Reset(true)));
        try (RawHttp http = new RawHttp(sandbox().port())) {
            http.write("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
            assertThatThrownBy(http::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
        assertThat(sandbox().received())
                .singleElement()
                .extracting(Received::failure)
                .isEqualTo("reset-before");
        assertThat(send(KEY).status()).isEqualTo(202);
    }

    @Test
    public void aClosedConnectionEndsInOrderAndTakesNothing() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Close()));

        assertThat(firstByteAfterSending()).isEqualTo(-1);
        assertThat(sandbox().accepted()).isEmpty();
    }

    @Test
    public void aLostAnswerTakesTheEventAndLeavesDoubt() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Lost()));

        assertThat(firstByteAfterSending()).isEqualTo(-1);
        assertThat(sandbox().accepted()).singleElement().matches(Received::answerInDoubt);
    }

    @Test
    public void aTricklingAnswerIsTrueAndSlow() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Trickle(Duration.ofMillis(5))));

        long start = System.nanoTime();
        RawHttp.Reply reply = send(KEY);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body()).startsWith("{\"status\":\"success\"").endsWith("}");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(4L * reply.body().length()));
    }

    @Test
    public void aDelayedAnswerIsTrueAndLate() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Delay(Duration.ofMillis(300))));

        long start = System.nanoTime();
        assertThat(send(KEY).status()).isEqualTo(202);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    public void whoeverFollowsARedirectIsCounted() throws IOException {
        sandbox().plan(Plan.next(1, new Failure.Redirect(302, null)));

        RawHttp.Reply reply = send(KEY);
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.head()).containsIgnoringCase("location: " + sandbox().url() + "/sandbox/redirected");
        assertThat(sandbox().summary().redirected()).isZero();
        RawHttp.get(sandbox().port(), "/sandbox/redirected");
        assertThat(sandbox().summary().redirected()).isEqualTo(1);
        assertThat(sandbox().accepted()).isEmpty();
    }

    @Test
    public void downRefusesConnectionsAndUpListensOnTheSamePort() throws IOException {
        try (RawHttp open = new RawHttp(sandbox().port())) {
            assertThat(open.send("POST", PATH, event(KEY)).reply().status()).isEqualTo(202);
            sandbox().down();
            assertThat(open.read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> send(KEY)).isInstanceOf(ConnectException.class);
        assertThat(RawHttp.get(sandbox().controlUrl().getPort(), "/sandbox/summary")
                        .body())
                .contains("\"up\":false");

        sandbox().up();
        assertThat(send(KEY).status()).isEqualTo(202);
        assertThat(sandbox().received()).hasSize(2);
    }

    private int firstByteAfterSending() throws IOException {
        try (RawHttp http = new RawHttp(sandbox().port())) {
            return http.send("POST", PATH, event(KEY)).read();
        }
    }

    private RawHttp.Reply send(String key) throws IOException {
        return RawHttp.post(sandbox().port(), PATH, event(key));
    }

    private static String event(String key) {
        return "{\"routing_key\":\"" + key + "\",\"event_action\":\"trigger\",\"dedup_key\":\"d\","
                + "\"payload\":{\"summary\":\"s\",\"source\":\"h\",\"severity\":\"info\"}}";
    }

    private Sandbox sandbox() {
        return rule.get();
    }
}
