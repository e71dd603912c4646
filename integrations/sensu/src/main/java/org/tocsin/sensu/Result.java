// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.JsonText;

/**
 * The result of a check as Sensu hands it to a handler. Sensu Core and Sensu Go have two shapes; it is one of Sensu Go when
 * it has an entity with metadata.
 *
 * @param whole the event, with its numbers as they were written
 * @param incidentKey what the sender says the incident is called; null when it says nothing
 * @param sender which command it came by; empty for none
 * @param queuedAt when the command was called, as that wrote it; null when it did not say
 * @see <a href="https://docs.sensu.io/sensu-core/1.8/reference/events">events of Sensu Core</a>
 * @see <a href="https://docs.sensu.io/sensu-go/latest/observability-pipeline/observe-events/events/">of Sensu Go</a>
 */
record Result(
        ObjectNode whole,
        @Nullable String incidentKey,
        String sender,
        @Nullable String queuedAt) {

    /** Prints without the event, which may be anything. */
    @Override
    public String toString() {
        return isOfGo() ? "an event of Sensu Go" : "an event of Sensu Core";
    }

    /** @param parameters what came beside the body */
    static Result of(String body, Map<String, String> parameters) throws InvalidEventException {
        JsonNode read = JsonText.of(body, "send the event as Sensu makes it");
        if (!(read instanceof ObjectNode whole)) {
            throw new InvalidEventException("body", "is not a JSON object, send one event as Sensu makes it");
        }
        String key = parameters.get("incident-key");
        return new Result(
                whole,
                key == null || key.isBlank() ? null : key,
                parameters.getOrDefault("sender", ""),
                parameters.get("queued-at"));
    }

    boolean isOfGo() {
        return !at("entity.metadata.name").isMissingNode()
                || (!whole.has("action") && !at("entity.name").isMissingNode());
    }

    /** Sensu Go also hands over metrics alone, which are no result of a check. */
    boolean isOfACheck() {
        return !isOfGo() || whole.path("check").isObject();
    }

    /** Who was checked; null when the event does not say. */
    @Nullable
    String host() {
        return isOfGo() ? first("entity.metadata.name", "entity.name") : text(at("client.name"));
    }

    /** What was checked; null when the event does not say. */
    @Nullable
    String check() {
        return isOfGo() ? first("check.metadata.name", "check.name") : text(at("check.name"));
    }

    /** As a check's exit code; null when the event does not say. */
    @Nullable
    String status() {
        JsonNode status = at("check.status");
        return status.canConvertToExactIntegral() ? status.asText() : text(status);
    }

    /** The how manieth of its kind it is; 1 when the event does not say. */
    long occurrence() {
        JsonNode occurrences = isOfGo() ? at("check.occurrences") : at("occurrences");
        return occurrences.canConvertToLong() ? Math.max(1, occurrences.longValue()) : 1;
    }

    /** Whether Sensu Go hands over what is silenced; Sensu Core does so only for who wants it, {@code handle_silenced}. */
    boolean isSilenced() {
        return isOfGo()
                && (at("silenced").asBoolean()
                        || at("check.is_silenced").asBoolean()
                        || !at("check.silenced").isEmpty());
    }

    /** A label or an annotation of the check, or else of who was checked; null when there is none. */
    @Nullable
    String note(String name) {
        for (String owner : new String[] {"check", "entity", "client"}) {
            for (String kind : new String[] {"annotations", "labels"}) {
                JsonNode metadata = whole.path(owner).path("metadata").path(kind);
                String note = text(metadata.path(name));
                if (note != null) {
                    return note;
                }
            }
        }
        return null;
    }

    /** What is at a path of names with dots between them, written as a text; null when nothing is. */
    @Nullable
    String words(String path) {
        JsonNode node = at(path);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        return JsonText.text(node);
    }

    JsonNode at(String path) {
        JsonNode node = whole;
        for (String name : path.split("\\.", -1)) {
            node = node.isObject() ? node.path(name) : MissingNode.getInstance();
        }
        return node;
    }

    private @Nullable String first(String path, String other) {
        String text = text(at(path));
        return text == null ? text(at(other)) : text;
    }

    static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
