// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxThreadFactory;
import java.net.BindException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bound address and the event loops that serve it. */
final class Listener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private static final long START_SECONDS = 8;
    private static final long STOP_SECONDS = 2;

    private final Vertx vertx;
    private final String url;
    private final int port;

    private Listener(Vertx vertx, String url, int port) {
        this.vertx = vertx;
        this.url = url;
        this.port = port;
    }

    /**
     * Binds, and serves what {@code paths} has open.
     *
     * @param keys what TLS shows; null in the clear
     */
    static Listener open(Settings settings, @Nullable TlsKeys keys, PathTable paths, Gate gate, LongSupplier nanoTime)
            throws NotStartedException {
        Bounds bounds = new Bounds(settings.maxConnections(), settings.maxWaiting(), settings.maxWaitingBytes());
        Vertx vertx = vertx(settings.eventLoops(), new Doorstep(bounds, nanoTime));
        int port = 0;
        try {
            for (int i = 0; i < settings.eventLoops(); i++) {
                Loop loop = new Loop(settings, keys, paths, gate, bounds, nanoTime);
                await(vertx.deployVerticle(loop), START_SECONDS);
                port = loop.port();
            }
        } catch (ExecutionException | TimeoutException e) {
            shut(vertx);
            throw new NotStartedException(Settings.FILE + ": address: " + explain(settings.address(), e), e);
        }
        return new Listener(vertx, settings.address().url(keys == null ? "http" : "https", port), port);
    }

    int port() {
        return port;
    }

    String url() {
        return url;
    }

    /** Takes no more requests, gives those under way a moment, and leaves no thread behind. */
    @Override
    public void close() {
        shut(vertx);
    }

    private static Vertx vertx(int eventLoops, Doorstep doorstep) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                // no files are served: so no cache directory is made
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        // Vert.x looks its parts up through the context class loader, which here is whoever activates us
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Listener.class.getClassLoader());
        try {
            return VertxBootstrap.create()
                    .options(options)
                    .threadFactory(new NamedThreads())
                    .transport(doorstep)
                    .init()
                    .vertx();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void shut(Vertx vertx) {
        try {
            await(vertx.close(), STOP_SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("TOCSIN-HTTP-006 the listener did not stop within {} s; its threads may be left", STOP_SECONDS, e);
        }
    }

    private static void await(Future<?> future, long seconds) throws ExecutionException, TimeoutException {
        CompletableFuture<?> done = future.toCompletionStage().toCompletableFuture();
        try {
            done.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("interrupted", e);
        }
    }

    private static String explain(Address address, Exception problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof BindException && text.contains("in use")) {
                return address.text() + " is in use, stop what listens there or set another address";
            }
            if (text.contains("Cannot assign")) {
                return address.text() + " is no address of this machine, set one that is, such as 127.0.0.1:49463";
            }
            if (text.contains("Permission denied")) {
                return address.text() + " needs rights that this user has not, set a port from 1024 up";
            }
        }
        return address.text() + " cannot be bound (" + problem.getMessage() + "), set another address";
    }

    /** Threads that say whose they are. */
    private static final class NamedThreads implements VertxThreadFactory {
        @Override
        public VertxThread newVertxThread(
                Runnable target, String name, boolean worker, long maxExecTime, TimeUnit unit) {
            return new VertxThread(target, name.replace("vert.x-", "tocsin-http-"), worker, maxExecTime, unit);
        }
    }
}
