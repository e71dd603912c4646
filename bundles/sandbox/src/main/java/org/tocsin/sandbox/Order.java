// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The words of a change: of its query, or of the JSON object in its body. */
final class Order {

    private static final int MAX_BODY = 16 * 1024;

    private Order() {}

    /**
     * Reads the words and gives them on.
     *
     * @param refuse is told what is wrong with them
     */
    static void read(HttpServerRequest request, Consumer<Map<String, String>> act, Consumer<String> refuse) {
        String type = request.getHeader("Content-Type");
        if (type == null || !BrowserGuard.isJson(type)) {
            request.resume();
            act.accept(words(request));
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            // the rest of what is too large is read and let go
            if (body.length() <= MAX_BODY) {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> {
            try {
                act.accept(words(body));
            } catch (IllegalArgumentException e) {
                refuse.accept(String.valueOf(e.getMessage()));
            }
        });
        request.resume();
    }

    private static Map<String, String> words(HttpServerRequest request) {
        Map<String, String> words = new LinkedHashMap<>();
        request.params().forEach(word -> words.put(word.getKey(), word.getValue()));
        return words;
    }

    private static Map<String, String> words(Buffer body) {
        if (body.length() > MAX_BODY) {
            throw new IllegalArgumentException("body: is longer than " + MAX_BODY + " bytes");
        }
        try {
            if (body.length() == 0) {
                return Map.of();
            }
            if (JsonText.read(body.getBytes()) instanceof Map<?, ?> object) {
                Map<String, String> words = new LinkedHashMap<>();
                object.forEach((word, value) -> words.put(String.valueOf(word), text(word, value)));
                return words;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("body: is no JSON, send an object such as {\"fail\":\"503\"}", e);
        }
        throw new IllegalArgumentException("body: is no JSON object, send one such as {\"fail\":\"503\"}");
    }

    private static String text(Object word, Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof JsonText.Num number) {
            return number.text();
        }
        throw new IllegalArgumentException(word + ": must be a text or a number");
    }
}
