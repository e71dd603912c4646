// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the shape of the Events API.
 *
 * @param status the HTTP status
 * @param headers what it has besides length and content type
 * @param body its JSON text
 */
record Answer(int status, Map<String, String> headers, String body) {

    /** Whether the sender may believe that the event was taken. */
    boolean takes() {
        return status / 100 == 2;
    }

    /** The answer that a request was given, made again from what is kept of it; one without a body when it got none. */
    static Answer to(Received received) {
        Endpoint endpoint = Endpoint.of(received.path());
        int status = received.status();
        String failure = received.failure();
        if (endpoint == null || status == 0 || "redirect".equals(failure)) {
            return new Answer(status, Map.of(), "");
        }
        if (Integer.toString(status).equals(failure)) {
            return planned(new Failure.Status(status, null));
        }
        if (received.accepted()) {
            return success(endpoint, received.dedupKey());
        }
        if (status == 413) {
            return tooLarge();
        }
        return status == 400
                ? invalid(EventCheck.check(endpoint, received.body()).errors())
                : throttled(endpoint);
    }

    static Answer success(Endpoint endpoint, @Nullable String dedupKey) {
        String message = endpoint == Endpoint.CHANGE ? "Change event processed" : "Event processed";
        String keyName = endpoint == Endpoint.V1 ? "incident_key" : "dedup_key";
        return new Answer(endpoint.success, Map.of(), json("success", message, List.of(), keyName, dedupKey));
    }

    static Answer invalid(List<String> errors) {
        return new Answer(400, Map.of(), json("invalid event", "Event object is invalid", errors, "dedup_key", null));
    }

    static Answer tooLarge() {
        List<String> errors = List.of("The event is larger than 512 KB");
        return new Answer(413, Map.of(), json("invalid event", "Event object is too large", errors, "dedup_key", null));
    }

    static Answer throttled(Endpoint endpoint) {
        String message = "Requests for this service are arriving too quickly";
        return new Answer(
                endpoint.throttled, Map.of(), json("throttle exceeded", message, List.of(), "dedup_key", null));
    }

    static Answer planned(Failure.Status plan) {
        String status = plan.code() == 400 ? "invalid event" : plan.code() < 300 ? "success" : "planned failure";
        Map<String, String> headers = plan.retryAfter() == null ? Map.of() : Map.of("Retry-After", plan.retryAfter());
        List<String> errors = plan.code() < 300 ? List.of() : List.of("planned by the sandbox");
        return new Answer(plan.code(), headers, json(status, "Planned: " + plan.code(), errors, "dedup_key", null));
    }

    static Answer other(int status, String message) {
        return new Answer(status, Map.of(), json("error", message, List.of(), "dedup_key", null));
    }

    private static String json(
            String status, String message, List<String> errors, String keyName, @Nullable String dedupKey) {
        return JsonText.write(out -> {
            out.writeStartObject();
            out.writeStringField("status", status);
            out.writeStringField("message", message);
            if (dedupKey != null) {
                out.writeStringField(keyName, dedupKey);
            }
            if (!errors.isEmpty()) {
                out.writeArrayFieldStart("errors");
                for (String error : errors) {
                    out.writeString(error);
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        });
    }
}
