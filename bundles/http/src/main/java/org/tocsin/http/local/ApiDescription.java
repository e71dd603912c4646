// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One OpenAPI document made of the parts that the plugins bring, each what its own paths do. What every path of the
 * listener can answer is said here, once, since the listener does it.
 */
final class ApiDescription {

    /** Where a bundle has its part. */
    static final String PART = "META-INF/openapi.json";

    /** In an operation: the schema of its errors, where that is not the house's. */
    private static final String ERRORS = "x-tocsin-errors";

    private static final String HOUSE = "Errors";
    private static final String PATHS = "paths";
    private static final String RESPONSES = "responses";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private static final Map<Class<?>, String> KINDS =
            Map.of(JsonObject.class, "no object", JsonArray.class, "no list", String.class, "no text");

    private static final Map<Integer, String> BY_THE_LISTENER = new LinkedHashMap<>();

    static {
        BY_THE_LISTENER.put(400, "A field is wrong, or the request is no valid HTTP/1.1.");
        BY_THE_LISTENER.put(401, "No token, or a wrong one.");
        BY_THE_LISTENER.put(403, "Asked by a web page of another site.");
        BY_THE_LISTENER.put(405, "Another method than those of this path, which Allow names.");
        BY_THE_LISTENER.put(408, "The body took too long to arrive.");
        BY_THE_LISTENER.put(413, "The body is larger than is taken here.");
        BY_THE_LISTENER.put(415, "The body is in a Content-Encoding.");
        BY_THE_LISTENER.put(417, "An Expect other than 100-continue.");
        BY_THE_LISTENER.put(500, "The agent failed on this request; the reason is in its log.");
        BY_THE_LISTENER.put(
                503, "Not ready, or a bound is reached. Nothing was stored; Retry-After says when to come again.");
        BY_THE_LISTENER.put(
                504, "It is not known what was done. Under the same Idempotency-Key it is safe to send again.");
    }

    private ApiDescription() {}

    /**
     * The document.
     *
     * @param parts each {@link #sound}, in an order that does not change; of what two of them describe the first one's description counts
     */
    static String of(Collection<JsonObject> parts) {
        JsonObject whole = new JsonObject();
        for (JsonObject part : parts) {
            addMissing(whole, part);
        }
        for (Map.Entry<String, Object> path : whole.getJsonObject(PATHS, new JsonObject())) {
            for (Map.Entry<String, Object> operation : (JsonObject) path.getValue()) {
                if (METHODS.contains(operation.getKey())) {
                    complete((JsonObject) operation.getValue());
                }
            }
        }
        return whole.encode();
    }

    private static void addMissing(JsonObject whole, JsonObject part) {
        for (Map.Entry<String, Object> entry : part) {
            Object there = whole.getValue(entry.getKey());
            if (there == null) {
                whole.put(entry.getKey(), copy(entry.getValue())); // a part stays as it is, and is asked for again
            } else if (there instanceof JsonObject inside && entry.getValue() instanceof JsonObject more) {
                addMissing(inside, more);
            } else if (there instanceof JsonArray list
                    && entry.getValue() instanceof JsonArray more
                    && entry.getKey().equals("tags")) {
                more.forEach(tag -> list.add(copy(tag)));
            }
        }
    }

    private static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.copy();
        }
        return value instanceof JsonArray array ? array.copy() : value;
    }

    /**
     * A part without what cannot be part of a description, which would spoil those of others.
     *
     * @param problem told of each member that is left out
     */
    static JsonObject sound(JsonObject part, Consumer<String> problem) {
        JsonObject sound = part.copy();
        keep(sound, "tags", JsonArray.class, "tags", problem);
        keep(sound, "components", JsonObject.class, "components", problem);
        keep(sound, PATHS, JsonObject.class, PATHS, problem);
        JsonObject components = sound.getJsonObject("components", new JsonObject());
        for (String kind : Set.copyOf(components.fieldNames())) {
            keep(components, kind, JsonObject.class, "components " + kind, problem);
        }
        JsonObject paths = sound.getJsonObject(PATHS, new JsonObject());
        for (String path : Set.copyOf(paths.fieldNames())) {
            keep(paths, path, JsonObject.class, path, problem);
            JsonObject operations = paths.getJsonObject(path, new JsonObject());
            for (String method : METHODS) {
                keep(operations, method, JsonObject.class, path + ' ' + method, problem);
                JsonObject operation = operations.getJsonObject(method, new JsonObject());
                keep(operation, RESPONSES, JsonObject.class, path + ' ' + method + ' ' + RESPONSES, problem);
                keep(operation, ERRORS, String.class, path + ' ' + method + ' ' + ERRORS, problem);
            }
        }
        return sound;
    }

    private static void keep(JsonObject of, String member, Class<?> type, String called, Consumer<String> problem) {
        if (of.containsKey(member) && !type.isInstance(of.getValue(member))) {
            of.remove(member);
            problem.accept(called + " is " + KINDS.get(type));
        }
    }

    private static void complete(JsonObject operation) {
        Object named = operation.remove(ERRORS);
        String schema = named == null ? HOUSE : named.toString();
        JsonObject responses = operation.getJsonObject(RESPONSES, new JsonObject());
        BY_THE_LISTENER.forEach((status, description) -> {
            String code = String.valueOf(status);
            if (!responses.containsKey(code)) {
                responses.put(code, response(description, schema));
            }
        });
        operation.put(RESPONSES, responses);
    }

    private static JsonObject response(String description, String schema) {
        JsonObject reference = new JsonObject().put("$ref", "#/components/schemas/" + schema);
        return new JsonObject()
                .put("description", description)
                .put("content", new JsonObject().put("application/json", new JsonObject().put("schema", reference)));
    }
}
