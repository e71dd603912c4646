// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.order.Ledger;

/**
 * Senders that go on until they are closed, one for each lane and each with a thread of its own: an event is sent until
 * it is accepted, and only then the next.
 */
final class Traffic implements AutoCloseable {

    private static final long DEADLINE_S = 90;

    private final Ledger ledger = new Ledger();
    private final List<String> keys = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private final Agent agent;
    private final Random random;
    private final String name;

    /**
     * No senders yet.
     *
     * @param name a word of letters and digits that no other traffic of the same agent has
     */
    Traffic(Agent agent, String name, long seed) {
        this.agent = agent;
        this.name = name;
        this.random = new Random(seed);
    }

    /** Adds lanes that post to {@code /send}, v1 and v2 in turn. */
    Traffic posting(int lanes, Duration pause) {
        for (int i = 0; i < lanes; i++) {
            LaneStory story = story(i % 2 == 1);
            begin(new PostingSender(agent, story.key(), ledger), story, pause);
        }
        return this;
    }

    /** Adds lanes whose sender is {@code pd-send}, a process for each event. */
    Traffic commands(int lanes, Duration pause) {
        for (int i = 0; i < lanes; i++) {
            LaneStory story = story(true);
            begin(new CommandSender(agent, story.key(), ledger), story, pause);
        }
        return this;
    }

    /** What the senders know. */
    Ledger ledger() {
        return ledger;
    }

    /** Returns when so many more events have been accepted. */
    void awaitAccepted(int more) {
        long goal = ledger.accepted() + more;
        await("senders get on")
                .atMost(Duration.ofSeconds(DEADLINE_S))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(3))
                .until(() -> ledger.accepted() >= goal);
    }

    /** The keys of the lanes. */
    List<String> keys() {
        return keys;
    }

    /** Lets every sender end its event; fails when one of them failed. */
    @Override
    public void close() {
        stop.countDown();
        try {
            for (Future<?> sender : running) {
                sender.get(DEADLINE_S, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a sender did not come to a good end", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private LaneStory story(boolean v1) {
        int lane = keys.size();
        String key = (name + "lane" + lane + "x".repeat(32)).substring(0, 32);
        keys.add(key);
        return new LaneStory(name + lane, key, v1, random.nextLong());
    }

    private void begin(Sender sender, LaneStory story, Duration pause) {
        running.add(threads.submit(() -> run(sender, story, pause)));
    }

    private void run(Sender sender, LaneStory story, Duration pause) {
        try (sender) {
            while (!stops(pause)) {
                LaneStory.Event event = story.next();
                while (!sender.offer(event)) {
                    if (stops(sender.patience())) {
                        return;
                    }
                }
            }
        }
    }

    /** Waits, and tells whether it is time to stop. */
    private boolean stops(Duration pause) {
        try {
            return stop.await(pause.toMillis(), MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
