// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventAction;
import org.tocsin.api.InvalidEventException;

/** The three shapes of an event, each with the path of the Events API that takes it. */
enum Shape {
    V1("v1", "service_key", "event_type", "incident_key", "/generic/2010-04-15/create_event.json"),
    V2("v2", "routing_key", "event_action", "dedup_key", "/v2/enqueue"),
    /** Has no action and no dedup key: a change opens no incident. Never inferred, see {@link #infer}. */
    CHANGE("change", "routing_key", "", "", "/v2/change/enqueue");

    /** What an event of v1 and v2 can ask for; the API takes lower case only. */
    static final Map<String, EventAction> ACTIONS = Map.of(
            "trigger", EventAction.TRIGGER, "acknowledge", EventAction.ACKNOWLEDGE, "resolve", EventAction.RESOLVE);

    final String word;
    final String keyField;
    final String actionField;
    final String dedupField;
    final String path;

    Shape(String word, String keyField, String actionField, String dedupField, String path) {
        this.word = word;
        this.keyField = keyField;
        this.actionField = actionField;
        this.dedupField = dedupField;
        this.path = path;
    }

    /** The shape that a sender named. */
    static Shape named(String word) throws InvalidEventException {
        Shape shape = find(word);
        if (shape == null) {
            throw new InvalidEventException("format", "is not known, use v1, v2 or change");
        }
        return shape;
    }

    /** The shape of this name, or null. */
    static @Nullable Shape find(@Nullable String word) {
        for (Shape shape : values()) {
            if (shape.word.equals(word)) {
                return shape;
            }
        }
        return null;
    }

    /**
     * The shape that the fields of the text speak of. A change event is never inferred: a v2 event whose author forgot
     * {@code event_action} would look like one, be accepted, and wake nobody.
     */
    static Shape infer(EventText text) throws InvalidEventException {
        boolean v1 = text.has(V1.actionField);
        boolean v2 = text.has(V2.actionField);
        if (v1 == v2) {
            v1 = text.has(V1.keyField);
            v2 = text.has(V2.keyField);
        }
        if (v1 && v2) {
            throw new InvalidEventException("body", "has fields of v1 and of v2, name its version");
        }
        if (!v1 && !v2) {
            throw new InvalidEventException(
                    "body",
                    "is no PagerDuty event, give routing_key and event_action (v2)"
                            + " or service_key and event_type (v1)");
        }
        return v1 ? V1 : V2;
    }
}
