// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** What every {@link EventStore} keeps to. An engine's test extends this and says how the engine is made. */
public abstract class EventStoreContract {

    /** No answer of a store takes longer in a test. */
    protected static final int BOUND_SECONDS = 30;

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");

    private final List<StoredEvent> committed = Collections.synchronizedList(new ArrayList<>());
    private @Nullable EventStore store;

    /** A closed store on the one durable place of this test. */
    protected abstract EventStore make(long maxBytes);

    /** Closes as the container does. */
    protected abstract void close(EventStore store);

    /** From now on commits fail, or work again. */
    protected abstract void breakCommits(EventStore store, boolean broken) throws Exception;

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
            List<Future<List<CompletableFuture<StoredEvent>>>> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Lane lane = new Lane("pagerduty", "lane" + t % 5);
                int sender = t;
                senders.add(pool.submit(() -> {
                    start.await();
                    List<CompletableFuture<StoredEvent>> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        mine.add(store().append(event(lane, sender + "/" + i))
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
            for (Future<List<CompletableFuture<StoredEvent>>> sender : senders) {
                List<Long> own = new ArrayList<>();
                for (CompletableFuture<StoredEvent> stored : sender.get(BOUND_SECONDS, TimeUnit.SECONDS)) {
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
        store.append(event(WEB, "one"))
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
        assertThat(reopen()).containsExactly(new LaneRecord(WEB, 0, 0, 1, 1));
    }

    @Test
    public void settlingTwiceCountsOnce() throws Exception {
        open();
        StoredEvent first = append(event(WEB, "one"));
        append(event(WEB, "four"));
        settle(first, Result.DELIVERED);
        settle(first, Result.DELIVERED);
        assertThat(reopen()).containsExactly(new LaneRecord(WEB, 1, 4, 1, 0));
    }

    @Test
    public void deadLettersComeBackInTheirOldPlaces() throws Exception {
        open();
        List<StoredEvent> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(append(event(WEB, "e" + i)));
        }
        StoredEvent other = append(event(DB, "other"));
        settle(all.get(0), Result.DEAD);
        settle(all.get(1), Result.DELIVERED);
        settle(all.get(2), Result.DEAD);
        settle(other, Result.DEAD);
        assertThat(await(store().requeue(WEB))).isEqualTo(2);
        assertThat(store().read(WEB, 0, 10))
                .containsExactly(all.get(0), all.get(2), all.get(3), all.get(4), all.get(5));
        assertThat(store().read(DB, 0, 10)).isEmpty();
        assertThat(await(store().requeue(WEB))).isZero();
        assertThat(await(store().requeue(new Lane("pagerduty", "unknown")))).isZero();
        assertThat(reopen())
                .containsExactlyInAnyOrder(new LaneRecord(WEB, 5, 10, 1, 0), new LaneRecord(DB, 0, 0, 0, 1));
        assertThat(store().read(WEB, 0, 1)).containsExactly(all.get(0));
    }

    @Test
    public void aRestartForgetsNothingAndGivesNoNumberTwice() throws Exception {
        open();
        String identity = store().identity();
        assertThat(identity).matches("[0-9a-f]{16}");
        StoredEvent first = append(event(WEB, "one"));
        StoredEvent second = append(event(WEB, "two"));
        settle(first, Result.DELIVERED);
        assertThat(reopen()).containsExactly(new LaneRecord(WEB, 1, 3, 1, 0));
        assertThat(store().identity()).isEqualTo(identity);
        assertThat(store().read(WEB, 0, 10)).containsExactly(second);
        settle(second, Result.DELIVERED);
        assertThat(reopen()).containsExactly(new LaneRecord(WEB, 0, 0, 2, 0));
        assertThat(append(event(WEB, "three")).order()).isGreaterThan(second.order());
    }

    @Test
    public void overTheLimitEventsAreRefusedUntilThereIsRoom() throws Exception {
        open(10);
        StoredEvent first = append(event(WEB, "12345"));
        append(event(WEB, "12345"));
        StoreException refusal = refusal(event(WEB, "1"));
        assertThat(refusal.full()).isTrue();
        assertThat(refusal).hasMessageContaining("10");
        settle(first, Result.DELIVERED);
        append(event(WEB, "12345"));
        assertThat(refusal(event(DB, "1")).full()).isTrue();
        assertThat(store().read(WEB, 0, 10)).hasSize(2);
        reopen(10);
        assertThat(refusal(event(DB, "1")).full()).as("after a restart").isTrue();
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
        assertThat(reopen()).containsExactly(new LaneRecord(WEB, 1, 5, 1, 0));
    }

    @Test
    public void aClosedStoreRefuses() throws Exception {
        open();
        EventStore closed = store();
        append(event(WEB, "one"));
        close(closed);
        store = null;
        Throwable failure = catchThrowable(
                () -> closed.append(event(WEB, "two")).toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS));
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
        assertThat(store().open(committed::addAll)).containsExactly(new LaneRecord(WEB, 1, 3, 0, 0));
        append(event(WEB, "two"));
        assertThat(store().read(WEB, 0, 10)).hasSize(2);
    }

    @Test
    public void aStoreIsOpenedOnce() throws Exception {
        open();
        assertThat(catchThrowable(() -> store().open(events -> {}))).isInstanceOf(StoreException.class);
    }

    @Test
    public void manyLanesAreKeptApart() throws Exception {
        open();
        List<CompletableFuture<StoredEvent>> all = IntStream.range(0, 500)
                .mapToObj(i -> store().append(event(new Lane("pagerduty", "k" + i), "e" + i))
                        .toCompletableFuture())
                .toList();
        for (CompletableFuture<StoredEvent> one : all) {
            StoredEvent stored = one.get(BOUND_SECONDS, TimeUnit.SECONDS);
            assertThat(store().read(stored.event().lane(), 0, 2)).containsExactly(stored);
        }
        assertThat(reopen()).hasSize(500).allMatch(lane -> lane.waiting() == 1);
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

    /** Appends and waits. */
    protected final StoredEvent append(Event event) throws Exception {
        return await(store().append(event));
    }

    /** Settles and waits. */
    protected final void settle(StoredEvent event, Result result) throws Exception {
        await(store().settle(new Settlement(event.event().lane(), event.order(), result, 1, "answer")));
    }

    private void open(long maxBytes) throws StoreException {
        EventStore made = make(maxBytes);
        store = made;
        made.open(committed::addAll);
    }

    private List<LaneRecord> reopen() throws StoreException {
        return reopen(0);
    }

    private List<LaneRecord> reopen(long maxBytes) throws StoreException {
        closeStore();
        EventStore made = make(maxBytes);
        store = made;
        return made.open(committed::addAll);
    }

    private StoreException refusal(Event event) {
        Throwable failure = catchThrowable(() -> append(event));
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
