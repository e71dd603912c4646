// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page, its script and its style: three files, and a policy under which a browser loads nothing else. */
final class Page {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    /** On every answer of the control API: nobody else's page shows, frames, guesses at or keeps what is here. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-store");

    private final Buffer html = file("page.html");
    private final Buffer script = file("page.js");
    private final Buffer style = file("page.css");

    static void protect(HttpServerResponse response) {
        HEADERS.forEach(response::putHeader);
    }

    /** Whether a browser asks, and not a program: those get the list of commands under the same path. */
    static boolean wanted(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    void html(HttpServerRequest request) {
        request.response().putHeader("Vary", "Accept");
        send(request, html, "text/html; charset=utf-8");
    }

    void script(HttpServerRequest request) {
        send(request, script, "text/javascript; charset=utf-8");
    }

    void style(HttpServerRequest request) {
        send(request, style, "text/css; charset=utf-8");
    }

    private static void send(HttpServerRequest request, Buffer file, String type) {
        request.response().putHeader("Content-Type", type).end(file);
    }

    private static Buffer file(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the sandbox's jar has no " + name);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
