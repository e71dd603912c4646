// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/** Reads JSON; numbers keep all their digits. */
public final class JsonText {

    /** A text of many small things takes more than thirty times its own memory, and any local user may drop one. */
    private static final int MAX_TOKENS = 500_000;

    private static final JsonMapper EXACT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonText() {}

    /**
     * Reads one value.
     *
     * @param remedy what to send, for who sent no JSON
     */
    public static JsonNode of(String text, String remedy) throws InvalidEventException {
        try {
            return EXACT.readTree(text);
        } catch (JsonProcessingException e) {
            // the parser's own words quote the text; one nested too deep, of too much, or with too long a number, has
            // no place
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new InvalidEventException("body", "is not valid JSON" + where + ", " + remedy);
        } catch (NumberFormatException e) {
            // the parser lets it through for an exponent that no number can have
            throw new InvalidEventException("body", "has a number that is too large, " + remedy);
        }
    }

    /** The object that the whole text is; null when it is none. */
    public static @Nullable ObjectNode objectOrNull(String text) {
        try {
            return EXACT.readTree(text) instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException | NumberFormatException e) {
            return null;
        }
    }

    /** The fields of an object as texts, in their order, without those that are null; what is no text as JSON. */
    public static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getValue().isNull()) {
                texts.put(field.getKey(), text(field.getValue()));
            }
        }
        return texts;
    }

    /** A value as a text: what is no text as JSON. */
    public static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
