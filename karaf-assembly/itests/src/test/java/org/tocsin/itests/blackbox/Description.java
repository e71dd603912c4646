// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An OpenAPI document, to hold answers against it: which statuses an operation has, and which schemas. */
final class Description {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode whole;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final Map<String, JsonSchema> known = new HashMap<>();

    /**
     * One path and method.
     *
     * @param method in upper case
     * @param path with its placeholders
     */
    record Operation(String method, String path, JsonNode json) {
        @Override
        public String toString() {
            return method + ' ' + path;
        }
    }

    Description(String text) throws JsonProcessingException {
        whole = JSON.readTree(text);
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        whole.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    Operation operation(String method, String path) {
        return operations().stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(method + ' ' + path + " is not described"));
    }

    /** What is wrong with an answer; empty when it is as described. */
    List<String> wrong(Operation operation, Http.Answer answer) {
        JsonNode response = resolve(operation.json().get("responses").get(String.valueOf(answer.status())));
        if (response == null) {
            return List.of("status " + answer.status() + " is not described: " + answer.body());
        }
        String type = answer.header("Content-Type").replaceFirst(";.*", "");
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            return List.of("content type " + type + " of status " + answer.status() + " is not described");
        }
        boolean lines = content.path("x-tocsin-lines").asBoolean();
        List<String> wrong = new ArrayList<>();
        if (content.has("schema")) {
            for (String text : lines ? answer.body().lines().toList() : List.of(answer.body())) {
                wrong.addAll(against(content.get("schema"), type, text));
            }
        }
        return wrong;
    }

    private List<String> against(JsonNode schema, String type, String text) {
        JsonNode json;
        try {
            json = type.contains("json") && !isText(schema)
                    ? JSON.readTree(text)
                    : JSON.getNodeFactory().textNode(text);
        } catch (JsonProcessingException e) {
            return List.of("no JSON: " + text);
        }
        return schema(schema).validate(json).stream()
                .map(ValidationMessage::getMessage)
                .map(message -> message + " in " + text)
                .toList();
    }

    /** Lines that are described as one text. */
    private static boolean isText(JsonNode schema) {
        return "string".equals(schema.path("type").asText());
    }

    /** The schema with all that it may refer to. */
    private JsonSchema schema(JsonNode schema) {
        return known.computeIfAbsent(schema.toString(), text -> {
            ObjectNode alone = schema.deepCopy();
            alone.set("components", whole.get("components"));
            return schemas.getSchema(alone);
        });
    }

    private @Nullable JsonNode resolve(@Nullable JsonNode node) {
        if (node == null || !node.has("$ref")) {
            return node;
        }
        return whole.at(node.get("$ref").asText().substring(1));
    }
}
