// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventAction;
import org.tocsin.api.InvalidEventException;
import org.tocsin.channel.Notice.Fact;

/** Reads the JSON of an event, which a stranger wrote: once, strictly, within limits. */
final class NoticeJson {

    /** As deep as PagerDuty's events may be. */
    private static final int MAX_DEPTH = 200;

    private static final int MAX_NUMBER = 1_000;
    private static final Map<String, EventAction> ACTIONS = Map.of(
            "trigger", EventAction.TRIGGER, "acknowledge", EventAction.ACKNOWLEDGE, "resolve", EventAction.RESOLVE);
    private static final List<String> IN_PAYLOAD =
            List.of("severity", "source", "component", "group", "class", "timestamp");
    private static final List<String> AT_TOP = List.of("client", "client_url", "dedup_key");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    // names come from strangers: neither keep nor share them
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // 1.10 stays 1.10
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final String format;
    private final JsonNode event;
    private final JsonNode payload;

    private NoticeJson(String format, JsonNode event) {
        this.format = format;
        this.event = event;
        this.payload = event.path("payload");
    }

    static Notice read(String text, String format) throws InvalidEventException {
        JsonNode event = parse(text);
        if (!event.isObject()) {
            throw new InvalidEventException("body", "is not a JSON object, begin with { or name the format text");
        }
        return new NoticeJson(format, event).notice(text);
    }

    /** Whether an event names a dedup key, if only as null. */
    static boolean hasDedupKey(String text) throws InvalidEventException {
        return parse(text).has("dedup_key");
    }

    private static JsonNode parse(String text) throws InvalidEventException {
        try {
            return JSON.readTree(text);
        } catch (StreamConstraintsException e) {
            throw new InvalidEventException(
                    "body",
                    "nests deeper than " + MAX_DEPTH + " levels or has a number over " + MAX_NUMBER + " digits");
        } catch (StreamReadException e) {
            // the parser's own words quote the text
            throw new InvalidEventException(
                    "body",
                    "is not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ", or gives a name twice; send one JSON object");
        } catch (JsonProcessingException e) {
            throw new InvalidEventException("body", "goes on after the JSON object, send one event at a time");
        }
    }

    private Notice notice(String text) throws InvalidEventException {
        if (!payload.isMissingNode() && !payload.isNull() && !payload.isObject()) {
            throw new InvalidEventException("payload", "must be an object, put it in braces");
        }
        EventAction action = action();
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : IN_PAYLOAD) {
            fields.put(name, text(payload, "payload.", name));
        }
        for (String name : AT_TOP) {
            fields.put(name, text(event, "", name));
        }
        String dedupKey = fields.getOrDefault("dedup_key", "");
        String summary = text(payload, "payload.", "summary");
        boolean closes = action == EventAction.ACKNOWLEDGE || action == EventAction.RESOLVE;
        if (closes && dedupKey.isEmpty()) {
            throw new InvalidEventException("dedup_key", "is missing, give the dedup_key of the trigger");
        }
        if (!closes && summary.isEmpty()) {
            throw new InvalidEventException("payload.summary", "is missing or blank, say what happened");
        }
        return new Notice(
                format,
                text,
                action,
                text(event, "", "routing_key"),
                summary.isEmpty() ? dedupKey : summary,
                "",
                fields,
                details(),
                links());
    }

    private EventAction action() throws InvalidEventException {
        if (format.equals(Notice.CHANGE)) {
            return EventAction.OTHER;
        }
        EventAction known = ACTIONS.get(text(event, "", "event_action"));
        if (known == null) {
            throw new InvalidEventException(
                    "event_action", "is missing or not known, use trigger, acknowledge or resolve");
        }
        return known;
    }

    private @Nullable JsonNode details() {
        JsonNode details = payload.path("custom_details");
        return details.isMissingNode() || details.isNull() ? null : details;
    }

    private List<Fact> links() {
        List<Fact> links = new ArrayList<>();
        for (JsonNode link : event.path("links")) {
            String address = link.path("href").asText("");
            if (!address.isEmpty()) {
                links.add(new Fact(link.path("text").asText("link"), address));
            }
        }
        return links;
    }

    /** The text of this name; empty when it is absent, null or blank. */
    private static String text(JsonNode parent, String path, String name) throws InvalidEventException {
        JsonNode node = parent.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (!node.isTextual()) {
            throw new InvalidEventException(path + name, "must be text, put it in quotes");
        }
        return node.asText().strip();
    }
}
