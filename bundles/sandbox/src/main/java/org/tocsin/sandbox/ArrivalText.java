// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as the page shows it: on one line, and whole. The line has no key. */
final class ArrivalText {

    private static final int MAX_TEXT = 300;

    /** The summary of a larger body is not looked for: the line of a request must be cheap. */
    private static final int MAX_GLANCE = 32 * 1024;

    private static final int MAX_BODY = 256 * 1024;

    private ArrivalText() {}

    /** The fields of its line. */
    static void line(Arrival arrival, JsonGenerator out) throws IOException {
        Received received = arrival.received();
        out.writeNumberField("n", received.n());
        out.writeStringField("at", received.at().toString());
        out.writeStringField("format", received.format());
        out.writeStringField("lane", arrival.lane());
        out.writeStringField("key", received.shortKey());
        out.writeNumberField("inLane", arrival.inLane());
        out.writeStringField("action", cut(received.action(), MAX_TEXT));
        out.writeStringField("dedupKey", cut(received.dedupKey(), MAX_TEXT));
        out.writeStringField("summary", cut(summary(received.body()), MAX_TEXT));
        out.writeNumberField("status", received.status());
        out.writeStringField("failure", received.failure());
        out.writeBooleanField("accepted", received.accepted());
        out.writeNumberField("tries", arrival.tries());
        out.writeNumberField("takenBefore", arrival.takenBefore());
    }

    /** All of it: the line, its path, its answer, its body laid out and, when that is long, cut. */
    static String whole(Arrival arrival) {
        Received received = arrival.received();
        return JsonText.write(out -> {
            out.writeStartObject();
            line(arrival, out);
            out.writeStringField("path", received.path());
            out.writeStringField("answer", Answer.to(received).body());
            out.writeNumberField("size", received.body().length());
            String body = PrettyJson.of(received.body());
            out.writeBooleanField("cut", body.length() > MAX_BODY);
            out.writeStringField("body", cut(body, MAX_BODY));
            out.writeEndObject();
        });
    }

    private static @Nullable String summary(Bytes body) {
        if (body.length() > MAX_GLANCE) {
            return null;
        }
        try {
            if (JsonText.read(body.toArray()) instanceof Map<?, ?> event) {
                Object text = event.get("payload") instanceof Map<?, ?> payload
                        ? payload.get("summary")
                        : event.get("description");
                return text instanceof String summary ? summary : null;
            }
        } catch (IOException e) {
            // a body that is no JSON has no summary; the page shows its bytes
            return null;
        }
        return null;
    }

    private static @Nullable String cut(@Nullable String text, int length) {
        if (text == null || text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + '…';
    }
}
