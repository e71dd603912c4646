// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds one event against the documented rules of the Events API (developer.pagerduty.com/docs/events-api-v2 and its
 * pages on events API v1 and change events).
 */
final class EventCheck {

    /**
     * What was found.
     *
     * @param errors what is wrong; empty when the event is good
     */
    record Found(
            @Nullable String key,
            @Nullable String dedupKey,
            @Nullable String action,
            List<String> errors) {}

    private static final int MAX_TEXT = 1024;
    private static final int MAX_DEDUP_KEY = 255;
    private static final Set<String> ACTIONS = Set.of("trigger", "acknowledge", "resolve");
    private static final Set<String> SEVERITIES = Set.of("critical", "error", "warning", "info");

    private final Map<?, ?> event;
    private final List<String> errors = new ArrayList<>();

    private EventCheck(Map<?, ?> event) {
        this.event = event;
    }

    static Found check(Endpoint endpoint, Bytes body) {
        Object json;
        try {
            json = JsonText.read(body.toArray());
        } catch (IOException e) {
            return new Found(null, null, null, List.of("JSON parse error"));
        }
        if (!(json instanceof Map<?, ?> map)) {
            return new Found(null, null, null, List.of("The event is not a JSON object"));
        }
        return new EventCheck(map).check(endpoint);
    }

    private Found check(Endpoint endpoint) {
        return switch (endpoint) {
            case V1 -> v1();
            case V2 -> v2();
            case CHANGE -> change();
        };
    }

    private Found v1() {
        String key = key("service_key");
        String action = oneOf(event, "", "event_type", ACTIONS);
        String incidentKey = text(event, "", "incident_key", MAX_DEDUP_KEY, needsKey(action));
        text(event, "", "description", MAX_TEXT, "trigger".equals(action));
        objectOrNothing(event, "details");
        items("contexts", true, true);
        return new Found(key, incidentKey, action, errors);
    }

    private Found v2() {
        String key = key("routing_key");
        String action = oneOf(event, "", "event_action", ACTIONS);
        String dedupKey = text(event, "", "dedup_key", MAX_DEDUP_KEY, needsKey(action));
        Map<?, ?> payload = objectOrNothing(event, "payload");
        // acknowledge and resolve need no payload, and the API does not look at one
        if ("trigger".equals(action)) {
            if (payload == null) {
                errors.add("'payload' is missing or blank");
            } else {
                text(payload, "payload.", "summary", MAX_TEXT, true);
                text(payload, "payload.", "source", Integer.MAX_VALUE, true);
                oneOf(payload, "payload.", "severity", SEVERITIES);
            }
        }
        items("images", false, true);
        items("links", true, false);
        return new Found(key, dedupKey, action, errors);
    }

    private Found change() {
        String key = key("routing_key");
        if (key != null && key.startsWith("R")) {
            errors.add("'routing_key' is the key of a ruleset, which takes no change events");
        }
        Map<?, ?> payload = objectOrNothing(event, "payload");
        if (payload == null) {
            errors.add("'payload' is missing or blank");
        } else {
            text(payload, "payload.", "summary", MAX_TEXT, true);
            objectOrNothing(payload, "custom_details");
        }
        if (event.get("images") != null) {
            errors.add("'images' is not allowed in a change event");
        }
        items("links", true, false);
        return new Found(key, null, null, errors);
    }

    private static boolean needsKey(@Nullable String action) {
        return "acknowledge".equals(action) || "resolve".equals(action);
    }

    private @Nullable String key(String name) {
        String key = text(event, "", name, Integer.MAX_VALUE, true);
        if (key != null && key.length() != 32) {
            errors.add("Length of '" + name + "' is incorrect (should be 32 characters)");
        }
        if (key != null && !key.matches("[0-9A-Za-z]*")) {
            errors.add("'" + name + "' cannot contain non-alphanumeric characters");
        }
        return key;
    }

    private @Nullable String oneOf(Map<?, ?> map, String prefix, String name, Set<String> allowed) {
        String value = text(map, prefix, name, Integer.MAX_VALUE, true);
        if (value != null && !allowed.contains(value)) {
            errors.add("'" + prefix + name + "' must be one of "
                    + String.join(", ", allowed.stream().sorted().toList()));
            return null;
        }
        return value;
    }

    /** The text, when it is one and not blank. */
    private @Nullable String text(Map<?, ?> map, String prefix, String name, int max, boolean required) {
        Object value = map.get(name);
        if (value == null || (value instanceof String text && text.isBlank())) {
            if (required) {
                errors.add("'" + prefix + name + "' is missing or blank");
            }
            return null;
        }
        if (!(value instanceof String text)) {
            errors.add("'" + prefix + name + "' is not a string");
            return null;
        }
        if (text.codePointCount(0, text.length()) > max) {
            errors.add("Length of '" + prefix + name + "' is too long (maximum is " + max + " characters)");
        }
        return text;
    }

    private @Nullable Map<?, ?> objectOrNothing(Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value == null || value instanceof Map<?, ?>) {
            return (Map<?, ?>) value;
        }
        errors.add("'" + name + "' is not an object");
        return null;
    }

    /** Links need a href; images need a src by https. Version 1 mixes both and tells them apart by a type. */
    private void items(String name, boolean links, boolean images) {
        Object value = event.get(name);
        if (value == null) {
            return;
        }
        if (!(value instanceof List<?> list)) {
            errors.add("'" + name + "' is not an array");
            return;
        }
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> map)) {
                errors.add("'" + name + "' has an element that is not an object");
            } else if (images && (!links || "image".equals(map.get("type")))) {
                if (!(map.get("src") instanceof String src && src.startsWith("https://"))) {
                    errors.add("'" + name + "' has an image whose 'src' is not an https address");
                }
            } else if (!(map.get("href") instanceof String href) || href.isBlank()) {
                errors.add("'" + name + "' has a link whose 'href' is missing or blank");
            }
        }
    }
}
