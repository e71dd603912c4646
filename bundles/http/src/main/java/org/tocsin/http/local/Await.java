// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tocsin.api.QueueRefusedException;

/** Waits until the queue has done what was asked, on a thread that may wait. */
final class Await {

    /** Below the 20 seconds that a client of the command line waits. */
    private static final long SECONDS = 15;

    private Await() {}

    /** Waits for the end of a stage of the queue. */
    static <T> T of(CompletionStage<T> stage) throws QueueRefusedException {
        try {
            return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
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
            throw notDone("queue: is late, and cannot say what was done; look at it before you repeat this", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notDone("agent: is stopping, look at the queue when it is back", e);
        }
    }

    private static QueueRefusedException notDone(String message, Exception cause) {
        return new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, message, cause);
    }
}
