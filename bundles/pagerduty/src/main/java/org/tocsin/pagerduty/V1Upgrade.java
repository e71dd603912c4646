// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;

/**
 * Makes a v2 event of a v1 event, at its acceptance: what is stored is what is sent, so that a repeat is the same to the
 * byte. Values are taken over as they are written, big numbers included; the incident key becomes the dedup key, so what v1
 * opened v2 resolves.
 *
 * @param severity of events whose details tell none
 * @param host the source of events whose details name none
 */
record V1Upgrade(String severity, String host) {

    /** Details that name the thing it is about, the first that is there counts; a dot leads into an object. */
    private static final List<String> SOURCES = List.of("HOSTNAME", "hostname", "host", "source", "client.name");

    private static final Set<String> OBJECTS = Set.of("client", "check");

    private static final String NAME = ",\"custom_details\":";

    /** Where no text is long enough to be cut. */
    private static final String CUT =
            NAME + "{\"cut\":\"the details were too long for the Events API v2 (upgradeV1)\"}";

    /** A piece of the text as it is written, and what it says where that is one word. */
    private record Piece(String written, @Nullable String says) {
        /** Without the text, in which the key stands. */
        @Override
        public String toString() {
            return "Piece[" + written.length() + " characters]";
        }
    }

    /**
     * The event in v2.
     *
     * @param event of v1, which has passed the rules
     * @param key of the lane
     * @param dedupKey null when there is none, which only a change has
     */
    Body apply(EventText event, String key, @Nullable String dedupKey) throws InvalidEventException {
        Map<String, Piece> top = new HashMap<>();
        Map<String, String> details = new HashMap<>();
        StringBuilder links = new StringBuilder();
        StringBuilder images = new StringBuilder();
        read(event.text(), top, details, links, images);
        String head = head(top, key, dedupKey);
        String payload = payload(top, details);
        String tail = tail(top, links, images);
        if (payload.isEmpty()) {
            return Body.of(head + tail);
        }
        String custom = custom(top.get("details"));
        Body whole = Body.of(head + payload + custom + '}' + tail);
        if (whole.size() <= EventText.MAX_BYTES || custom.isEmpty()) {
            return whole;
        }
        // v1 says the same in fewer words: an event near the limit has too many in v2, and what is long are its details
        Body shorter = Fitting.of(whole, EventText.MAX_BYTES);
        return shorter.size() <= EventText.MAX_BYTES ? shorter : Body.of(head + payload + CUT + '}' + tail);
    }

    private static String head(Map<String, Piece> top, String key, @Nullable String dedupKey) {
        String dedup = dedupKey == null ? "" : ",\"dedup_key\":" + quoted(dedupKey);
        return "{\"routing_key\":" + quoted(key) + ",\"event_action\":" + written(top, "event_type") + dedup;
    }

    /** Up to where the details come; empty when there is no description, which only a resolve or an acknowledgement lacks. */
    private String payload(Map<String, Piece> top, Map<String, String> details) {
        Piece description = top.get("description");
        if (description == null || description.says == null || description.says.isBlank()) {
            return "";
        }
        return ",\"payload\":{\"summary\":" + summary(description) + ",\"source\":" + quoted(source(details))
                + ",\"severity\":\"" + SeverityMap.of(details, severity) + '"';
    }

    private static String tail(Map<String, Piece> top, StringBuilder links, StringBuilder images) {
        StringBuilder out = new StringBuilder();
        for (String name : List.of("client", "client_url")) {
            Piece piece = top.get(name);
            if (piece != null && piece.says != null && !piece.says.isBlank()) {
                out.append(",\"").append(name).append("\":").append(piece.written);
            }
        }
        list(out, "links", links);
        list(out, "images", images);
        return out.append('}').toString();
    }

    private static String written(Map<String, Piece> top, String name) {
        Piece piece = top.get(name);
        if (piece == null) {
            throw new IllegalStateException(name + " is there by the rules");
        }
        return piece.written;
    }

    private static String summary(Piece description) {
        String says = String.valueOf(description.says);
        return Characters.count(says) <= EventRules.MAX_SUMMARY
                ? description.written
                : Characters.cutQuoted(description.written, EventRules.MAX_SUMMARY);
    }

    private static String custom(@Nullable Piece details) {
        if (details == null || details.written.equals("null")) {
            return "";
        }
        // v2 takes nothing but an object
        return details.written.startsWith("{")
                ? NAME + details.written
                : NAME + "{\"details\":" + details.written + '}';
    }

    private String source(Map<String, String> details) {
        for (String name : SOURCES) {
            String source = details.get(name);
            if (source != null && !source.isBlank()) {
                return source.strip();
            }
        }
        return host;
    }

    private static void list(StringBuilder out, String name, StringBuilder entries) {
        if (!entries.isEmpty()) {
            out.append(",\"").append(name).append("\":[").append(entries).append(']');
        }
    }

    private static void read(
            String text, Map<String, Piece> top, Map<String, String> details, StringBuilder links, StringBuilder images)
            throws InvalidEventException {
        try (JsonParser parser = EventText.parser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                String says = parser.getValueAsString();
                if (name.equals("details") && token == JsonToken.START_OBJECT) {
                    details(parser, "", details);
                } else if (name.equals("contexts") && token == JsonToken.START_ARRAY) {
                    contexts(parser, text, links, images);
                } else {
                    parser.skipChildren();
                }
                int end = (int) parser.currentLocation().getCharOffset();
                top.put(name, new Piece(text.substring(start, end), token == JsonToken.VALUE_STRING ? says : null));
            }
        } catch (IOException e) {
            throw new IllegalStateException("it was read once already", e);
        }
    }

    /** What the values directly in it say, and those in the objects that Sensu has there. */
    private static void details(JsonParser parser, String prefix, Map<String, String> details) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token.isScalarValue()) {
                details.put(prefix + name, parser.getText());
            } else if (token == JsonToken.START_OBJECT && prefix.isEmpty() && OBJECTS.contains(name)) {
                details(parser, name + '.', details);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void contexts(JsonParser parser, String text, StringBuilder links, StringBuilder images)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            Map<String, Piece> context = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                String says = token == JsonToken.VALUE_STRING ? parser.getText() : null;
                parser.skipChildren();
                int end = (int) parser.currentLocation().getCharOffset();
                context.put(name, new Piece(text.substring(start, end), says));
            }
            Piece type = context.get("type");
            String kind = type == null ? null : type.says;
            if ("link".equals(kind)) {
                context(links, context, List.of("href", "text"));
            } else if ("image".equals(kind)) {
                context(images, context, List.of("src", "href", "alt"));
            }
        }
    }

    /** @param names the first is the one without which it is nothing */
    private static void context(StringBuilder out, Map<String, Piece> context, List<String> names) {
        if (isBlank(context.get(names.get(0)))) {
            return;
        }
        out.append(out.isEmpty() ? "{" : ",{");
        String comma = "";
        for (String name : names) {
            Piece piece = context.get(name);
            if (piece != null && !isBlank(piece)) {
                out.append(comma).append('"').append(name).append("\":").append(piece.written);
                comma = ",";
            }
        }
        out.append('}');
    }

    private static boolean isBlank(@Nullable Piece piece) {
        return piece == null || piece.says == null || piece.says.isBlank();
    }

    private static String quoted(String value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
    }
}
