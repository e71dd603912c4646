// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoredEvent;

/**
 * The child of {@link KillTest}: appends and settles in some lanes as fast as it can until it is killed, and prints what
 * it was promised, after it was promised. A settlement is announced before it is asked for.
 */
final class KilledStore {

    static final int LANES = 4;

    private static final int UNDER_WAY = 20;
    private static final int KEPT = 30;

    private KilledStore() {}

    /** Directory of the database, number of the round. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Path log = Path.of(arguments[0] + ".log");
        // segments are sealed and tables are emptied all the time, so that a kill meets that too
        Settings settings = new Settings(directory, log, 1 << 30, LANES * KEPT, Duration.ofDays(7));
        Limits limits = new Limits(60, 100_000, 2, 1 << 20, 1_000_000, Duration.ofMillis(10));
        DerbyEventStore store = new DerbyEventStore(() -> settings, limits, Clock.systemUTC());
        store.open(events -> {});
        print("READY");
        for (int lane = 0; lane < LANES; lane++) {
            Lane name = new Lane("pagerduty", "k" + lane);
            Thread worker = new Thread(() -> work(store, name, arguments[1]), "worker " + lane);
            worker.start();
        }
    }

    private static void work(DerbyEventStore store, Lane lane, String round) {
        Semaphore underWay = new Semaphore(UNDER_WAY);
        for (int n = 0; true; n++) {
            String text = round + ' ' + lane.key() + ' ' + n + ' ' + "x".repeat(n * 37 % 3_000);
            underWay.acquireUninterruptibly();
            var unused = store.append(new Event(lane, "v2", Body.of(text), null), null)
                    .whenComplete((stored, failure) -> {
                        print(stored == null ? "REFUSED " + failure : "ACCEPTED " + stored.order() + ' ' + lane.key());
                        underWay.release();
                    });
            if (n % 3 == 0) {
                settleHead(store, lane);
            }
        }
    }

    private static void settleHead(DerbyEventStore store, Lane lane) {
        try {
            List<StoredEvent> waiting = store.read(lane, 0, KEPT);
            if (waiting.size() == KEPT) {
                for (StoredEvent head : waiting.subList(0, 2)) {
                    print("SETTLING " + head.order());
                    Settlement settlement = new Settlement(head, Settlement.Result.DELIVERED, 1, "202");
                    CompletableFuture<Void> done = store.settle(settlement).toCompletableFuture();
                    done.join();
                    print("SETTLED " + head.order());
                }
            }
        } catch (Exception e) {
            print("BROKEN " + e);
        }
    }

    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
