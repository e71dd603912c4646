// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.http.Caller.Answer;

/** What is no proper HTTP is refused, and the listener stays as it was. */
public final class HostileRequestsTest {

    private static final String HEAD =
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN;

    @Rule
    public final Doorway door = new Doorway(Doorway.settings(Duration.ofMillis(200)));

    @Test
    public void aBodyWhoseEndCanBeReadInTwoWaysIs400AndTheConnectionEnds() {
        String hidden = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n";
        refused(400, HEAD + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden);
        refused(400, HEAD + "\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden);
        refused(400, HEAD + "\r\nContent-Length: 1\r\nContent-Length: 44\r\n\r\nx" + hidden);
        refused(400, HEAD + "\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx" + hidden);
        refused(400, HEAD + "\r\nContent-Length: 1, 44\r\n\r\nx" + hidden);
        refused(400, HEAD + "\r\nContent-Length: -1\r\n\r\nx" + hidden);
        refused(400, HEAD + "\r\nContent-Length: 0x1\r\n\r\nx" + hidden);
        refused(400, HEAD + "\r\nContent-Length: 99999999999999999999\r\n\r\nx" + hidden);
        refused(400, HEAD + "\r\nTransfer-Encoding: gzip\r\n\r\n" + hidden);
        refused(400, HEAD + "\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + hidden);
        refused(400, HEAD + "\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden);
    }

    @Test
    public void whatIsNoHttpIs400() {
        refused(400, "hello\r\n\r\n");
        refused(400, "GET /open\r\n\r\n");
        refused(400, "GET /open HTTP/1.1\r\nHost: localhost\r\nno header\r\n\r\n");
        refused(400, "GET /open HTTP/1.1\r\nHost: localhost\r\nX Y: z\r\n\r\n");
        refused(400, "GET /open HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n");
        refused(400, "GET /open HTTP/1.1\r\nHost: local\rhost\r\n\r\n");
        refused(400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n");
    }

    @Test
    public void anotherHttpIsNotServed() {
        for (String version : new String[] {"HTTP/1.7", "HTTP/2.0", "HTTP/3.0"}) {
            try (Caller caller = door.call()) {
                caller.send("GET /open " + version + "\r\nHost: localhost\r\n\r\n");
                assertThat(caller.answer().status()).as(version).isIn(400, 501, 505);
                assertThat(caller.isClosed()).isTrue();
            }
        }
    }

    @Test
    public void headersOverTheBoundAre431AndALongTargetIs414() {
        refused(431, "GET /open HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
        refused(431, "GET /open HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(20_000) + "\r\n");
        refused(414, "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    public void aPathOrQueryThatCannotBeDecodedIs400() {
        String[] targets = {
            "/named/%", "/named/%4", "/named/%zz", "/named/%00", "/named/%0d%0aX:%20y", "/named/%c3%28", "/named/%ff",
            "/named/a%2fb", "/named/..", "/named/%2e%2E", "/open?a=%", "/open?a=%g0", "/open?%00", "/open?a=%ed%a0%80",
            "/nothing/%zz", "/open?" + "a&".repeat(1), "open", "*", "https://localhost/open"
        };
        for (String target : targets) {
            int expected = target.equals("/open?a&") ? 200 : 400;
            try (Caller caller = door.call()) {
                Answer answer = caller.get(target).answer();
                assertThat(answer.status()).as(target).isEqualTo(expected);
            }
        }
        StringBuilder many = new StringBuilder("/open?");
        for (int i = 0; i < 101; i++) {
            many.append('p').append(i).append("=1&");
        }
        try (Caller caller = door.call()) {
            assertThat(caller.get(many.toString()).answer().status()).isEqualTo(400);
        }
    }

    @Test
    public void aRawNulOrAnUnencodedCharacterInThePathIs400() {
        for (String path : new String[] {"/op\0en", "/op\u0001en", "/op\u00e4en", "/op\u007fen"}) {
            try (Caller caller = door.call()) {
                assertThat(caller.get(path).answer().status()).as(path).isEqualTo(400);
            }
        }
    }

    @Test
    public void theHostMustBeSaidOnce() {
        try (Caller caller = door.call()) {
            assertThat(caller.send("GET /open HTTP/1.1\r\n\r\n").answer().status())
                    .isEqualTo(400);
            assertThat(caller.send("GET /open HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    public void anAbsoluteTargetIsServedByItsOwnHost() {
        try (Caller caller = door.call()) {
            assertThat(caller.get("http://localhost:1/open?a=b").answer().body())
                    .startsWith("GET /open null {a=b}");
            assertThat(caller.get("http://evil.example/open").answer().status())
                    .as("its host counts, not the header's")
                    .isEqualTo(401);
        }
    }

    @Test
    public void aConnectionThatIsCutOffLeavesNothingBehind() {
        for (int i = 1; i < 200; i += 7) {
            try (Caller caller = door.call()) {
                String request = HEAD + "\r\nContent-Length: 50\r\n\r\n" + "x".repeat(49);
                caller.send(request.substring(0, Math.min(i, request.length())));
            }
        }
        try (Caller caller = door.call()) {
            assertThat(caller.post("/echo", "still here").answer().status()).isEqualTo(200);
        }
    }

    private void refused(int status, String request) {
        try (Caller caller = door.call()) {
            Answer answer = caller.send(request).answer();

            assertThat(answer.status())
                    .as(request.substring(0, Math.min(200, request.length())))
                    .isEqualTo(status);
            assertThat(answer.body()).startsWith("{\"errors\":[\"").endsWith("\"]}");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(caller.isClosed())
                    .as("closed, and nothing of what followed answered")
                    .isTrue();
        }
    }
}
