// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tocsin.alarm.Finding.Kind;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;

/** Puts events in the shape of PagerDuty's v2, which all channels read, on the lane of the alarms. */
final class QueueBell implements Watch.Bell {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Lane lane;
    private final String source;
    private final EventFormat format;
    private final EventQueue queue;

    QueueBell(Lane lane, String source, EventFormat format, EventQueue queue) {
        this.lane = lane;
        this.source = source;
        this.format = format;
        this.queue = queue;
    }

    @Override
    public void ring(Kind kind, String dedupKey, String submission, Optional<String> summary) throws IOException {
        try {
            Event event = format.read(Body.of(text(kind, dedupKey, summary)), "v2", lane.key());
            queue.accept(event, new SubmissionId(submission))
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InvalidEventException e) {
            throw new IOException("the lane of the alarms takes none: " + e.getMessage(), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("the queue does not take an alarm: " + cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the queue did not say within " + PATIENCE.toSeconds() + " s that it has an alarm", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String text(Kind kind, String dedupKey, Optional<String> summary) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("event_action", summary.isPresent() ? "trigger" : "resolve");
            json.writeStringField("dedup_key", dedupKey);
            if (summary.isPresent()) {
                json.writeObjectFieldStart("payload");
                json.writeStringField("summary", "tocsin: " + summary.get());
                json.writeStringField("source", source);
                json.writeStringField("severity", kind.severity());
                json.writeStringField("component", "tocsin");
                json.writeStringField("class", kind.word());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return text.toString();
    }
}
