// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** One line of JSON for one request, as the log file and the control API have it. */
final class ReceivedText {

    private ReceivedText() {}

    /** The line, its end included. */
    static String write(Received received) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeNumberField("n", received.n());
                    out.writeStringField("at", received.at().toString());
                    out.writeStringField("path", received.path());
                    out.writeStringField("format", received.format());
                    out.writeStringField("key", received.key());
                    out.writeStringField("dedupKey", received.dedupKey());
                    out.writeStringField("action", received.action());
                    out.writeNumberField("status", received.status());
                    out.writeStringField("failure", received.failure());
                    out.writeBooleanField("accepted", received.accepted());
                    out.writeStringField(
                            "bodyBase64",
                            Base64.getEncoder().encodeToString(received.body().toArray()));
                    out.writeEndObject();
                })
                + '\n';
    }

    /** @throws IOException when the line is not one that {@link #write} made */
    static Received read(byte[] line) throws IOException {
        try {
            if (JsonText.read(line) instanceof Map<?, ?> map) {
                return new Received(
                        number(map, "n"),
                        Instant.parse(text(map, "at")),
                        text(map, "path"),
                        text(map, "format"),
                        (String) map.get("key"),
                        (String) map.get("dedupKey"),
                        (String) map.get("action"),
                        (int) number(map, "status"),
                        (String) map.get("failure"),
                        Boolean.TRUE.equals(map.get("accepted")),
                        Bytes.of(Base64.getDecoder().decode(text(map, "bodyBase64"))));
            }
        } catch (RuntimeException e) {
            throw new IOException("no line of a sandbox's log", e);
        }
        throw new IOException("no line of a sandbox's log");
    }

    private static String text(Map<?, ?> map, String name) throws IOException {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw new IOException("no line of a sandbox's log: " + name + " is missing");
    }

    private static long number(Map<?, ?> map, String name) throws IOException {
        if (map.get(name) instanceof JsonText.Num number) {
            return Long.parseLong(number.text());
        }
        throw new IOException("no line of a sandbox's log: " + name + " is missing");
    }
}
