// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;

/** What the commands of the queue have in common: they find lanes by their ids and events by their keys or numbers. */
abstract class QueueAction implements Action {

    private static final long BOUND_SECONDS = 30;

    @Reference
    @Nullable
    EventQueue queue;

    @Reference
    @Nullable
    QueueControl control;

    final EventQueue queue() {
        return Objects.requireNonNull(queue);
    }

    final QueueControl control() {
        return Objects.requireNonNull(control);
    }

    /** The lane of that id. */
    final LaneStatus lane(@Nullable String id) {
        return queue().status().stream()
                .filter(status -> status.lane().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no lane has the id " + id + ", see tocsin:lane-list"));
    }

    /** The lane of that id, or all when there is none. */
    final List<Lane> lanes(@Nullable String id) {
        return id == null ? queue().status().stream().map(LaneStatus::lane).toList() : List.of(lane(id).lane());
    }

    /** The event of that key or order number. */
    final EventRecord event(String name) throws QueueRefusedException {
        return control()
                .find(order(name))
                .orElseThrow(
                        () -> new IllegalArgumentException("no event " + name + " is kept, see tocsin:event-list"));
    }

    /** Order numbers of events, by their lanes. */
    final Map<Lane, Set<Long>> events(List<String> names) throws QueueRefusedException {
        Map<Lane, Set<Long>> orders = new HashMap<>();
        for (String name : names) {
            EventRecord event = event(name);
            orders.computeIfAbsent(event.event().lane(), any -> new HashSet<>()).add(event.order());
        }
        return orders;
    }

    /** The order number that a key or a number means, whether or not the event is kept; 0 when there is none. */
    final long after(@Nullable String name) {
        return name == null ? 0 : order(name);
    }

    private long order(String name) {
        return control().order(name).orElseGet(() -> number(name));
    }

    static EventState state(String word) {
        try {
            return EventState.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "no state is called " + word + ", use waiting, delivered, dead or dropped", e);
        }
    }

    static <T> T await(CompletionStage<T> stage) throws QueueRefusedException {
        try {
            return stage.toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof QueueRefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException("the queue failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; what was asked for may still be done", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "no answer within " + BOUND_SECONDS + " s; what was asked for may still be done", e);
        }
    }

    private static long number(String name) {
        try {
            return Long.parseLong(name);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is neither a key nor a number of an event of this queue", e);
        }
    }
}
