// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;

/** A queue in memory: what arrives waits for ever; a lane can be given dead letters. */
final class SmallQueue implements EventQueue, QueueControl {

    private static final String STORE = "5701e000000000000";

    /** What arrived. */
    final List<Event> events = new CopyOnWriteArrayList<>();

    /** What is there. */
    final List<EventRecord> records = new CopyOnWriteArrayList<>();

    private final Map<String, Receipt> submissions = new ConcurrentHashMap<>();
    private final Set<Lane> held = ConcurrentHashMap.newKeySet();
    volatile @Nullable QueueRefusedException refusal;

    /** Every receipt waits for it. */
    volatile CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);

    /** Runs before an event is taken. */
    volatile Runnable taking = () -> {};

    /** Runs after an event was edited. */
    volatile Runnable edited = () -> {};

    /** What is being delivered, and so is not dropped. */
    final Set<Long> delivering = ConcurrentHashMap.newKeySet();

    /** Runs before events are dropped. */
    volatile Runnable dropping = () -> {};

    /** Runs in every question for the lanes. */
    volatile Runnable asked = () -> {};

    /** What a check finds. */
    volatile Callable<Inspection> inspection = () -> new Inspection(3, List.of());

    private long order;

    static String keyOf(long order) {
        return STORE.substring(0, 16) + String.format("%016x", order);
    }

    /** Gives a lane dead letters; their keys are those of the numbers that this returns. */
    List<Long> addDead(Lane lane, int count) {
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Event event = new Event(lane, "v2", Body.of(lane.key() + " dead " + i), "dedup-" + i);
            orders.add(add(event, EventState.DEAD, "400 no, " + lane.key()));
        }
        return orders;
    }

    synchronized long add(Event event, EventState state, @Nullable String answer) {
        order++;
        boolean dead = state == EventState.DEAD;
        records.add(new EventRecord(
                order, state, event, Instant.EPOCH, dead ? 2 : 0, answer, dead ? Instant.EPOCH.plusSeconds(1) : null));
        return order;
    }

    @Override
    public synchronized CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        taking.run();
        QueueRefusedException refused = refusal;
        if (refused != null) {
            return CompletableFuture.failedFuture(refused);
        }
        Receipt receipt = submission == null ? null : submissions.get(event.lane() + " " + submission.text());
        if (receipt == null) {
            events.add(event);
            long given = add(event, EventState.WAITING, null);
            receipt = new Receipt(given, keyOf(given), event.dedupKey());
            if (submission != null) {
                submissions.put(event.lane() + " " + submission.text(), receipt);
            }
        }
        Receipt answer = receipt;
        // on another thread, as after a commit
        return commit.thenApplyAsync(done -> answer);
    }

    @Override
    public List<LaneStatus> status() {
        asked.run();
        Map<Lane, Map<EventState, Long>> lanes = new TreeMap<>(Comparator.comparing(Lane::id));
        for (EventRecord record : records) {
            lanes.computeIfAbsent(record.event().lane(), lane -> new TreeMap<>())
                    .merge(record.state(), 1L, Long::sum);
        }
        List<LaneStatus> all = new ArrayList<>();
        lanes.forEach((lane, counts) -> all.add(new LaneStatus(
                lane,
                held.contains(lane) ? LaneStatus.State.HELD : LaneStatus.State.BACKING_OFF,
                counts.getOrDefault(EventState.WAITING, 0L),
                7,
                counts.getOrDefault(EventState.DEAD, 0L),
                counts.getOrDefault(EventState.DROPPED, 0L),
                Instant.EPOCH,
                3,
                "503 \"later\"",
                null,
                118.26,
                Duration.ofSeconds(90))));
        return all;
    }

    @Override
    public List<EventRecord> list(EventFilter filter) throws QueueRefusedException {
        QueueRefusedException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        return records.stream()
                .filter(record -> record.event().lane().equals(filter.lane()) && record.state() == filter.state())
                .filter(record -> record.order() > filter.after())
                .limit(filter.limit())
                .toList();
    }

    @Override
    public Optional<EventRecord> find(long number) {
        return records.stream().filter(record -> record.order() == number).findFirst();
    }

    @Override
    public Optional<Long> order(String key) {
        return key.matches(STORE.substring(0, 16) + "[0-9a-f]{16}")
                ? Optional.of(Long.parseLong(key.substring(16), 16))
                : Optional.empty();
    }

    @Override
    public String key(long number) {
        return keyOf(number);
    }

    @Override
    public CompletionStage<Integer> retry(Lane lane, Set<Long> orders) {
        return change(lane, EventState.DEAD, orders, record -> with(record, EventState.WAITING, record.event(), null));
    }

    @Override
    public CompletionStage<Integer> drop(Lane lane, Set<Long> orders, String reason) {
        dropping.run();
        int dead = count(change(lane, EventState.DEAD, orders, record -> null));
        int waiting = count(change(
                lane, EventState.WAITING, orders, record -> with(record, EventState.DROPPED, record.event(), reason)));
        return CompletableFuture.completedFuture(dead + waiting);
    }

    @Override
    public CompletionStage<Integer> purge(Lane lane, Set<Long> orders) {
        dropping.run();
        return change(lane, EventState.DEAD, orders, record -> null);
    }

    @Override
    public CompletionStage<Integer> edit(long number, Event event) {
        CompletableFuture<Integer> changed = change(
                event.lane(),
                EventState.DEAD,
                Set.of(number),
                record -> with(record, record.state(), event, record.answer()));
        edited.run();
        return changed;
    }

    private static int count(CompletableFuture<Integer> stage) {
        return stage.join();
    }

    private static EventRecord with(EventRecord record, EventState state, Event event, @Nullable String answer) {
        return new EventRecord(record.order(), state, event, record.accepted(), 0, answer, null);
    }

    private interface Change {
        @Nullable
        EventRecord of(EventRecord record);
    }

    private synchronized CompletableFuture<Integer> change(
            Lane lane, EventState state, Set<Long> orders, Change change) {
        QueueRefusedException refused = refusal;
        if (refused != null) {
            return CompletableFuture.failedFuture(refused);
        }
        int count = 0;
        List<EventRecord> after = new ArrayList<>();
        for (EventRecord record : records) {
            boolean meant = record.event().lane().equals(lane)
                    && record.state() == state
                    && !delivering.contains(record.order())
                    && (orders.isEmpty() || orders.contains(record.order()));
            EventRecord changed = meant ? change.of(record) : record;
            count += meant ? 1 : 0;
            if (changed != null) {
                after.add(changed);
            }
        }
        records.clear();
        records.addAll(after);
        return CompletableFuture.completedFuture(count);
    }

    @Override
    public CompletionStage<Void> hold(Lane lane, boolean on) {
        boolean changed = on ? held.add(lane) : held.remove(lane);
        return changed
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, "lane: is so already"));
    }

    @Override
    public void backup(Path directory) throws QueueRefusedException {
        try {
            Files.createDirectory(directory);
            Files.writeString(directory.resolve("events"), records.toString());
        } catch (IOException e) {
            throw new QueueRefusedException(
                    QueueRefusedException.Reason.NOT_READY, "directory: cannot be written, name another", e);
        }
    }

    @Override
    public Inspection inspect() throws QueueRefusedException {
        try {
            return inspection.call();
        } catch (QueueRefusedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
