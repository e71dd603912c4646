// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;

/** The lanes that clients of the original agent mean: those of PagerDuty, chosen by their key. */
final class PagerDutyLanes {

    static final String CHANNEL = "pagerduty";

    private static final long RETRY_SECONDS = 15;

    private PagerDutyLanes() {}

    /** @param key null or empty for all */
    static Predicate<Lane> of(@Nullable String key) {
        return lane -> lane.channel().equals(CHANNEL)
                && (key == null || key.isEmpty() || lane.key().equals(key));
    }

    static List<LaneStatus> status(EventQueue queue, @Nullable String key) {
        Predicate<Lane> chosen = of(key);
        return queue.status().stream()
                .filter(status -> chosen.test(status.lane()))
                .toList();
    }

    /** Puts dead letters back, and waits until that is durable. */
    static int retry(EventQueue queue, Predicate<Lane> lanes) throws QueueRefusedException {
        try {
            return queue.retry(lanes).toCompletableFuture().get(RETRY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof QueueRefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException("the queue failed on a retry", e);
        } catch (TimeoutException e) {
            throw notDone("queue: is late, and cannot say what was put back; look at its status", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notDone("agent: is stopping, try again when it is back", e);
        }
    }

    private static QueueRefusedException notDone(String message, Exception cause) {
        return new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, message, cause);
    }
}
