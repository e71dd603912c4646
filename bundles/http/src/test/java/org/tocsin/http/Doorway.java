// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.rules.ExternalResource;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpDoor.Handler;
import org.tocsin.api.http.HttpDoor.OpenPath;
import org.tocsin.api.http.HttpDoor.PathSpec;
import org.tocsin.api.http.HttpReply;

/** A real listener on a free port. Its echo answers with what the path's owner got to see. */
public final class Doorway extends ExternalResource {

    public static final String TOKEN = "a-token-that-must-not-be-seen-anywhere";
    static final int MAX_BODY = 100_000;

    static final Handler ECHO = request -> CompletableFuture.completedFuture(HttpReply.text(
            200,
            request.method()
                    + ' '
                    + request.path()
                    + ' '
                    + request.pathParameter()
                    + ' '
                    + request.query()
                    + ' '
                    + request.headers()
                    + '\n'
                    + request.body().utf8()));

    final PathTable paths;
    private final Listener listener;

    /** @param expected the paths that belong here */
    public Doorway(String... expected) {
        this(settings(), expected);
    }

    Doorway(Settings settings, String... expected) {
        this(settings, System::nanoTime, expected);
    }

    Doorway(Settings settings, LongSupplier nanoTime, String... expected) {
        paths = new PathTable(List.of(expected), List.of(), () -> {});
        try {
            listener = Listener.open(settings, null, paths, new Gate(new TokenRing(TOKEN, nanoTime), true), nanoTime);
        } catch (NotStartedException e) {
            throw new AssertionError(e);
        }
        open("/echo", Credential.TOKEN, ECHO, "POST");
        open("/open", Credential.LOOPBACK, ECHO, "GET");
        open("/named/{what}", Credential.LOOPBACK, ECHO, "GET", "POST");
    }

    static Settings settings() {
        return settings(Duration.ofSeconds(5));
    }

    static Settings settings(Duration readTimeout) {
        return new Settings(
                Address.parse("127.0.0.1:0"),
                2,
                100,
                100,
                10 << 20,
                16_384,
                readTimeout,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                null);
    }

    @Override
    protected void after() {
        listener.close();
    }

    public HttpDoor door() {
        return paths;
    }

    OpenPath open(String path, Credential credential, Handler handler, String... methods) {
        return paths.open(new PathSpec(path, Set.of(methods), credential, MAX_BODY), handler);
    }

    public Caller call() {
        return new Caller(listener.port());
    }

    int port() {
        return listener.port();
    }
}
