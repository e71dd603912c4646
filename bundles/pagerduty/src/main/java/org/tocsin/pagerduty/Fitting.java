// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.channel.Utf8;

/**
 * Makes an event as short as the API takes it: the summary is cut to its own limit, then the texts in the details, and no
 * other, are cut to one length, the greatest with which it fits, and {@code …} is put where something is gone. So one endless output does not cost the others a letter,
 * nor anybody the alarm.
 */
final class Fitting {

    /** What acceptance may still put in: two keys. */
    private static final int MARGIN = 2_048;

    private static final int SHORTEST = 16;

    private Fitting() {}

    /** Where a text stands, and its own limit; 0 for the common one. */
    private record Span(int start, int end, int characters, int own) {}

    /** For an event that is yet to be accepted. */
    static Body beforeAcceptance(Body body) throws InvalidEventException {
        return of(body, EventText.MAX_BYTES - MARGIN);
    }

    /**
     * The same body when it fits, when it cannot be made to, and when it is no JSON, which others tell.
     *
     * @param most in bytes
     */
    static Body of(Body body, int most) throws InvalidEventException {
        if (body.size() <= most) {
            return body;
        }
        String text = Utf8.strict(body);
        List<Span> texts = new ArrayList<>();
        try (JsonParser parser = EventText.longParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return body;
            }
            find(parser, texts);
        } catch (IOException e) {
            return body;
        }
        Body fits = body;
        int low = SHORTEST;
        int high = texts.stream().mapToInt(Span::characters).max().orElse(0);
        while (low <= high) {
            int characters = (low + high) >>> 1;
            Body shorter = Body.of(cut(text, texts, characters));
            if (shorter.size() <= most) {
                fits = shorter;
                low = characters + 1;
            } else {
                high = characters - 1;
            }
        }
        return fits;
    }

    private static void find(JsonParser parser, List<Span> texts) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("payload") && token == JsonToken.START_OBJECT) {
                find(parser, texts);
            } else if (name.equals("details") || name.equals("custom_details")) {
                details(parser, token, texts);
            } else if ((name.equals("description") || name.equals("summary")) && token == JsonToken.VALUE_STRING) {
                texts.add(span(parser, EventRules.MAX_SUMMARY));
            } else {
                parser.skipChildren();
            }
        }
    }

    /** All texts of a value, however deep. */
    private static void details(JsonParser parser, JsonToken first, List<Span> texts) throws IOException {
        int depth = 0;
        for (JsonToken token = first; ; token = parser.nextToken()) {
            if (token == JsonToken.VALUE_STRING) {
                texts.add(span(parser, 0));
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
        }
    }

    private static Span span(JsonParser parser, int own) throws IOException {
        int characters = Characters.count(parser.getText()); // also brings the parser to its end
        return new Span(
                (int) parser.currentTokenLocation().getCharOffset(),
                (int) parser.currentLocation().getCharOffset(),
                characters,
                own);
    }

    private static String cut(String text, List<Span> texts, int characters) {
        StringBuilder shorter = new StringBuilder(text.length());
        int from = 0;
        for (Span span : texts) {
            int most = span.own() == 0 ? characters : span.own();
            if (span.characters() > most) {
                shorter.append(text, from, span.start())
                        .append(Characters.cutQuoted(text.substring(span.start(), span.end()), most));
                from = span.end();
            }
        }
        return shorter.append(text, from, text.length()).toString();
    }
}
