// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoreException;

/**
 * The child of {@link DiskFullTest}: appends until the disk refuses, says so, goes on trying until the disk takes events
 * again, and ends as the container ends.
 */
final class DiskFullStore {

    private static final Lane LANE = new Lane("pagerduty", "k");
    private static final int ROUND = 40;
    private static int sent;

    private DiskFullStore() {}

    /** Directory of the database. */
    public static void main(String[] arguments) throws Exception {
        DerbyEventStore store = new DerbyEventStore(arguments[0], arguments[0] + ".log", "10000000000");
        store.open(events -> {});
        System.out.println("READY");
        StoreException refusal = null;
        while (refusal == null) {
            refusal = append(store);
        }
        System.out.println("REFUSED full=" + refusal.full() + ' ' + refusal.getMessage());
        System.out.println("HEALTH " + store.health());
        Awaitility.await().forever().until(() -> append(store) == null);
        for (int i = 0; i < ROUND; i++) {
            append(store);
        }
        System.out.println("RESUMED " + store.health());
        store.close();
        System.out.println("CLOSED");
        System.exit(0);
    }

    private static @Nullable StoreException append(DerbyEventStore store) throws Exception {
        String text = sent++ + " " + "x".repeat(60_000);
        try {
            long order = store.append(new Event(LANE, "v2", Body.of(text), null), null)
                    .toCompletableFuture()
                    .get()
                    .order();
            System.out.println("ACCEPTED " + order + ' ' + text.split(" ", 2)[0]);
            return null;
        } catch (ExecutionException e) {
            return (StoreException) e.getCause();
        }
    }
}
