// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Every request in the order of arrival. Written by the event loop alone, read by anybody. */
final class Journal implements AutoCloseable {

    private final int keep;
    private final @Nullable LogFile file;
    private final Deque<Received> kept = new ArrayDeque<>();
    private final List<Consumer<Received>> watchers = new CopyOnWriteArrayList<>();
    private long last;
    private long accepted;

    Journal(SandboxOptions options) throws IOException {
        this.keep = options.keep();
        Path log = options.log();
        this.file = log == null ? null : LogFile.open(log);
        if (log != null && Files.size(log) > 0) {
            LogFile.read(log).forEach(this::remember);
        }
    }

    /** Gives the request its number, and has it on disk when this returns. */
    Received append(LongFunction<Received> numbered) {
        Received received;
        synchronized (this) {
            received = numbered.apply(last + 1);
            if (file != null) {
                file.append(received);
            }
            remember(received);
        }
        watchers.forEach(watcher -> watcher.accept(received));
        return received;
    }

    private synchronized void remember(Received received) {
        last = received.n();
        accepted += received.accepted() ? 1 : 0;
        kept.add(received);
        if (kept.size() > keep) {
            kept.remove();
        }
    }

    synchronized List<Received> after(long n) {
        return kept.stream().filter(received -> received.n() > n).toList();
    }

    synchronized long last() {
        return last;
    }

    synchronized long accepted() {
        return accepted;
    }

    /** Tells of every further request; the answer ends it. */
    Runnable watch(Consumer<Received> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
