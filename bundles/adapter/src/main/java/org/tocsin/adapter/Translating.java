// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.InputRoom;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Outcome;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.Translation;

/**
 * The delivery of an input: its adapter makes events of it, and they go on the queue. It is delivered when they are durable.
 * A repeat after a crash names them as the first time, so that none is kept twice.
 */
final class Translating {

    private static final Logger LOG = LoggerFactory.getLogger(Translating.class);

    /** Nothing but this process is asked, and what waits shall go soon after its adapter has come. */
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), false);

    /** So many bytes of memory it takes to read a byte of what is stored. */
    private static final int READING = 6;

    private final Adapters adapters;
    private final EventQueue queue;
    private final InputRoom room;

    Translating(Adapters adapters, EventQueue queue, InputRoom room) {
        this.adapters = adapters;
        this.queue = queue;
        this.room = room;
    }

    /**
     * Translates an input. Blocks while its adapter works, and not for the queue, nor for room.
     *
     * @param stored the input as it waited
     * @param toolKey the tool's; null for none
     * @param key the name of the input on the queue, which no other has
     * @param lane its id
     */
    CompletionStage<Outcome> deliver(Body stored, @Nullable String toolKey, String key, String lane)
            throws InvalidEventException {
        try {
            RawInput raw;
            try (InputRoom.Stay parsing = room.take((long) READING * stored.size(), Duration.ZERO)) {
                raw = RawInput.of(stored, toolKey);
            }
            Adapter adapter = adapters.find(raw.adapter());
            if (adapter == null) {
                return later("the adapter " + raw.adapter() + " is not there: " + adapters.remedy(raw.adapter()));
            }
            return translated(adapter, raw, key, lane);
        } catch (AdapterFailedException e) {
            return later(String.valueOf(e.getMessage()));
        }
    }

    private CompletionStage<Outcome> translated(Adapter adapter, RawInput raw, String key, String lane)
            throws AdapterFailedException {
        Translation made;
        InputRoom.Stay stay;
        try {
            stay = room.enter(raw.input().body(), Duration.ZERO);
        } catch (InvalidEventException e) {
            return none(raw, e);
        }
        boolean translated = false;
        try {
            made = adapter.translate(raw.input());
            translated = true;
        } catch (InvalidEventException e) {
            return none(raw, e);
        } finally {
            if (!translated) {
                stay.close();
            }
        }
        stay.keep(made.events().stream().mapToLong(event -> event.body().size()).sum());
        for (Translation.Problem problem : made.problems()) {
            LOG.warn(
                    "TOCSIN-ADAPTER-001 part {} of input {} in lane {} is no event, the others are kept: {}",
                    problem.index() + 1,
                    key,
                    lane,
                    problem.text());
        }
        SubmissionId submission = raw.submission();
        SubmissionId name = submission == null ? new SubmissionId("input-" + key) : submission;
        return accepted(made.events(), name)
                .thenApply(any -> delivered(made))
                .exceptionallyCompose(Translating::refused)
                .whenComplete((outcome, problem) -> stay.close());
    }

    private static CompletionStage<Outcome> none(RawInput raw, InvalidEventException problem) {
        return CompletableFuture.completedFuture(
                new Outcome.Rejected(raw.adapter() + " makes no event of it: " + problem.getMessage()));
    }

    /** One after the other: none may overtake one that is refused. */
    private CompletionStage<@Nullable Receipt> accepted(List<Event> events, SubmissionId name) {
        CompletionStage<@Nullable Receipt> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            SubmissionId part = name.part(i);
            last = last.thenCompose(any -> queue.accept(event, part));
        }
        return last;
    }

    private static Outcome delivered(Translation made) {
        String events = made.events().isEmpty()
                ? "no event is made of it"
                : made.events().stream()
                        .map(event -> event.lane().id())
                        .distinct()
                        .collect(Collectors.joining(
                                ", ",
                                made.events().size() == 1
                                        ? "an event of lane "
                                        : made.events().size() + " events of ",
                                ""));
        String problems = made.problems().stream()
                .map(problem -> "; part " + (problem.index() + 1) + " is none: " + problem.text())
                .collect(Collectors.joining());
        return new Outcome.Delivered(events + problems);
    }

    private static CompletionStage<Outcome> refused(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return later(String.valueOf(cause.getMessage()));
    }

    private static CompletionStage<Outcome> later(String reason) {
        return CompletableFuture.completedFuture(new Outcome.RetryLater(reason, BACKOFF, null));
    }
}
