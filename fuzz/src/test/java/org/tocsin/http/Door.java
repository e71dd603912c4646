// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tocsin.api.Body;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpReply;
import org.tocsin.api.http.HttpRequest;

/** The door {@code api}: its reading of requests can be called, or reached by a socket. */
public final class Door {

    /** What a request over the socket has to know. */
    public static final String TOKEN = "token-of-the-fuzzed-door";

    /** So long a request that stops in the middle keeps a connection. */
    private static final Duration READ = Duration.ofMillis(25);

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final PathTable paths = new PathTable(List.of(), List.of(), () -> {});
    private final Gate gate = new Gate(new TokenRing(TOKEN, System::nanoTime), true);

    /** Where routes open their paths. */
    public HttpDoor paths() {
        return paths;
    }

    /**
     * Answers a request whose line and headers were read already.
     *
     * @param headers by names in small letters
     */
    public CompletionStage<HttpReply> answer(String method, String uri, Map<String, String> headers, byte[] body) {
        try {
            Target target = Target.parse(uri);
            PathTable.Match match = paths.find(target, method);
            gate.check(
                    match.spec().credential(),
                    headers.get("host"),
                    headers.get("origin"),
                    headers.get("authorization"));
            if (body.length > match.spec().maxBody()) {
                throw new RefusedException(Refusal.tooLarge(match.spec().maxBody()));
            }
            return match.handler()
                    .handle(
                            new HttpRequest(
                                    method, target.path(), match.parameter(), target.query(), headers, Body.of(body)),
                            Runnable::run);
        } catch (RefusedException e) {
            return CompletableFuture.completedFuture(e.reply());
        }
    }

    /** Opens a socket on loopback. */
    public int listen() {
        Settings settings =
                new Settings(Address.parse("127.0.0.1:0"), 1, 100, 100, 10 << 20, 16_384, READ, READ, ANSWER, null);
        try {
            return Listener.open(settings, null, paths, gate, System::nanoTime).port();
        } catch (NotStartedException e) {
            throw new IllegalStateException(e);
        }
    }
}
