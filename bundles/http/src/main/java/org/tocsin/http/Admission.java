// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpRequest;

/**
 * What the head of a request is let in for.
 *
 * @param match who serves it
 * @param target where it goes
 * @param announced the length of the body as far as it was announced; 0 for a chunked one
 * @param expectsContinue whether the client waits for a word before it sends the body
 */
record Admission(PathTable.Match match, Target target, int announced, boolean expectsContinue) {

    static Admission of(HttpServerRequest request, PathTable paths, Gate gate) throws RefusedException {
        @Nullable ErrorShape shape = null;
        try {
            MultiMap headers = request.headers();
            List<String> hosts = headers.getAll("Host");
            if (hosts.size() > 1 || (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1)) {
                throw new RefusedException(Refusal.of(400, "Host: must be sent, and once"));
            }
            Target target = Target.parse(request.uri());
            PathTable.Match match = paths.find(target, method(request));
            shape = match.handler().errors();
            return of(request, headers, gate, target, match);
        } catch (RefusedException e) {
            // also what is wrong with a target that names a path, as a query may be
            throw new RefusedException(e.refusal(), shape == null ? paths.errors(request.path()) : shape);
        }
    }

    private static Admission of(
            HttpServerRequest request, MultiMap headers, Gate gate, Target target, PathTable.Match match)
            throws RefusedException {
        List<String> hosts = headers.getAll("Host");
        String host = target.authority() != null ? target.authority() : hosts.isEmpty() ? null : hosts.get(0);
        gate.check(match.spec().credential(), host, headers.get("Origin"), headers.get("Authorization"));
        String coding = headers.get("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new RefusedException(Refusal.of(415, "Content-Encoding: is not understood, send the body plain"));
        }
        int maxBody = match.spec().maxBody();
        long announced = announced(headers);
        if (announced > maxBody) {
            throw new RefusedException(Refusal.tooLarge(maxBody));
        }
        String expect = headers.get("Expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            throw new RefusedException(Refusal.of(417, "Expect: is not understood, send 100-continue or leave it out"));
        }
        boolean waits = expect != null && request.version() == HttpVersion.HTTP_1_1;
        return new Admission(match, target, (int) announced, waits);
    }

    /** Whether so little of a body is left that it is better read than the connection closed. */
    static boolean restIsShort(HttpServerRequest request, int limit) {
        MultiMap headers = request.headers();
        return !headers.contains("Transfer-Encoding") && !headers.contains("Expect") && announced(headers) <= limit;
    }

    /** What the path's owner sees. */
    HttpRequest request(HttpServerRequest request, Body body) {
        Map<String, String> headers =
                new RequestHeaders(request.headers(), match.spec().credential() != Credential.TOKEN);
        return new HttpRequest(method(request), target.path(), match.parameter(), target.query(), headers, body);
    }

    /** HEAD is GET whose answer is cut off, and no business of the path's owner. */
    private static String method(HttpServerRequest request) {
        String name = request.method().name();
        return name.equals("HEAD") ? "GET" : name;
    }

    private static long announced(MultiMap headers) {
        @Nullable String length = headers.get("Content-Length");
        return length == null ? 0 : Long.parseLong(length); // the decoder let nothing else pass
    }
}
