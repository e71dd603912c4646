// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.EventAction;
import org.tocsin.api.InvalidEventException;

/**
 * The common event of the channels: what PagerDuty's Events API v2 calls an event or a change event, or plain text. Texts
 * that are not there are empty.
 *
 * @param format {@code v2}, {@code change} or {@code text}
 * @param body the event as it is stored
 * @param action what it does to the incident of its dedup key
 * @param targetInside the field {@code routing_key}: here the name of a target
 * @param title the summary; of a text its first line
 * @param rest of a text what follows its first line
 * @param fields the further texts of the event by their JSON names, in the order in which they are shown
 * @param details the {@code custom_details}; null when there are none
 * @param links an address and, if given, its text
 */
public record Notice(
        String format,
        String body,
        EventAction action,
        String targetInside,
        String title,
        String rest,
        Map<String, String> fields,
        @Nullable JsonNode details,
        List<Fact> links) {

    /** The words for formats. */
    static final String V2 = "v2";

    static final String CHANGE = "change";
    static final String TEXT = "text";

    /**
     * A name and a value, for people.
     *
     * @param name what it is called
     * @param value one line
     */
    public record Fact(String name, String value) {}

    /**
     * Reads an event.
     *
     * @param format as above
     * @throws InvalidEventException when it is none; it names the field and the remedy
     */
    public static Notice of(Body body, String format) throws InvalidEventException {
        return switch (format) {
            case TEXT -> ofText(Utf8.strict(body));
            case V2, CHANGE -> NoticeJson.read(Utf8.strict(body), format);
            default -> throw new InvalidEventException("format", "is not known, use v2, change or text");
        };
    }

    private static Notice ofText(String text) throws InvalidEventException {
        String whole = text.strip();
        if (whole.isEmpty()) {
            throw new InvalidEventException("body", "is empty, say what happened");
        }
        int end = whole.indexOf('\n');
        String first = end < 0 ? whole : whole.substring(0, end).strip();
        String rest = end < 0 ? "" : whole.substring(end + 1).stripTrailing();
        return new Notice(TEXT, text, EventAction.OTHER, "", first, rest, Map.of(), null, List.of());
    }

    /** A word for what this is, in capitals; empty for a text. */
    public String label() {
        return switch (action) {
            case TRIGGER ->
                field("severity").isEmpty() ? "TRIGGERED" : field("severity").toUpperCase(Locale.ROOT);
            case ACKNOWLEDGE -> "ACKNOWLEDGED";
            case RESOLVE -> "RESOLVED";
            case OTHER -> format.equals(CHANGE) ? "CHANGE" : "";
        };
    }

    /** Whether it is plain text. */
    public boolean isText() {
        return format.equals(TEXT);
    }

    /** One of the {@link #fields}, or the empty text. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /** What ties a resolve to its trigger; empty when there is nothing. */
    public String dedupKey() {
        return field("dedup_key");
    }

    /** What people want to know besides the title: each field, each detail, each link; there may be tens of thousands. */
    public Stream<Fact> facts() {
        Stream<Fact> known = fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty() && !field.getKey().equals("severity"))
                .map(field -> new Fact(field.getKey().replace('_', ' '), field.getValue()));
        return Stream.concat(known, Stream.concat(detailFacts(), links.stream()));
    }

    private Stream<Fact> detailFacts() {
        if (details == null) {
            return Stream.of();
        }
        if (!details.isObject()) {
            return Stream.of(new Fact("details", text(details)));
        }
        return details.properties().stream().map(detail -> new Fact(detail.getKey(), text(detail.getValue())));
    }

    /** As people read it. */
    static String text(JsonNode node) {
        return node.isNull() ? "" : node.isValueNode() ? node.asText() : node.toString();
    }

    /** Without the body, in which anything may stand. */
    @Override
    public String toString() {
        return "Notice[" + format + ", " + action + "]";
    }
}
