// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.EventRecord;
import org.tocsin.api.InvalidEventException;
import org.tocsin.cli.Json;

/**
 * A line of an export, as far as an import needs it.
 *
 * @param key the key that the event had
 * @param channel its channel
 * @param format the shape of its body
 * @param laneKey what is to be given beside the body so that it comes into its lane; null when the body has it
 * @param body its body, in which a routing key may stand
 */
record ExportLine(
        String key, String channel, String format, @Nullable String laneKey, Body body) {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * The line of an event.
     *
     * @param laneKey of its lane, when the body does not have it; else null
     */
    static String of(EventRecord record, String key, @Nullable String laneKey) {
        byte[] bytes = record.event().body().toBytes();
        String text = Bytes.text(bytes);
        return Json.object(out -> {
            out.writeStringField("key", key);
            out.writeNumberField("order", record.order());
            out.writeStringField("state", record.state().name());
            out.writeStringField("channel", record.event().lane().channel());
            out.writeStringField("lane", record.event().lane().id());
            if (laneKey != null) {
                out.writeStringField("laneKey", laneKey);
            }
            out.writeStringField("format", record.event().format());
            out.writeStringField("dedupKey", record.event().dedupKey());
            out.writeStringField("accepted", record.accepted().toString());
            out.writeNumberField("attempts", record.attempts());
            out.writeStringField("answer", record.answer());
            if (text != null) {
                out.writeStringField("body", text);
            } else {
                out.writeStringField("bodyBase64", Base64.getEncoder().encodeToString(bytes));
            }
        });
    }

    /** Reads a line; what else is in it is passed over. */
    static ExportLine read(String line) throws InvalidEventException {
        Map<String, String> texts = texts(line);
        String key = required(texts, "key");
        if (!key.matches("[0-9a-f]{32}")) {
            throw new InvalidEventException("key", "must be the 32 characters that named the event");
        }
        return new ExportLine(
                key, required(texts, "channel"), required(texts, "format"), texts.get("laneKey"), body(texts));
    }

    private static Body body(Map<String, String> texts) throws InvalidEventException {
        String base64 = texts.get("bodyBase64");
        if (base64 == null) {
            return Body.of(required(texts, "body"));
        }
        try {
            return Body.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("bodyBase64", "is no base64, export the event again");
        }
    }

    private static String required(Map<String, String> texts, String name) throws InvalidEventException {
        @Nullable String text = texts.get(name);
        if (text == null || text.isEmpty()) {
            String why = name.equals("body") ? "is missing; that of a dropped event is not kept" : "is missing";
            throw new InvalidEventException(name, why);
        }
        return text;
    }

    private static Map<String, String> texts(String line) throws InvalidEventException {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAnObject();
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw notAnObject();
            }
            return texts;
        } catch (IOException e) {
            // the parser's own words quote the line, in which a key stands
            throw notAnObject();
        }
    }

    private static InvalidEventException notAnObject() {
        return new InvalidEventException("line", "is no JSON object, write one a line as the export does");
    }

    /** Prints without the body, in which a key stands. */
    @Override
    public String toString() {
        return key;
    }
}
