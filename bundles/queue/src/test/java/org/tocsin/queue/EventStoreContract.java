// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Assume;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoreUse;
import org.tocsin.api.store.StoredEvent;

/**
 * What every {@link EventStore} keeps to. An engine's test extends this and says how the engine is made. A test of a
 * store knows its limit by {@link EventStore#use()} only, since every engine has its own way to count.
 */
public abstract class EventStoreContract {

    /** No answer of a store takes longer in a test. */
    protected static final int BOUND_SECONDS = 30;

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");
    private static final Lane UNKNOWN = new Lane("pagerduty", "unknown");
    private static final Duration DAY = Duration.ofHours(24);
    private static final int LIMIT = 100_000;
    private static final int BIG = 1_000;

    /** A place for copies. */
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<StoredEvent> committed = Collections.synchronizedList(new ArrayList<>());
    private final List<LaneRecord> mended = Collections.synchronizedList(new ArrayList<>());
    private @Nullable EventStore store;

    /**
     * A closed store on the one durable place of this test.
     *
     * @param maxBytes its limit; 0 means the engine's default, which no test comes near
     */
    protected abstract EventStore make(long maxBytes);

    /** Closes as the container does. */
    protected abstract void close(EventStore store);

    /** From now on commits fail, or work again. */
    protected abstract void breakCommits(EventStore store, boolean broken) throws Exception;

    /** Moves on the clock that the engine goes by. */
    protected abstract void advance(Duration time);

    /** More events of 500 bytes than the engine keeps in one segment: several of them. */
    protected abstract int manyEvents();

    /**
     * Spoils what is stored, so that the store finds it with one of its next steps and mends itself.
     *
     * @return whether the engine's test can do that here
     */
    protected boolean damage(EventStore store) throws Exception {
        return false;
    }

    /** Ends the test's store. */
    @After
    public final void closeStore() {
        EventStore last = store;
        store = null;
        if (last != null) {
            close(last);
        }
    }

    @Test
    public void anEventIsReadAsItWasAccepted() throws Exception {
        open();
        byte[] bytes = new byte[70_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        StoredEvent first = append(new Event(WEB, "v2", Body.of(bytes), "disk/web1"));
        StoredEvent second = append(new Event(WEB, "change", Body.of("{\"n\":12345678901234567890, \"ü\":1.0}"), null));
        assertThat(store().read(WEB, 0, 10)).containsExactly(first, second);
        assertThat(first.event().body().toBytes()).isEqualTo(bytes);
        assertThat(committed).containsExactly(first, second);
    }

    @Test
    public void orderNumbersGrowOverAllLanes() throws Exception {
        open();
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            orders.add(append(event(i % 2 == 0 ? WEB : DB, "e" + i)).order());
        }
        assertThat(orders).isSorted().doesNotHaveDuplicates();
        assertThat(orders.get(0)).isPositive();
    }

    @Test
    public void concurrentAppendersAreAnsweredAndAnnouncedInCommitOrder() throws Exception {
        open();
        int threads = 32;
        int each = 50;
        List<Long> answered = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<List<CompletableFuture<Appended>>>> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Lane lane = new Lane("pagerduty", "lane" + t % 5);
                int sender = t;
                senders.add(pool.submit(() -> {
                    start.await();
                    List<CompletableFuture<Appended>> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        mine.add(store().append(event(lane, sender + "/" + i), null)
                                .toCompletableFuture()
                                .thenApply(stored -> {
                                    answered.add(stored.order());
                                    return stored;
                                }));
                    }
                    return mine;
                }));
            }
            start.countDown();
            for (Future<List<CompletableFuture<Appended>>> sender : senders) {
                List<Long> own = new ArrayList<>();
                for (CompletableFuture<Appended> stored : sender.get(BOUND_SECONDS, TimeUnit.SECONDS)) {
                    own.add(stored.get(BOUND_SECONDS, TimeUnit.SECONDS).order());
                }
                assertThat(own).as("orders of one sender").isSorted();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(committed).hasSize(threads * each);
        assertThat(committed.stream().map(StoredEvent::order)).isSorted().doesNotHaveDuplicates();
        // a stage that was complete before thenApply saw it runs its step on the sender's thread: compare as sets
        assertThat(answered).hasSize(threads * each).doesNotHaveDuplicates();
        for (int lane = 0; lane < 5; lane++) {
            Lane name = new Lane("pagerduty", "lane" + lane);
            List<StoredEvent> announced = committed.stream()
                    .filter(stored -> stored.event().lane().equals(name))
                    .toList();
            assertThat(store().read(name, 0, threads * each)).isEqualTo(announced);
        }
    }

    @Test
    public void theListenerHearsOfACommitBeforeTheSender() throws Exception {
        store = make(0);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        store.open(events -> heard.add("listener"));
        store.append(event(WEB, "one"), null)
                .thenRun(() -> heard.add("sender"))
                .toCompletableFuture()
                .get(BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(heard.get(0)).isEqualTo("listener");
        assertThat(heard).hasSize(2);
    }

    @Test
    public void aReadBeginsAfterTheGivenEventAndEndsAtTheLimit() throws Exception {
        open();
        List<StoredEvent> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(append(event(WEB, "e" + i)));
            append(event(DB, "other" + i));
        }
        assertThat(store().read(WEB, 0, 4)).isEqualTo(all.subList(0, 4));
        assertThat(store().read(WEB, all.get(3).order(), 4)).isEqualTo(all.subList(4, 8));
        assertThat(store().read(WEB, all.get(9).order(), 4)).isEmpty();
        assertThat(store().read(new Lane("pagerduty", "unknown"), 0, 4)).isEmpty();
    }

    @Test
    public void whatIsSettledIsGone() throws Exception {
        open();
        StoredEvent first = append(event(WEB, "one"));
        StoredEvent second = append(event(WEB, "two"));
        settle(first, Result.DELIVERED);
        assertThat(store().read(WEB, 0, 10)).containsExactly(second);
        settle(second, Result.DEAD);
        assertThat(store().read(WEB, 0, 10)).isEmpty();
        assertThat(reopen()).containsExactly(lane(WEB, 0, 0, 1, 1));
    }

    @Test
    public void settlingTwiceCountsOnce() throws Exception {
        open();
        StoredEvent first = append(event(WEB, "one"));
        append(event(WEB, "four"));
        settle(first, Result.DELIVERED);
        settle(first, Result.DELIVERED);
        settle(first, Result.DEAD);
        assertThat(list(WEB, EventState.DEAD)).isEmpty();
        assertThat(reopen()).containsExactly(lane(WEB, 1, 4, 1, 0));
    }

    @Test
    public void aRestartForgetsNothingAndGivesNoNumberTwice() throws Exception {
        open();
        String identity = store().identity();
        assertThat(identity).matches("[0-9a-f]{16}");
        StoredEvent first = append(event(WEB, "one"));
        StoredEvent second = append(event(WEB, "two"));
        settle(first, Result.DELIVERED);
        assertThat(reopen()).containsExactly(lane(WEB, 1, 3, 1, 0));
        assertThat(store().identity()).isEqualTo(identity);
        assertThat(store().read(WEB, 0, 10)).containsExactly(second);
        settle(second, Result.DELIVERED);
        assertThat(reopen()).containsExactly(lane(WEB, 0, 0, 2, 0));
        assertThat(append(event(WEB, "three")).order()).isGreaterThan(second.order());
    }

    @Test
    public void ofAFailedCommitNothingIsStoredAndOrderGoesOn() throws Exception {
        open();
        StoredEvent before = append(event(WEB, "before"));
        breakCommits(store(), true);
        assertThat(refusal(event(WEB, "lost"))).isNotNull();
        Throwable settlement = catchThrowable(() -> settle(before, Result.DELIVERED));
        assertThat(settlement).hasRootCauseInstanceOf(Exception.class);
        breakCommits(store(), false);
        StoredEvent after = appendWhenPossible(event(WEB, "after"));
        assertThat(after.order()).isGreaterThan(before.order());
        assertThat(store().read(WEB, 0, 10)).containsExactly(before, after);
        assertThat(committed).containsExactly(before, after);
        settle(before, Result.DELIVERED);
        assertThat(reopen()).containsExactly(lane(WEB, 1, 5, 1, 0));
    }

    @Test
    public void aClosedStoreRefuses() throws Exception {
        open();
        EventStore closed = store();
        append(event(WEB, "one"));
        close(closed);
        store = null;
        Throwable failure = catchThrowable(() ->
                closed.append(event(WEB, "two"), null).toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS));
        assertThat(failure).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(StoreException.class);
        open();
        assertThat(store().read(WEB, 0, 10)).hasSize(1);
    }

    @Test
    public void theSameStoreOpensAgainForItsNextUser() throws Exception {
        open();
        append(event(WEB, "one"));
        store().close();
        store().close();
        assertThat(store().open(listener())).containsExactly(lane(WEB, 1, 3, 0, 0));
        append(event(WEB, "two"));
        assertThat(store().read(WEB, 0, 10)).hasSize(2);
    }

    @Test
    public void aStoreIsOpenedOnce() throws Exception {
        open();
        assertThat(catchThrowable(() -> store().open(events -> {}))).isInstanceOf(StoreException.class);
    }

    @Test
    public void deadLettersComeBackInTheirOldPlaces() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 6);
        StoredEvent other = append(event(DB, "other"));
        settle(all.get(0), Result.DEAD);
        settle(all.get(1), Result.DELIVERED);
        settle(all.get(2), Result.DEAD);
        settle(other, Result.DEAD);
        assertThat(change(new LaneChange.Requeue(WEB, Set.of()))).isEqualTo(new Changed(2, lane(WEB, 5, 10, 1, 0)));
        assertThat(waiting(WEB)).containsExactly(all.get(0), all.get(2), all.get(3), all.get(4), all.get(5));
        assertThat(waiting(DB)).isEmpty();
        assertThat(change(new LaneChange.Requeue(WEB, Set.of())).events()).isZero();
        assertThat(change(new LaneChange.Requeue(UNKNOWN, Set.of())))
                .isEqualTo(new Changed(0, LaneRecord.empty(UNKNOWN)));
        assertThat(reopen()).containsExactlyInAnyOrder(lane(WEB, 5, 10, 1, 0), lane(DB, 0, 0, 0, 1));
        assertThat(waiting(WEB)).containsExactly(all.get(0), all.get(2), all.get(3), all.get(4), all.get(5));
    }

    @Test
    public void someDeadLettersComeBackAndOthersStay() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 4);
        for (StoredEvent event : all) {
            settle(event, Result.DEAD);
        }
        StoredEvent last = append(event(WEB, "e4"));
        Set<Long> some = new HashSet<>(orders(all.get(1), all.get(3), last));
        some.add(last.order() + 1_000);
        assertThat(change(new LaneChange.Requeue(WEB, some))).isEqualTo(new Changed(2, lane(WEB, 3, 6, 0, 2)));
        assertThat(waiting(WEB)).containsExactly(all.get(1), all.get(3), last);
        assertThat(numbers(WEB, EventState.DEAD))
                .containsExactly(all.get(0).order(), all.get(2).order());
        assertThat(store().read(WEB, all.get(1).order(), 1)).containsExactly(all.get(3));
    }

    @Test
    public void whatWasPutBackIsSettledLikeAnyOther() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 4);
        settle(all.get(0), Result.DEAD);
        settle(all.get(1), Result.DEAD);
        settle(all.get(2), Result.DELIVERED);
        change(new LaneChange.Requeue(WEB, Set.of()));
        settle(all.get(0), Result.DELIVERED);
        settle(all.get(0), Result.DELIVERED);
        settle(all.get(1), Result.DEAD);
        settle(all.get(1), Result.DELIVERED);
        assertThat(waiting(WEB)).containsExactly(all.get(3));
        assertThat(numbers(WEB, EventState.DEAD)).containsExactly(all.get(1).order());
        assertThat(reopen()).containsExactly(lane(WEB, 1, 2, 2, 1));
        assertThat(waiting(WEB)).containsExactly(all.get(3));
        change(new LaneChange.Requeue(WEB, Set.of()));
        assertThat(waiting(WEB)).containsExactly(all.get(1), all.get(3));
    }

    @Test
    public void aDeadLetterKeepsItsAnswerAndItsAttempts() throws Exception {
        open();
        StoredEvent first = append(new Event(WEB, "v1", Body.of("one"), "disk", EventAction.TRIGGER));
        await(store().settle(new Settlement(first, Result.DEAD, 7, "400 'ü' is bad")));
        for (int round = 0; round < 2; round++) {
            EventRecord dead = find(first);
            assertThat(dead.state()).isEqualTo(EventState.DEAD);
            assertThat(dead.event()).isEqualTo(first.event());
            assertThat(dead.accepted()).isEqualTo(first.accepted());
            assertThat(dead.attempts()).isEqualTo(7);
            assertThat(dead.answer()).isEqualTo("400 'ü' is bad");
            assertThat(dead.since()).isNotNull();
            assertThat(list(WEB, EventState.DEAD)).containsExactly(dead);
            reopen();
        }
    }

    @Test
    public void anEventThatWasPutBackSaysSinceWhen() throws Exception {
        open();
        StoredEvent first = append(event(WEB, "one"));
        settle(first, Result.DEAD);
        advance(DAY);
        change(new LaneChange.Requeue(WEB, Set.of()));
        EventRecord back = find(first);
        assertThat(back.state()).isEqualTo(EventState.WAITING);
        assertThat(back.since()).isAfterOrEqualTo(first.accepted().plus(DAY));
        reopen();
        assertThat(find(first).since()).isEqualTo(back.since());
    }

    @Test
    public void aDroppedDeadLetterIsGone() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 3);
        settle(all.get(0), Result.DEAD);
        settle(all.get(1), Result.DEAD);
        assertThat(drop(WEB, all.get(0))).isEqualTo(new Changed(1, lane(WEB, 1, 2, 0, 1)));
        assertThat(drop(WEB, all.get(0)).events()).as("a second time").isZero();
        assertThat(store().find(all.get(0).order())).isEmpty();
        assertThat(list(WEB, EventState.DROPPED)).isEmpty();
        assertThat(reopen()).containsExactly(lane(WEB, 1, 2, 0, 1));
    }

    @Test
    public void aPurgeTakesDeadLettersAloneAndNeverWhatWaits() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 4);
        settle(all.get(0), Result.DEAD);
        settle(all.get(1), Result.DEAD);
        change(new LaneChange.Requeue(WEB, orders(all.get(1))));
        Set<Long> named = orders(all.get(0), all.get(1), all.get(2));
        assertThat(change(new LaneChange.Purge(WEB, named))).isEqualTo(new Changed(1, lane(WEB, 3, 6, 0, 0)));
        assertThat(store().find(all.get(0).order())).isEmpty();
        assertThat(waiting(WEB)).containsExactly(all.get(1), all.get(2), all.get(3));
        assertThat(change(new LaneChange.Purge(WEB, named)).events())
                .as("a second time")
                .isZero();
        assertThat(reopen()).containsExactly(lane(WEB, 3, 6, 0, 0));
        assertThat(waiting(WEB)).containsExactly(all.get(1), all.get(2), all.get(3));
    }

    @Test
    public void whatIsDroppedWhileItWaitsIsListedAndNeverRead() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 8);
        Set<Long> some = new HashSet<>(orders(all.get(0), all.get(3), all.get(4), all.get(7)));
        some.add(all.get(7).order() + 1_000);
        assertThat(change(new LaneChange.Drop(WEB, some, "folded: resolved by event 9")))
                .isEqualTo(new Changed(4, lane(WEB, 4, 8, 0, 0, 4)));
        for (int round = 0; round < 2; round++) {
            assertThat(waiting(WEB)).containsExactly(all.get(1), all.get(2), all.get(5), all.get(6));
            assertThat(store().read(WEB, all.get(2).order(), 1)).containsExactly(all.get(5));
            assertThat(numbers(WEB, EventState.DROPPED))
                    .containsExactly(
                            all.get(0).order(),
                            all.get(3).order(),
                            all.get(4).order(),
                            all.get(7).order());
            EventRecord dropped = find(all.get(3));
            assertThat(dropped.state()).isEqualTo(EventState.DROPPED);
            assertThat(dropped.answer()).isEqualTo("folded: resolved by event 9");
            assertThat(dropped.event().body().size()).isZero();
            assertThat(dropped.event().lane()).isEqualTo(WEB);
            assertThat(dropped.since()).isNotNull();
            assertThat(reopen()).containsExactly(lane(WEB, 4, 8, 0, 0, 4));
        }
        settle(all.get(0), Result.DELIVERED); // it is not there to be settled
        for (StoredEvent left : waiting(WEB)) {
            settle(left, Result.DELIVERED);
        }
        assertThat(reopen()).containsExactly(lane(WEB, 0, 0, 4, 0, 4));
        StoredEvent next = append(event(WEB, "next"));
        assertThat(waiting(WEB)).containsExactly(next);
    }

    @Test
    public void whatWasPutBackCanBeDroppedToo() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 3);
        settle(all.get(0), Result.DEAD);
        settle(all.get(1), Result.DELIVERED);
        change(new LaneChange.Requeue(WEB, Set.of()));
        assertThat(drop(WEB, all.get(0), all.get(1))).isEqualTo(new Changed(1, lane(WEB, 1, 2, 1, 0, 1)));
        assertThat(waiting(WEB)).containsExactly(all.get(2));
        assertThat(numbers(WEB, EventState.DROPPED)).containsExactly(all.get(0).order());
        assertThat(reopen()).containsExactly(lane(WEB, 1, 2, 1, 0, 1));
        assertThat(waiting(WEB)).containsExactly(all.get(2));
    }

    @Test
    public void anEditedDeadLetterIsTheNewOneInTheOldPlace() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 3);
        settle(all.get(0), Result.DEAD);
        Event better = new Event(WEB, "v2", Body.of("much better"), "disk", EventAction.TRIGGER);
        assertThat(change(new LaneChange.Edit(WEB, all.get(0).order(), better)))
                .isEqualTo(new Changed(1, lane(WEB, 2, 4, 0, 1)));
        assertThat(change(new LaneChange.Edit(WEB, all.get(1).order(), better)).events())
                .as("one that waits")
                .isZero();
        reopen();
        assertThat(find(all.get(0)).event()).isEqualTo(better);
        assertThat(find(all.get(0)).state()).isEqualTo(EventState.DEAD);
        assertThat(find(all.get(0)).answer()).isEqualTo("answer");
        assertThat(change(new LaneChange.Requeue(WEB, Set.of())).lane()).isEqualTo(lane(WEB, 3, 15, 0, 0));
        assertThat(waiting(WEB).get(0))
                .isEqualTo(
                        new StoredEvent(all.get(0).order(), better, all.get(0).accepted()));
    }

    @Test
    public void aLaneIsHeldUntilItIsReleasedAndOverARestart() throws Exception {
        open();
        append(event(WEB, "one"));
        LaneRecord held = new LaneRecord(WEB, 1, 3, 0, 0, 0, true);
        assertThat(change(new LaneChange.Hold(WEB, true)).lane()).isEqualTo(held);
        assertThat(change(new LaneChange.Hold(DB, true)).lane().held())
                .as("a lane without events")
                .isTrue();
        assertThat(reopen()).contains(held);
        append(event(WEB, "two"));
        assertThat(waiting(WEB)).hasSize(2);
        assertThat(change(new LaneChange.Hold(WEB, false)).lane()).isEqualTo(lane(WEB, 2, 6, 0, 0));
        assertThat(reopen()).contains(lane(WEB, 2, 6, 0, 0));
    }

    @Test
    public void everyEventIsListedAndFoundWhereItStands() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 10);
        append(event(DB, "other"));
        settle(all.get(0), Result.DELIVERED);
        settle(all.get(1), Result.DEAD);
        settle(all.get(2), Result.DELIVERED);
        settle(all.get(3), Result.DEAD);
        drop(WEB, all.get(5), all.get(6));
        for (int round = 0; round < 2; round++) {
            assertThat(numbers(WEB, EventState.DELIVERED))
                    .containsExactly(all.get(0).order(), all.get(2).order());
            assertThat(numbers(WEB, EventState.DEAD))
                    .containsExactly(all.get(1).order(), all.get(3).order());
            assertThat(numbers(WEB, EventState.DROPPED))
                    .containsExactly(all.get(5).order(), all.get(6).order());
            assertThat(numbers(WEB, EventState.WAITING))
                    .containsExactly(
                            all.get(4).order(),
                            all.get(7).order(),
                            all.get(8).order(),
                            all.get(9).order());
            for (EventState state : EventState.values()) {
                assertThat(list(WEB, state)).allSatisfy(record -> {
                    assertThat(record.state()).isEqualTo(state);
                    assertThat(store().find(record.order())).contains(record);
                });
            }
            assertThat(find(all.get(0)).event()).isEqualTo(all.get(0).event());
            assertThat(store().list(new EventFilter(
                            WEB, EventState.WAITING, all.get(4).order(), 2)))
                    .extracting(EventRecord::order)
                    .containsExactly(all.get(7).order(), all.get(8).order());
            assertThat(store().list(new EventFilter(
                            WEB, EventState.DEAD, all.get(1).order(), 2)))
                    .extracting(EventRecord::order)
                    .containsExactly(all.get(3).order());
            assertThat(store().find(all.get(9).order() + 1_000)).isEmpty();
            assertThat(store().find(0)).isEmpty();
            assertThat(list(UNKNOWN, EventState.WAITING)).isEmpty();
            reopen();
        }
    }

    @Test
    public void aRepeatedSubmissionIsAnsweredAsTheFirstAndStoresNothing() throws Exception {
        open();
        Event event = new Event(WEB, "v2", Body.of("one"), "disk");
        Appended first = append(event, "a-1");
        assertThat(first).isEqualTo(new Appended(first.order(), "disk", false));
        Event differs = new Event(WEB, "v2", Body.of("another text"), "other key");
        assertThat(append(differs, "a-1")).isEqualTo(new Appended(first.order(), "disk", true));
        assertThat(append(event, "a-2").repeated()).isFalse();
        assertThat(append(event, (String) null).repeated()).isFalse();
        assertThat(append(new Event(DB, "v2", Body.of("one"), null), "a-1").repeated())
                .as("in another lane")
                .isFalse();
        assertThat(waiting(WEB)).hasSize(3);
        settle(waiting(WEB).get(0), Result.DELIVERED);
        assertThat(append(event, "a-1")).as("after delivery").isEqualTo(new Appended(first.order(), "disk", true));
        reopen();
        assertThat(append(event, "a-1")).as("after a restart").isEqualTo(new Appended(first.order(), "disk", true));
        assertThat(committed).hasSize(4);
    }

    @Test
    public void repeatsOfOneMomentAreStoredOnce() throws Exception {
        open();
        List<CompletionStage<Appended>> all = IntStream.range(0, 200)
                .mapToObj(i -> store().append(event(WEB, "e" + i), new SubmissionId("s" + i % 10)))
                .toList();
        Set<Long> orders = new HashSet<>();
        for (CompletionStage<Appended> one : all) {
            orders.add(await(one).order());
        }
        assertThat(orders).hasSize(10);
        assertThat(waiting(WEB)).hasSize(10);
    }

    @Test
    public void aSubmissionIsForgottenAfterADayAndNotBefore() throws Exception {
        open();
        Appended first = append(event(WEB, "one"), "id");
        advance(DAY.minusMinutes(1));
        assertThat(append(event(WEB, "one"), "id")).isEqualTo(new Appended(first.order(), null, true));
        reopen();
        assertThat(append(event(WEB, "one"), "id").repeated()).isTrue();
        advance(DAY.plusMinutes(2)); // an engine may remember for up to twice as long
        append(event(WEB, "other"), "other");
        advance(DAY);
        assertThat(append(event(WEB, "one"), "id").repeated()).isFalse();
        assertThat(append(event(WEB, "one"), "id").repeated()).isTrue();
    }

    @Test
    public void ofAFailedAppendTheSubmissionIsNotRemembered() throws Exception {
        open();
        breakCommits(store(), true);
        refusal(() -> store().append(event(WEB, "lost"), new SubmissionId("id")));
        breakCommits(store(), false);
        appendWhenPossible(event(WEB, "other"));
        assertThat(append(event(WEB, "again"), "id").repeated()).isFalse();
    }

    @Test
    public void ofAFailedCommitNoChangeTakesPlace() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 3);
        settle(all.get(0), Result.DEAD);
        breakCommits(store(), true);
        refusal(() -> store().change(new LaneChange.Requeue(WEB, Set.of())));
        refusal(() -> store().change(new LaneChange.Drop(WEB, orders(all.get(1)), "because")));
        refusal(() -> store().change(new LaneChange.Hold(WEB, true)));
        breakCommits(store(), false);
        StoredEvent last = appendWhenPossible(event(WEB, "e3"));
        assertThat(waiting(WEB)).containsExactly(all.get(1), all.get(2), last);
        assertThat(reopen()).containsExactly(lane(WEB, 3, 6, 0, 1));
    }

    @Test
    public void fullIsRefusedAndASettlementMakesRoom() throws Exception {
        open(LIMIT);
        List<StoredEvent> all = fill();
        assertThat(refusal(event(DB, "x".repeat(BIG))).full())
                .as("another lane, too")
                .isTrue();
        assertThat(waiting(WEB)).isEqualTo(all.subList(0, Math.min(100, all.size())));
        reopen(LIMIT);
        assertThat(refusal(event(WEB, "x".repeat(BIG))).full())
                .as("after a restart")
                .isTrue();
        for (StoredEvent event : all) {
            settle(event, Result.DELIVERED);
        }
        appendWhenPossible(event(WEB, "x".repeat(BIG)));
        assertThat(fill().size() + 1).as("as much as before").isGreaterThan(all.size() / 2);
    }

    @Test
    public void aDropMakesRoomToo() throws Exception {
        open(LIMIT);
        List<StoredEvent> all = fill();
        StoredEvent[] most = all.subList(1, all.size()).toArray(new StoredEvent[0]);
        assertThat(drop(WEB, most).events()).isEqualTo(most.length);
        StoredEvent next = appendWhenPossible(event(WEB, "x".repeat(BIG)));
        assertThat(waiting(WEB)).containsExactly(all.get(0), next);
    }

    @Test
    public void deadLettersTakeRoomUntilTheyAreDropped() throws Exception {
        open(LIMIT);
        List<StoredEvent> all = fill();
        for (StoredEvent event : all) {
            settle(event, Result.DEAD);
        }
        assertThat(refusal(event(WEB, "x".repeat(BIG))).full()).isTrue();
        drop(WEB, all.toArray(new StoredEvent[0]));
        appendWhenPossible(event(WEB, "x".repeat(BIG)));
    }

    @Test
    public void useGrowsWithWhatIsStored() throws Exception {
        open(LIMIT);
        StoreUse before = store().use();
        assertThat(before.maxBytes()).isEqualTo(LIMIT);
        append(event(WEB, "x".repeat(BIG)));
        assertThat(store().use().usedBytes()).isGreaterThanOrEqualTo(before.usedBytes() + BIG);
    }

    @Test
    public void manyEventsAreReadInTheirOrderFromAnyPlace() throws Exception {
        open();
        int count = manyEvents();
        List<Long> orders = appendMany(count);
        assertThat(readAll(WEB, 1_000)).isEqualTo(orders);
        reopen();
        assertThat(readAll(WEB, 777)).isEqualTo(orders);
        long middle = orders.get(count / 2);
        assertThat(store().read(WEB, middle, 3))
                .extracting(StoredEvent::order)
                .isEqualTo(orders.subList(count / 2 + 1, count / 2 + 4));
        assertThat(store().find(middle))
                .hasValueSatisfying(found -> assertThat(found.state()).isEqualTo(EventState.WAITING));
    }

    @Test
    public void manyEventsAreSettledAndTheirNumberIsKept() throws Exception {
        open();
        int count = manyEvents();
        List<Long> orders = appendMany(count);
        settleUpTo(orders.get(count * 2 / 3));
        int left = count - count * 2 / 3 - 1;
        assertThat(readAll(WEB, 1_000)).isEqualTo(orders.subList(count - left, count));
        assertThat(reopen()).containsExactly(lane(WEB, left, left * 500L, count - left, 0));
        assertThat(readAll(WEB, 1_000)).isEqualTo(orders.subList(count - left, count));
    }

    @Test
    public void ofManyEventsAnyNumberIsDroppedAndTheOthersKeepTheirOrder() throws Exception {
        open();
        int count = manyEvents();
        List<Long> orders = appendMany(count);
        Set<Long> dropped = IntStream.range(0, count)
                .filter(i -> i % 3 != 0)
                .mapToObj(orders::get)
                .collect(Collectors.toSet());
        List<Long> left =
                orders.stream().filter(order -> !dropped.contains(order)).toList();
        Changed changed = change(new LaneChange.Drop(WEB, dropped, "because"));
        assertThat(changed)
                .isEqualTo(
                        new Changed(dropped.size(), lane(WEB, left.size(), left.size() * 500L, 0, 0, dropped.size())));
        assertThat(readAll(WEB, 1_000)).isEqualTo(left);
        reopen();
        assertThat(readAll(WEB, 1_000)).isEqualTo(left);
        assertThat(store().list(new EventFilter(WEB, EventState.DROPPED, 0, 10)))
                .extracting(EventRecord::order)
                .isEqualTo(dropped.stream().sorted().limit(10).toList());
    }

    @Test
    public void retentionNeverTakesWhatWaits() throws Exception {
        open();
        StoredEvent dead = append(event(DB, "dead"));
        StoredEvent patient = append(event(DB, "patient"));
        change(new LaneChange.Hold(DB, true));
        await(store().settle(new Settlement(dead, Result.DEAD, 1, "400")));
        for (int round = 0; round < 3; round++) {
            List<Long> orders = appendMany(manyEvents());
            settleUpTo(orders.get(orders.size() - 1));
            advance(Duration.ofDays(8));
            append(event(new Lane("pagerduty", "news" + round), "news"));
            assertThat(store().read(DB, 0, 10)).containsExactly(patient);
            assertThat(list(DB, EventState.DEAD)).extracting(EventRecord::event).containsExactly(dead.event());
        }
        assertThat(reopen()).contains(new LaneRecord(DB, 1, 7, 0, 1, 0, true));
        assertThat(store().read(DB, 0, 10)).containsExactly(patient);
        assertThat(find(patient).event()).isEqualTo(patient.event());
        settle(patient, Result.DELIVERED);
        assertThat(reopen()).contains(new LaneRecord(DB, 0, 0, 1, 1, 0, true));
    }

    @Test
    public void manyLanesAreKeptApart() throws Exception {
        open();
        List<CompletionStage<Appended>> all = IntStream.range(0, 500)
                .mapToObj(i -> store().append(event(new Lane("pagerduty", "k" + i), "e" + i), null))
                .toList();
        for (CompletionStage<Appended> one : all) {
            StoredEvent stored = committed(await(one));
            assertThat(store().read(stored.event().lane(), 0, 2)).containsExactly(stored);
        }
        assertThat(reopen()).hasSize(500).allMatch(lane -> lane.waiting() == 1);
    }

    @Test
    public void changesOfOneMomentCountRight() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 20);
        settle(all.get(0), Result.DEAD);
        List<CompletionStage<?>> stages = List.of(
                store().append(event(WEB, "news"), null),
                store().settle(new Settlement(all.get(1), Result.DELIVERED, 1, "")),
                store().change(new LaneChange.Drop(WEB, orders(all.get(5), all.get(6)), "because")),
                store().append(event(WEB, "more"), null),
                store().change(new LaneChange.Requeue(WEB, Set.of())));
        for (CompletionStage<?> stage : stages) {
            await(stage);
        }
        Changed now = change(new LaneChange.Hold(WEB, false));
        assertThat(now.lane()).isEqualTo(lane(WEB, 19, 52, 1, 0, 2));
        assertThat(waiting(WEB)).hasSize(19).first().isEqualTo(all.get(0));
        assertThat(reopen()).containsExactly(now.lane());
    }

    @Test
    public void aBackupIsMadeWhereNothingIs() throws Exception {
        open();
        append(WEB, 0, 10);
        Path copy = folder.getRoot().toPath().resolve("copy");
        store().backup(copy);
        assertThat(copy).isNotEmptyDirectory();
        assertThat(catchThrowable(() -> store().backup(copy))).isInstanceOf(StoreException.class);
        Path taken = folder.newFolder("taken").toPath();
        Files.writeString(taken.resolve("file"), "somebody's");
        assertThat(catchThrowable(() -> store().backup(taken))).isInstanceOf(StoreException.class);
        assertThat(taken.resolve("file")).hasContent("somebody's");
        append(WEB, 10, 12);
        assertThat(waiting(WEB)).hasSize(12);
    }

    @Test
    public void anInspectionOfASoundStoreFindsNothing() throws Exception {
        open();
        List<StoredEvent> all = append(WEB, 0, 10);
        settle(all.get(0), Result.DEAD);
        Inspection inspection = store().inspect();
        assertThat(inspection.findings()).isEmpty();
        assertThat(inspection.checked()).isPositive();
    }

    @Test
    public void aDamagedStoreMendsItselfAndSaysHowTheLanesStand() throws Exception {
        open();
        StoredEvent last = append(WEB, 0, 50).get(49);
        Assume.assumeTrue("this engine's test can damage it", damage(store()));
        StoredEvent next = appendWhenPossible(event(DB, "next"));
        Awaitility.await("the listener hears of it")
                .atMost(Duration.ofSeconds(BOUND_SECONDS))
                .until(() -> !mended.isEmpty());
        LaneRecord web = mended.stream()
                .filter(record -> record.lane().equals(WEB))
                .findFirst()
                .orElseThrow();
        assertThat(waiting(WEB)).hasSize(Math.toIntExact(web.waiting()));
        assertThat(waiting(WEB).stream().map(StoredEvent::order)).isSorted();
        assertThat(next.order()).isGreaterThan(last.order());
        assertThat(reopen()).contains(web);
    }

    /** An event of that text. */
    protected static Event event(Lane lane, String text) {
        return new Event(lane, "v2", Body.of(text), null);
    }

    /** Opens the store without a limit of our own. */
    protected final void open() throws StoreException {
        open(0);
    }

    /** The open store. */
    protected final EventStore store() {
        EventStore now = store;
        if (now == null) {
            throw new IllegalStateException("not open");
        }
        return now;
    }

    /** Appends and waits; answers with what the listener heard of it. */
    protected final StoredEvent append(Event event) throws Exception {
        return committed(append(event, null));
    }

    /** Settles and waits. */
    protected final void settle(StoredEvent event, Result result) throws Exception {
        await(store().settle(new Settlement(event, result, 2, "answer")));
    }

    private Appended append(Event event, @Nullable String submission) throws Exception {
        return await(store().append(event, submission == null ? null : new SubmissionId(submission)));
    }

    private List<StoredEvent> append(Lane lane, int from, int to) throws Exception {
        List<CompletionStage<Appended>> all = IntStream.range(from, to)
                .mapToObj(i -> store().append(event(lane, "e" + i), null))
                .toList();
        List<StoredEvent> stored = new ArrayList<>();
        for (CompletionStage<Appended> one : all) {
            stored.add(committed(await(one)));
        }
        return stored;
    }

    private StoredEvent committed(Appended appended) {
        synchronized (committed) {
            for (int i = committed.size() - 1; i >= 0; i--) {
                if (committed.get(i).order() == appended.order()) {
                    return committed.get(i);
                }
            }
        }
        throw new AssertionError("the listener did not hear of event " + appended.order() + " before its sender");
    }

    /** Events of one lane, until the store refuses one. */
    private List<StoredEvent> fill() throws Exception {
        Event event = event(WEB, "x".repeat(BIG));
        List<StoredEvent> taken = new ArrayList<>();
        while (taken.size() <= LIMIT / BIG) {
            try {
                taken.add(append(event));
            } catch (ExecutionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                refusal -> assertThat(refusal.full()).isTrue());
                assertThat(taken).as("what fits").isNotEmpty();
                assertThat(store().use().usedBytes()).isLessThanOrEqualTo(LIMIT);
                return taken;
            }
        }
        throw new AssertionError("nothing refused although " + store().use());
    }

    /** Events of 500 bytes in one lane. */
    private List<Long> appendMany(int count) throws Exception {
        String text = "x".repeat(500);
        List<Long> orders = new ArrayList<>();
        for (int from = 0; from < count; from += 1_000) {
            List<CompletionStage<Appended>> some = IntStream.range(from, Math.min(count, from + 1_000))
                    .mapToObj(i -> store().append(event(WEB, text), null))
                    .toList();
            for (CompletionStage<Appended> one : some) {
                orders.add(await(one).order());
            }
        }
        return orders;
    }

    private List<Long> readAll(Lane lane, int limit) throws StoreException {
        List<Long> orders = new ArrayList<>();
        long after = 0;
        for (List<StoredEvent> some = store().read(lane, after, limit);
                !some.isEmpty();
                some = store().read(lane, after, limit)) {
            some.forEach(event -> orders.add(event.order()));
            after = some.get(some.size() - 1).order();
        }
        return orders;
    }

    /** Everything up to that event is delivered, as fast as the store goes. */
    private void settleUpTo(long last) throws Exception {
        List<StoredEvent> some = store().read(WEB, 0, 1_000);
        while (!some.isEmpty() && some.get(0).order() <= last) {
            List<CompletionStage<Void>> stages = some.stream()
                    .filter(event -> event.order() <= last)
                    .map(event -> store().settle(new Settlement(event, Result.DELIVERED, 1, "202")))
                    .toList();
            for (CompletionStage<Void> stage : stages) {
                await(stage);
            }
            some = store().read(WEB, 0, 1_000);
        }
    }

    private Changed change(LaneChange change) throws Exception {
        return await(store().change(change));
    }

    private Changed drop(Lane lane, StoredEvent... events) throws Exception {
        return change(new LaneChange.Drop(lane, orders(events), "because"));
    }

    private static Set<Long> orders(StoredEvent... events) {
        return List.of(events).stream().map(StoredEvent::order).collect(Collectors.toSet());
    }

    private List<StoredEvent> waiting(Lane lane) throws StoreException {
        return store().read(lane, 0, 100);
    }

    private List<EventRecord> list(Lane lane, EventState state) throws StoreException {
        return store().list(new EventFilter(lane, state, 0, EventFilter.MAX_LIMIT));
    }

    private List<Long> numbers(Lane lane, EventState state) throws StoreException {
        return list(lane, state).stream().map(EventRecord::order).toList();
    }

    private EventRecord find(StoredEvent event) throws StoreException {
        return store().find(event.order()).orElseThrow();
    }

    private static LaneRecord lane(Lane lane, long waiting, long bytes, long delivered, long dead) {
        return lane(lane, waiting, bytes, delivered, dead, 0);
    }

    private static LaneRecord lane(Lane lane, long waiting, long bytes, long delivered, long dead, long dropped) {
        return new LaneRecord(lane, waiting, bytes, delivered, dead, dropped, false);
    }

    private void open(long maxBytes) throws StoreException {
        EventStore made = make(maxBytes);
        store = made;
        made.open(listener());
    }

    private List<LaneRecord> reopen() throws StoreException {
        return reopen(0);
    }

    private List<LaneRecord> reopen(long maxBytes) throws StoreException {
        closeStore();
        EventStore made = make(maxBytes);
        store = made;
        return made.open(listener());
    }

    private StoreListener listener() {
        return new StoreListener() {
            @Override
            public void committed(List<StoredEvent> events) {
                committed.addAll(events);
            }

            @Override
            public void mended(List<LaneRecord> lanes) {
                mended.addAll(lanes);
            }
        };
    }

    private StoreException refusal(Event event) {
        return refusal(() -> store().append(event, null));
    }

    private static StoreException refusal(Callable<CompletionStage<?>> call) {
        Throwable failure = catchThrowable(() -> await(call.call()));
        assertThat(failure).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(StoreException.class);
        return Objects.requireNonNull((StoreException) failure.getCause());
    }

    /** After a failed write a store may rest for a moment. */
    private StoredEvent appendWhenPossible(Event event) {
        return Awaitility.await("the store takes events again")
                .atMost(Duration.ofSeconds(BOUND_SECONDS))
                .ignoreExceptions()
                .until(() -> append(event), stored -> true);
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
    }
}
