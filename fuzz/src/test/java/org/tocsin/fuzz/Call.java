// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tocsin.api.Body;

/**
 * A request as a text: its line, headers, an empty line, the body. Lines end with one character in the files, so that they
 * can be read, and with two on the wire.
 */
record Call(List<String> head, Body body) {

    static Call of(byte[] text) {
        List<String> head = new ArrayList<>();
        int from = 0;
        while (from < text.length) {
            int end = from;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            String line = new String(text, from, end - from, StandardCharsets.ISO_8859_1);
            from = end + 1;
            if (line.isEmpty()) {
                break;
            }
            head.add(line);
        }
        return new Call(head, Body.of(Arrays.copyOfRange(text, Math.min(from, text.length), text.length)));
    }

    String method() {
        return word(0);
    }

    String uri() {
        return word(1);
    }

    private String word(int which) {
        String[] words = head.isEmpty() ? new String[0] : head.get(0).split(" ", 3);
        return which < words.length ? words[which] : "";
    }

    /** By names in small letters; of a repeated one the first. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : head.subList(Math.min(1, head.size()), head.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** With the length of the body, unless it says that itself, and a second request, with which the connection ends. */
    byte[] onTheWire() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        head.forEach(line -> wire.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
        Map<String, String> headers = headers();
        if (!headers.containsKey("content-length") && !headers.containsKey("transfer-encoding")) {
            wire.writeBytes(ascii("Content-Length: " + body.size() + "\r\n"));
        }
        wire.writeBytes(ascii("\r\n"));
        wire.writeBytes(body.toBytes());
        wire.writeBytes(ascii("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        return wire.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return head + " and " + body;
    }
}
