// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets those look every second who have read a file that is no configuration file: the token, and what TLS needs. */
final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long STOP_SECONDS = 2;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tocsin-http-files");
        thread.setDaemon(true);
        return thread;
    });

    FileWatch(List<Runnable> looks) {
        this(looks, PERIOD_MILLIS);
    }

    FileWatch(List<Runnable> looks, long periodMillis) {
        var unused = timer.scheduleWithFixedDelay(
                () -> looks.forEach(FileWatch::look), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    private static void look(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException | Error e) { // the timer would stop for good
            LOG.warn("TOCSIN-HTTP-010 a file could not be looked at; it is tried again", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("a file is still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
