// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.InvalidEventException.Kind;
import org.tocsin.channel.Utf8;

/**
 * An event as text, and where in it the fields stand that matter to us. The whole text is read once, strictly; nothing
 * of it is converted, so that big numbers and the order of keys survive. Offsets are in characters: between strict
 * UTF-8 and characters there is exactly one way back.
 *
 * @param text the event without a byte order mark
 * @param body the same, as bytes
 * @param fields what matters, by path
 */
record EventText(String text, Body body, Map<String, Field> fields) {

    /** The longest request that the Events API takes: 512 KB, v1 and v2. */
    static final int MAX_BYTES = 512 * 1024;

    /** Deeper than any tool writes; the API's own parser is believed to stop sooner. */
    static final int MAX_DEPTH = 200;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final Set<String> TOP = Set.of(
            "service_key",
            "routing_key",
            "event_type",
            "event_action",
            "incident_key",
            "dedup_key",
            "description",
            "payload");
    private static final Set<String> PAYLOAD = Set.of("summary", "source", "severity");

    /** What a door lets in at most. */
    private static final int MAX_LONG = 8 << 20;

    private static final JsonFactory JSON = factory(MAX_BYTES);
    private static final JsonFactory LONG = factory(MAX_LONG);

    private static JsonFactory factory(int longest) {
        return JsonFactory.builder()
                // names come from strangers: neither keep nor share them
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(longest)
                        .maxNameLength(longest)
                        .maxStringLength(longest)
                        .build())
                .build();
    }

    /**
     * A field that matters.
     *
     * @param token what kind of value it has
     * @param value the decoded text of a string; null for any other kind
     * @param start where the value starts
     * @param end after the last character of the value; that of the start for an object or an array
     */
    record Field(JsonToken token, @Nullable String value, int start, int end) {
        /** Without the value, which may be a key. */
        @Override
        public String toString() {
            return "Field[" + token + " at " + start + "]";
        }
    }

    /** Reads the text of a body. */
    static EventText of(Body body) throws InvalidEventException {
        if (body.size() > MAX_BYTES) {
            throw tooLarge(body.size(), "");
        }
        String whole = Utf8.strict(body);
        boolean marked = !whole.isEmpty() && whole.charAt(0) == BYTE_ORDER_MARK;
        String text = marked ? whole.substring(1) : whole;
        if (text.isBlank()) {
            throw new InvalidEventException("body", "is empty, send one JSON object");
        }
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidEventException("body", "is not a JSON object, begin with {");
            }
            Map<String, Field> fields = new HashMap<>();
            readObject(parser, "", TOP, fields);
            if (parser.nextToken() != null) {
                throw new InvalidEventException("body", "goes on after the JSON object, send one event at a time");
            }
            return new EventText(text, marked ? Body.of(text) : body, Collections.unmodifiableMap(fields));
        } catch (StreamConstraintsException e) {
            throw new InvalidEventException("body", "nests deeper than " + MAX_DEPTH + " levels, flatten it");
        } catch (StreamReadException e) {
            // the parser's own words quote the text, and so perhaps a key
            throw new InvalidEventException(
                    "body",
                    "is not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + "; send one JSON object");
        } catch (IOException e) {
            throw new IllegalStateException("reading characters from memory needs no input", e);
        }
    }

    /** Reads a text within the bounds of an event. */
    static JsonParser parser(String text) throws IOException {
        return JSON.createParser(text);
    }

    /** @param as what it became, when that is not what came */
    /** The same for a text that is yet to be brought into them; its nesting is bounded all the same. */
    static JsonParser longParser(String text) throws IOException {
        return LONG.createParser(text);
    }

    static InvalidEventException tooLarge(int size, String as) {
        return new InvalidEventException(
                Kind.TOO_LARGE,
                "body",
                "has " + size + " bytes" + as + ", PagerDuty takes " + MAX_BYTES + "; shorten it");
    }

    /** Without the text, in which the key stands. */
    @Override
    public String toString() {
        return "EventText[" + text.length() + " characters]";
    }

    /** Where the first field may be put: after the opening brace. */
    int afterBrace() {
        return text.indexOf('{') + 1;
    }

    boolean has(String path) {
        return fields.containsKey(path);
    }

    /** The field at this path, or null when it is absent or JSON's null. */
    @Nullable
    Field given(String path) {
        Field field = fields.get(path);
        return field == null || field.token() == JsonToken.VALUE_NULL ? null : field;
    }

    private static void readObject(JsonParser parser, String prefix, Set<String> wanted, Map<String, Field> fields)
            throws IOException, InvalidEventException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (!wanted.contains(name)) {
                parser.skipChildren();
                continue;
            }
            int start = (int) parser.currentTokenLocation().getCharOffset();
            String path = prefix + name;
            if (fields.containsKey(path)) {
                throw new InvalidEventException(path, "is given twice, give it once");
            }
            String value = token == JsonToken.VALUE_STRING ? parser.getText() : null;
            int end = token.isScalarValue() ? (int) parser.currentLocation().getCharOffset() : start;
            fields.put(path, new Field(token, value, start, end));
            if (path.equals("payload") && token == JsonToken.START_OBJECT) {
                readObject(parser, "payload.", PAYLOAD, fields);
            } else {
                parser.skipChildren();
            }
        }
    }
}
