// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which routes are changed, so that changes happen one after the other in the order of their news. */
final class RouteDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteDesk.class);

    private final ScheduledThreadPoolExecutor thread;

    RouteDesk() {
        thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "tocsin-engine-routes");
            made.setDaemon(true);
            made.setContextClassLoader(RouteDesk.class.getClassLoader());
            return made;
        });
    }

    /** Does this some time soon. */
    void soon(Runnable change) {
        try {
            thread.execute(logged(change));
        } catch (RejectedExecutionException closed) {
            LOG.debug("Too late for a change of routes", closed);
        }
    }

    /** Does this and waits for the end of it, for so long at most. */
    void now(Runnable change, long patienceMillis) {
        try {
            Future<?> done = thread.submit(logged(change));
            done.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("TOCSIN-ENGINE-007 routes did not stop within {} ms and go on stopping", patienceMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
            LOG.debug("A change of routes was not made", e);
        }
    }

    /** Does this again and again. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the thread
    void every(long millis, Runnable check) {
        thread.scheduleWithFixedDelay(logged(check), millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Runnable logged(Runnable change) {
        return () -> {
            try {
                change.run();
            } catch (RuntimeException | Error e) {
                // A bundle that lacks a class must not end the checks: what throws is never run again.
                LOG.error("TOCSIN-ENGINE-008 a change of routes failed", e);
            }
        };
    }
}
