// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the kernel tell when something is dropped. Without it files are found a little later. */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final WatchService service;
    private final Thread thread;

    private Watch(WatchService service, Runnable wake) {
        this.service = service;
        thread = new Thread(() -> run(wake), "tocsin-spool-watch");
        thread.setDaemon(true);
        thread.start();
    }

    static Watch over(Path directory, Runnable wake) throws IOException {
        WatchService service = directory.getFileSystem().newWatchService();
        try {
            directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
        } catch (IOException | RuntimeException e) {
            service.close();
            throw e;
        }
        return new Watch(service, wake);
    }

    private void run(Runnable wake) {
        try {
            for (; ; ) {
                WatchKey key = service.take();
                key.pollEvents();
                wake.run();
                if (!key.reset()) {
                    return; // the directory is gone
                }
            }
        } catch (ClosedWatchServiceException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(); // the kernel has few of them for each user
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("a watch of the spool did not close", e); // its thread is a daemon
        }
    }
}
