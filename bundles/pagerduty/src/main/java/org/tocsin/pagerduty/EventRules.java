// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventAction;
import org.tocsin.api.InvalidEventException;
import org.tocsin.pagerduty.EventText.Field;

/**
 * What the documentation of the Events API demands of an event. Nothing else is refused here: where the documentation
 * is silent, the API itself shall judge.
 */
final class EventRules {

    /** The most characters of {@code summary} and {@code description}. */
    static final int MAX_SUMMARY = 1_024;

    /** The most characters of {@code dedup_key} and {@code incident_key}. */
    static final int MAX_DEDUP_KEY = 255;

    private static final int KEY_LENGTH = 32;
    private static final Set<String> SEVERITIES = Set.of("critical", "error", "warning", "info");

    private final Shape shape;
    private final EventText event;

    EventRules(Shape shape, EventText event) {
        this.shape = shape;
        this.event = event;
    }

    /**
     * The key of the event: in its text, or given outside of it, or both and equal.
     *
     * @throws InvalidEventException never with the key in its message
     */
    String key(@Nullable String outside) throws InvalidEventException {
        String inside = text(shape.keyField);
        String key = inside != null ? inside : outside;
        if (key == null || key.isBlank()) {
            throw wrong(shape.keyField, "is missing, give the 32 characters of the integration key");
        }
        if (!isKey(key)) {
            int length = Characters.count(key);
            String has = length == KEY_LENGTH ? "has others" : "has " + length + " characters";
            throw wrong(shape.keyField, "must be 32 letters and digits, " + has + "; copy the integration key again");
        }
        if (outside != null && !outside.equals(key)) {
            throw wrong(shape.keyField, "differs from the key given outside the text, give it once");
        }
        if (shape == Shape.CHANGE && key.charAt(0) == 'R') {
            throw wrong(shape.keyField, "names a ruleset, which takes no change events; use the key of a service");
        }
        return key;
    }

    private static boolean isKey(String text) {
        if (text.length() != KEY_LENGTH) {
            return false;
        }
        for (int i = 0; i < KEY_LENGTH; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** What the event does to an incident; a missing dedup key may be made up only for a trigger. */
    EventAction action() throws InvalidEventException {
        if (shape == Shape.CHANGE) {
            return EventAction.OTHER;
        }
        String action = text(shape.actionField);
        if (action == null) {
            throw wrong(shape.actionField, "is missing, use trigger, acknowledge or resolve");
        }
        EventAction known = Shape.ACTIONS.get(action);
        if (known == null) {
            throw wrong(shape.actionField, "is not known, use trigger, acknowledge or resolve");
        }
        return known;
    }

    /** The dedup key, or null when there is none; the key of an acknowledge or resolve must be there. */
    @Nullable
    String dedupKey(boolean trigger) throws InvalidEventException {
        if (shape == Shape.CHANGE) {
            return null;
        }
        String key = text(shape.dedupField);
        if (key == null && !trigger) {
            throw wrong(shape.dedupField, "is missing, give the " + shape.dedupField + " of the trigger");
        }
        // not cut: two long keys with the same beginning would become one incident
        if (key != null && Characters.count(key) > MAX_DEDUP_KEY) {
            throw wrong(
                    shape.dedupField,
                    "has " + Characters.count(key) + " characters, PagerDuty takes " + MAX_DEDUP_KEY
                            + "; shorten it in the trigger and in the resolve alike");
        }
        return key;
    }

    /** The content. An acknowledge or resolve needs none, and some tools send blank fields with it. */
    void content(boolean trigger) throws InvalidEventException {
        if (shape == Shape.V1) {
            if (trigger) {
                required("description", "say what happened");
            }
            return;
        }
        Field payload = event.given("payload");
        if (payload != null && payload.token() != JsonToken.START_OBJECT) {
            throw wrong("payload", "must be an object, put it in braces");
        }
        if (!trigger && shape == Shape.V2) {
            return;
        }
        if (payload == null) {
            String fields = shape == Shape.V2 ? "summary, source and severity" : "summary";
            throw wrong("payload", "is missing, give an object with " + fields);
        }
        required("payload.summary", "say what happened");
        if (shape == Shape.V2) {
            required("payload.source", "name the host or thing that it happened to");
            if (!SEVERITIES.contains(required("payload.severity", "use critical, error, warning or info"))) {
                throw wrong("payload.severity", "is not known, use critical, error, warning or info");
            }
        }
    }

    private String required(String path, String remedy) throws InvalidEventException {
        String text = text(path);
        if (text == null) {
            throw wrong(path, "is missing or blank, " + remedy);
        }
        return text;
    }

    /** The text at this path; null when it is absent, null or blank. */
    private @Nullable String text(String path) throws InvalidEventException {
        Field field = event.given(path);
        if (field == null) {
            return null;
        }
        if (field.value() == null) {
            throw wrong(path, "must be text, put it in quotes");
        }
        return field.value().isBlank() ? null : field.value();
    }

    private static InvalidEventException wrong(String field, String problem) {
        return new InvalidEventException(field, problem);
    }
}
