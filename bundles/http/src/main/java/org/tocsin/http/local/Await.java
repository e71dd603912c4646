// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.RefusedException;

/** Waits until the queue has done what was asked, on a thread that may wait. */
final class Await {

    private Await() {}

    /**
     * Waits for the end of a stage of the queue.
     *
     * @throws QueueRefusedException when nothing was done
     * @throws RefusedException when it is not known what was done: {@code LATE}
     */
    static <T> T of(CompletionStage<T> stage, Duration patience) throws QueueRefusedException, RefusedException {
        try {
            return stage.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof QueueRefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException("the queue failed", e);
        } catch (TimeoutException e) {
            throw new RefusedException(
                    RefusedException.Reason.LATE,
                    "queue: is late, and it is not known whether it was done; look at the queue before you repeat this,"
                            + " or repeat it under the same Idempotency-Key");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(
                    RefusedException.Reason.LATE,
                    "agent: is stopping, and it is not known whether it was done; look at the queue when it is back");
        }
    }
}
