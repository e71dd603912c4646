// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpDoor.OpenPath;
import org.tocsin.api.http.HttpReply;
import org.tocsin.api.http.HttpRequest;
import org.tocsin.http.Caller.Answer;

/** What the listener answers by itself, on real sockets. */
public final class ListenerTest {

    @Rule
    public final Doorway door = new Doorway("/soon", "/soon/{later}");

    @Test
    public void aPlaceholderMayStandInAnyPlaceAndMethodsMayHaveTheirOwnOwners() {
        try (OpenPath hold = door.open("/lanes/{id}/hold", Credential.LOOPBACK, Doorway.ECHO, "POST");
                OpenPath export = door.open("/lanes/export", Credential.LOOPBACK, Doorway.ECHO, "GET");
                OpenPath show = door.open("/lanes/{lane}", Credential.LOOPBACK, Doorway.ECHO, "GET");
                OpenPath put = door.open("/lanes/{id}", Credential.LOOPBACK, Doorway.ECHO, "PUT");
                Caller caller = door.call()) {
            assertThat(caller.post("/lanes/pd%2d1/hold", "").answer().body())
                    .startsWith("POST /lanes/pd%2d1/hold pd-1 ");
            assertThat(caller.get("/lanes/pd-1").answer().body()).startsWith("GET /lanes/pd-1 pd-1 ");
            assertThat(caller.get("/lanes/export").answer().body()).startsWith("GET /lanes/export null ");
            for (String path :
                    List.of("/lanes//hold", "/lanes/a/b/hold", "/lanes/a/hold/", "/" + "a/".repeat(50) + "hold")) {
                assertThat(caller.post(path, "").answer().status()).as(path).isEqualTo(404);
            }
            Answer wrong = caller.post("/lanes/pd-1", "").answer();
            assertThat(wrong.status()).isEqualTo(405);
            assertThat(wrong.header("Allow")).isEqualTo("GET, HEAD, PUT");
            assertThatThrownBy(() -> door.open("/lanes/{other}", Credential.LOOPBACK, Doorway.ECHO, "PUT", "POST"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is open already");

            put.close();
            assertThat(caller.get("/lanes/pd-1").answer().status()).isEqualTo(200);
            assertThat(caller.get("/lanes/{}").answer().body()).startsWith("GET /lanes/{} {} ");
        }
    }

    @Test
    public void aRequestReachesItsPathAndTheAnswerComesBack() {
        try (Caller caller = door.call()) {
            Answer answer = caller.post("/echo?b=2&a=%C3%A4+x&b=3", "{\"ä\":1}").answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body())
                    .startsWith("POST /echo null {b=2, a=ä x} ")
                    .endsWith("\n{\"ä\":1}");
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        }
    }

    @Test
    public void whatTheListenerRefusesIsWrittenInTheShapeOfThePath() {
        HttpDoor.Handler shaped = new HttpDoor.Handler() {
            @Override
            public CompletionStage<HttpReply> handle(HttpRequest request) {
                return Doorway.ECHO.handle(request);
            }

            @Override
            public ErrorShape errors() {
                return (status, text) -> Body.of("shaped " + status);
            }
        };
        try (OpenPath open = door.open("/shaped", Credential.TOKEN, shaped, "POST");
                Caller caller = door.call()) {
            assertThat(caller.get("/shaped").answer().body()).isEqualTo("shaped 405");
            assertThat(caller.post("/shaped?a=%00", "").answer().body()).isEqualTo("shaped 400");
            assertThat(caller.post("/shaped", "", "Content-Encoding: gzip")
                            .answer()
                            .body())
                    .isEqualTo("shaped 415");
            assertThat(caller.send("POST /shaped HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                            .answer()
                            .body())
                    .isEqualTo("shaped 401");
            assertThat(caller.post("/shaped", "x".repeat(Doorway.MAX_BODY + 1))
                            .answer()
                            .body())
                    .isEqualTo("shaped 413");
        }
    }

    @Test
    public void theConnectionIsKeptForTheNextRequest() {
        try (Caller caller = door.call()) {
            for (int i = 0; i < 5; i++) {
                assertThat(caller.post("/echo", "body " + i).answer().body()).endsWith("body " + i);
            }
        }
    }

    @Test
    public void aBodySentByPlainCurlIsReadWhateverItsContentType() {
        try (Caller caller = door.call()) {
            for (String type : new String[] {
                "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "nonsense"
            }) {
                assertThat(caller.post("/echo", "{\"no\": \"form\"} 100%", "Content-Type: " + type)
                                .answer()
                                .body())
                        .as(type)
                        .endsWith("{\"no\": \"form\"} 100%");
            }
        }
    }

    @Test
    public void anUnknownPathIs404WithoutACredentialAndAlsoWithASlashAtItsEnd() {
        try (Caller caller = door.call()) {
            for (String path : new String[] {
                "/", "/nothing", "/echo/", "//echo", "/echo/more", "/ECHO", "/%65cho", "/named", "/named/", "/named/a/b"
            }) {
                Answer answer = caller.get(path).answer();

                assertThat(answer.status()).as(path).isEqualTo(404);
                assertThat(answer.body()).startsWith("{\"errors\":[\"path: ").endsWith("\"]}");
                assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            }
        }
    }

    @Test
    public void aPathThatBelongsHereButIsNotOpenIs503AndNot404() {
        try (Caller caller = door.call()) {
            for (String path : new String[] {"/soon", "/soon/x"}) {
                Answer answer = caller.get(path).answer();

                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("1");
            }
            assertThat(caller.get("/soon/").answer().status()).isEqualTo(404);
        }
    }

    @Test
    public void aWrongMethodIs405WithTheRightOnes() {
        try (Caller caller = door.call()) {
            Answer put = caller.send("PUT /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi")
                    .answer();
            assertThat(put.status()).isEqualTo(405);
            assertThat(put.header("Allow")).isEqualTo("POST");
            assertThat(put.body()).isEqualTo("{\"errors\":[\"method: is not answered here, use POST\"]}");

            Answer delete = caller.send("DELETE /open HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer();
            assertThat(delete.status()).isEqualTo(405);
            assertThat(delete.header("Allow")).isEqualTo("GET, HEAD");

            assertThat(caller.send("BREW /named/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .header("Allow"))
                    .isEqualTo("GET, HEAD, POST");
        }
    }

    @Test
    public void headIsAnsweredLikeGetWithoutABody() {
        try (Caller caller = door.call()) {
            Answer head = caller.send("HEAD /open HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer(true);
            assertThat(head.status()).isEqualTo(200);
            assertThat(Integer.parseInt(head.header("Content-Length"))).isPositive();

            assertThat(caller.get("/open").answer().body()).startsWith("GET /open");
        }
    }

    @Test
    public void aMissingOrWrongTokenIs401InTheKnownWords() {
        String expected = "{\"errors\":[\"Unauthorized, expected matching secret token in Authorization header.\"]}";
        try (Caller caller = door.call()) {
            for (String authorization : new String[] {
                "X: y",
                "Authorization: token",
                "Authorization: token ",
                "Authorization: " + Doorway.TOKEN,
                "Authorization: Bearer " + Doorway.TOKEN,
                "Authorization: token " + Doorway.TOKEN + "x",
                "Authorization: token " + Doorway.TOKEN.substring(1)
            }) {
                Answer answer = caller.send("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + authorization
                                + "\r\nContent-Length: 2\r\n\r\nhi")
                        .answer();

                assertThat(answer.status()).as(authorization).isEqualTo(401);
                assertThat(answer.body()).isEqualTo(expected);
            }
        }
    }

    @Test
    public void theTokenDoesNotReachThePathsOwner() {
        try (Caller caller = door.call()) {
            assertThat(caller.post("/echo", "", "X-Other: kept").answer().body())
                    .contains("x-other=kept")
                    .doesNotContain(Doorway.TOKEN);
        }
    }

    @Test
    public void noHeaderOfARequestComesBack() {
        String[] headers = {
            "CamelHttpResponseCode: 418",
            "camelhttpresponsecode: 418",
            "CAMELHTTPPATH: /x",
            "CamelFileName: x",
            "Set-Cookie: a=b",
            "X-Mine: secret-value",
            "User-Agent: curl/8"
        };
        door.open(
                "/plain", Credential.TOKEN, r -> CompletableFuture.completedFuture(HttpReply.text(200, "ok")), "POST");
        try (Caller caller = door.call()) {
            for (String path : new String[] {"/plain", "/nothing"}) {
                String head = caller.post(path, "x", headers).answer().head().toLowerCase(java.util.Locale.ROOT);

                assertThat(head).doesNotContain("camel", "418", "cookie", "x-mine", "secret-value", "curl", "token");
            }
        }
    }

    @Test
    public void aBodyOverTheBoundIs413HoweverItIsAnnounced() {
        String large = "x".repeat(Doorway.MAX_BODY + 1);
        try (Caller caller = door.call()) {
            Answer answer = caller.post("/echo", large).answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("{\"errors\":[\"body: is larger than 100000 bytes, send less\"]}");

            assertThat(caller.post("/echo", "short").answer().status())
                    .as("the next request on the connection")
                    .isEqualTo(200);
            assertThat(caller.post("/echo", large.substring(1)).answer().status())
                    .as("exactly the bound")
                    .isEqualTo(200);
        }
        try (Caller caller = door.call()) {
            caller.send(chunkedHead());
            for (int i = 0; i < 11; i++) {
                caller.send("2710\r\n" + "x".repeat(10_000) + "\r\n");
            }
            assertThat(caller.answer().status()).isEqualTo(413);
            caller.send("0\r\n\r\n");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void aRefusedFloodIsNotReadToItsEnd() {
        try (Caller caller = door.call()) {
            caller.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n");
            Answer answer = caller.answer();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void aChunkedBodyIsReadAsOne() {
        try (Caller caller = door.call()) {
            caller.send(chunkedHead())
                    .send("3\r\nabc\r\n")
                    .send("4;x=y\r\ndefg\r\n")
                    .send("0\r\n\r\n");
            assertThat(caller.answer().body()).endsWith("\nabcdefg");
            assertThat(caller.post("/echo", "next").answer().body()).endsWith("next");
        }
    }

    @Test
    public void aWronglyChunkedBodyIs400AndTheConnectionEnds() {
        try (Caller caller = door.call()) {
            caller.send(chunkedHead() + "nonsense\r\nabc\r\n");
            assertThat(caller.answer().status()).isEqualTo(400);
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void aClientThatAsksFirstIsToldToGoOnOrRefusedBeforeItSendsTheBody() {
        try (Caller caller = door.call()) {
            caller.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN
                    + "\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(caller.answer().status()).isEqualTo(100);
            assertThat(caller.send("body").answer().body()).endsWith("body");

            caller.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN
                    + "\r\nExpect: 100-continue\r\nContent-Length: 2000000\r\n\r\n");
            assertThat(caller.answer().status()).isEqualTo(413);
            assertThat(caller.isClosed()).isTrue();
        }
        try (Caller caller = door.call()) {
            assertThat(caller.post("/echo", "x", "Expect: the-unexpected")
                            .answer()
                            .status())
                    .isEqualTo(417);
        }
    }

    @Test
    public void aBodyInACodingIs415() {
        try (Caller caller = door.call()) {
            assertThat(caller.post("/echo", "x", "Content-Encoding: gzip")
                            .answer()
                            .status())
                    .isEqualTo(415);
        }
    }

    @Test
    public void pipelinedRequestsAreAnsweredInTheirOrder() {
        CompletableFuture<HttpReply> slow = new CompletableFuture<>();
        door.open("/slow", Credential.LOOPBACK, request -> slow, "GET");
        try (Caller caller = door.call()) {
            caller.send(Caller.getText("/slow")
                    + Caller.getText("/named/1")
                    + Caller.getText("/nothing")
                    + Caller.getText("/named/2"));
            slow.complete(HttpReply.text(200, "at last"));

            assertThat(caller.answer().body()).isEqualTo("at last");
            assertThat(caller.answer().body()).startsWith("GET /named/1 1 ");
            assertThat(caller.answer().status()).isEqualTo(404);
            assertThat(caller.answer().body()).startsWith("GET /named/2 2 ");
        }
    }

    @Test
    public void aRequestThatArrivesByteByByteIsUnderstood() {
        try (Caller caller = door.call()) {
            String request = "POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN
                    + "\r\nContent-Length: 5\r\n\r\nhello";
            request.chars().forEach(c -> caller.send(String.valueOf((char) c)));
            assertThat(caller.answer().body()).endsWith("\nhello");
        }
    }

    @Test
    public void http10IsServedAndTheConnectionCloses() {
        try (Caller caller = door.call()) {
            Answer answer =
                    caller.send("GET /open HTTP/1.0\r\nHost: localhost\r\n\r\n").answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void connectionCloseIsHonoured() {
        try (Caller caller = door.call()) {
            assertThat(caller.post("/echo", "x", "Connection: close").answer().header("Connection"))
                    .isEqualTo("close");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void aFailingOwnerIs500WithoutItsReason() {
        door.open(
                "/throws",
                Credential.LOOPBACK,
                r -> {
                    throw new IllegalStateException("inner secret");
                },
                "GET");
        door.open(
                "/fails",
                Credential.LOOPBACK,
                r -> CompletableFuture.failedFuture(new Exception("inner secret")),
                "GET");
        door.open("/none", Credential.LOOPBACK, r -> CompletableFuture.completedFuture(null), "GET");
        door.open(
                "/split",
                Credential.LOOPBACK,
                r -> CompletableFuture.completedFuture(new HttpReply(
                        200, "text/plain", java.util.Map.of("X", "a\r\nInjected: yes"), org.tocsin.api.Body.of("x"))),
                "GET");
        try (Caller caller = door.call()) {
            for (String path : new String[] {"/throws", "/fails", "/none", "/split"}) {
                Answer answer = caller.get(path).answer();

                assertThat(answer.status()).as(path).isEqualTo(500);
                assertThat(answer.body()).contains("TOCSIN-HTTP-004").doesNotContain("inner");
                assertThat(answer.head()).doesNotContain("Injected");
            }
        }
    }

    @Test
    public void aPathCanBeClosedAndOpenedAgainWhileOthersServe() {
        OpenPath first = door.open("/moving", Credential.LOOPBACK, Doorway.ECHO, "GET");
        try (Caller caller = door.call()) {
            assertThat(caller.get("/moving").answer().status()).isEqualTo(200);
            first.close();
            assertThat(caller.get("/moving").answer().status()).isEqualTo(404);
            OpenPath second = door.open("/moving", Credential.LOOPBACK, Doorway.ECHO, "GET");
            first.close();
            assertThat(caller.get("/moving").answer().status())
                    .as("an old handle closes nothing")
                    .isEqualTo(200);
            second.close();
        }
    }

    private static String chunkedHead() {
        return "POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN
                + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    @Test
    public void whatIsRefusedOfARequestSaysWhatToDo() {
        for (String target : List.of(
                "/open?a=%zz", "/open%f", "/open?a=%ff", "/open?a=%00", "/open?" + many(), "open", "/named/..")) {
            try (Caller caller = door.call()) {
                Answer answer = caller.get(target).answer();
                assertThat(answer.status()).as(target).isEqualTo(400);
                assertThat(answer.body())
                        .as(target)
                        .matches("\\{\"errors\":\\[\"(target|path|query): [^,]+, [^\"]+\"]}");
            }
        }
        try (Caller caller = door.call()) {
            Answer answer = caller.send("NO HTTP\r\n\r\n").answer();
            assertThat(answer.body()).matches("\\{\"errors\":\\[\"request: [^,]+, [^\"]+\"]}");
        }
    }

    private static String many() {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i <= 100; i++) {
            query.append('a').append(i).append('&');
        }
        return query.toString();
    }
}
