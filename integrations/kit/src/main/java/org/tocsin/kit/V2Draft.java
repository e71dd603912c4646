// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** An event of API v2 that is being written; what is blank is left out. */
public final class V2Draft {

    private static final String HTTPS = "https://";
    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode event = JSON.createObjectNode();
    private final ObjectNode payload;
    private final ArrayNode links = JSON.createArrayNode();
    private final ArrayNode images = JSON.createArrayNode();

    /** Begins one. */
    public V2Draft(String action, String key) {
        event.put("event_action", action).put("dedup_key", key);
        payload = event.putObject("payload");
    }

    /** A field of the payload. */
    public void put(String name, @Nullable String value) {
        put(payload, name, value);
    }

    /** The details, to be filled. */
    public ObjectNode details() {
        return payload.putObject("custom_details");
    }

    /** A link, where there is one. */
    public void link(@Nullable String url, String text) {
        if (url != null && !url.isBlank()) {
            links.addObject().put("href", url).put("text", text);
        }
    }

    /** PagerDuty shows images that are there by HTTPS, and no others; that it knows the scheme in capitals is not said. */
    public void image(String url) {
        if (url.regionMatches(true, 0, HTTPS, 0, HTTPS.length())) {
            images.addObject().put("src", HTTPS + url.substring(HTTPS.length()));
        }
    }

    /** The text, with who sent it and where that is. */
    public String text(String client, @Nullable String clientUrl) {
        event.put("client", client);
        put(event, "client_url", clientUrl);
        return text();
    }

    /** The text. */
    public String text() {
        if (!links.isEmpty()) {
            event.set("links", links);
        }
        if (!images.isEmpty()) {
            event.set("images", images);
        }
        return written(event);
    }

    /** A field of any object; what is blank is left out. */
    public static void put(ObjectNode object, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            object.put(name, value);
        }
    }

    /** The text of any object. */
    public static String written(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}
