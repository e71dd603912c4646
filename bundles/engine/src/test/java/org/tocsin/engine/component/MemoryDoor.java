// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.tocsin.api.Body;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpReply;
import org.tocsin.api.http.HttpRequest;

/** A listener that is asked by a method call. */
public final class MemoryDoor implements HttpDoor {

    private final Map<String, Handler> paths = new ConcurrentHashMap<>();

    @Override
    public OpenPath open(PathSpec spec, Handler handler) {
        if (paths.putIfAbsent(spec.path(), handler) != null) {
            throw new IllegalStateException("somebody else has it");
        }
        return () -> paths.remove(spec.path(), handler);
    }

    public Set<String> paths() {
        return paths.keySet();
    }

    public CompletionStage<HttpReply> ask(HttpRequest request) {
        return handler(request.path()).handle(request);
    }

    /** As a listener does whose event loop this is, on which the caller is. */
    public CompletionStage<HttpReply> ask(HttpRequest request, Executor loop) {
        return handler(request.path()).handle(request, loop);
    }

    private Handler handler(String path) {
        Handler handler = paths.get(path);
        if (handler == null) {
            throw new AssertionError("nobody opened " + path);
        }
        return handler;
    }

    /** Posts this text and waits for the answer. */
    public HttpReply post(String path, String text) throws Exception {
        return ask(new HttpRequest("POST", path, null, Map.of(), Map.of(), Body.of(text)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
