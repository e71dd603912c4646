// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.kit.JsonText;

/**
 * One alert, as Prometheus has brought it up: what its labels say is what it is.
 *
 * @param json as it came
 * @param status {@code firing} or {@code resolved}; as it came
 * @param labels by name; they are what makes it this alert
 * @param annotations by name
 * @param startsAt since when; empty when it does not say
 * @param endsAt until when; empty when it does not say
 * @param fingerprint the same as long as the labels are
 */
public record Alert(
        JsonNode json,
        String status,
        Map<String, String> labels,
        Map<String, String> annotations,
        String startsAt,
        String endsAt,
        String fingerprint) {

    /** What Go writes for no time. */
    private static final int NO_YEAR = 1;

    private static final int FINGERPRINT_BYTES = 8;

    /** Keeps them sorted. */
    public Alert {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** Prints without the texts, which may be anything. */
    @Override
    public String toString() {
        return "an alert of " + labels.size() + " labels";
    }

    /**
     * Reads one.
     *
     * @param status of its group
     * @return null for what has neither labels nor a fingerprint, and so is nobody's
     */
    static @Nullable Alert of(JsonNode alert, String status) {
        Map<String, String> labels = texts(alert.path("labels"));
        String fingerprint = alert.path("fingerprint").asText();
        if (labels.isEmpty() && fingerprint.isEmpty()) {
            return null;
        }
        return new Alert(
                alert,
                alert.path("status").asText(status),
                labels,
                texts(alert.path("annotations")),
                alert.path("startsAt").asText(),
                alert.path("endsAt").asText(),
                fingerprint.isEmpty() ? fingerprintOf(labels) : fingerprint);
    }

    /** The first of these labels that is there; null for none. */
    @Nullable
    String label(List<String> names) {
        return first(labels, names);
    }

    /** The first of these that says something; null for none. */
    public static @Nullable String first(Map<String, String> texts, List<String> names) {
        for (String name : names) {
            String value = texts.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    /** An annotation that says something; null for none. */
    @Nullable
    String annotation(String name) {
        return first(annotations, List.of(name));
    }

    /** When it became what it is, as it was written; null when it does not say. */
    @Nullable
    String since() {
        String time = status.equals("resolved") && isTime(endsAt) ? endsAt : startsAt;
        return isTime(time) ? time : null;
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() > NO_YEAR;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** For who is so old that it tells none. */
    private static String fingerprintOf(Map<String, String> labels) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(labels).forEach((name, value) -> {
                digest.update((name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Something beside labels and annotations; empty when it is not there. */
    String text(String name) {
        return json.path(name).asText();
    }

    /** The fields of an object, by name; what is no text as JSON. */
    public static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            texts.put(field.getKey(), JsonText.text(value));
        }
        return texts;
    }
}
