// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.Progress;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;

/**
 * Work of one kind that takes longer than a request may: one piece at a time. Who asks waits a while for it; who comes
 * back by its name finds what came of it, until the next piece begins.
 */
final class Jobs<T> {

    private final String kind;
    private final Executor executor;
    private final Duration patience;
    private int count;
    private @Nullable Job<T> last;

    private record Job<T>(String name, String subject, CompletableFuture<T> result) {}

    Jobs(String kind, Executor executor, Duration patience) {
        this.kind = kind;
        this.executor = executor;
        this.patience = patience;
    }

    /**
     * Begins the work, or joins it when it is under way, and waits a while.
     *
     * @param subject what it is about: work on the same is joined, on another one refused
     */
    Progress<T> ask(String subject, Callable<T> work) throws QueueRefusedException, RefusedException {
        return await(begin(subject, work));
    }

    /**
     * Waits a while for what was asked before.
     *
     * @param name what an earlier answer called it
     */
    Progress<T> askAgain(String name) throws QueueRefusedException, RefusedException {
        return await(known(name));
    }

    private Progress<T> await(Job<T> job) throws QueueRefusedException, RefusedException {
        try {
            return new Progress<>(job.name(), job.result().get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Progress<>(job.name(), null);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueRefusedException(
                    QueueRefusedException.Reason.NOT_READY, "agent: is stopping, try again when it is back", e);
        }
    }

    private synchronized Job<T> known(String name) throws RefusedException {
        Job<T> there = last;
        if (there == null || !there.name().equals(name)) {
            throw new RefusedException(Reason.UNKNOWN, "job: there is no " + kind + " of that name, begin anew");
        }
        return there;
    }

    private synchronized Job<T> begin(String subject, Callable<T> work) throws RefusedException {
        Job<T> there = last;
        if (there != null && !there.result().isDone()) {
            if (!there.subject().equals(subject)) {
                throw new RefusedException(
                        Reason.CONFLICT,
                        kind + ": another one is under way, " + there.subject() + "; wait for its end");
            }
            return there;
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Job<T> job = new Job<>(kind + '-' + ++count, subject, result);
        executor.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                // of whichever kind: who waits for the end of this piece, and who wants another one, must learn of it
                result.completeExceptionally(e);
            }
        });
        last = job;
        return job;
    }

    private static RefusedException failure(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RefusedException refused) {
            return refused;
        }
        if (cause instanceof QueueRefusedException refused) {
            return Refusals.of(refused);
        }
        throw new IllegalStateException("the store failed", cause);
    }
}
