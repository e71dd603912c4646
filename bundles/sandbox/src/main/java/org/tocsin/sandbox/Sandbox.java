// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for PagerDuty's Events API. One event loop does everything, so the order of arrival is one order; the
 * methods here may be called from any thread.
 */
public final class Sandbox implements AutoCloseable {

    private static final int RAISE_TRIES = 20;
    private static final long DEADLINE_S = 10;
    private static final long RAISE_AGAIN_MS = 100;
    private static final long NO_TIMER = -1;

    private final SandboxOptions options;
    private final Vertx vertx;
    private final Context loop;
    private final PlanBook plans = new PlanBook();
    private final Journal journal;
    private final Pulse pulse = new Pulse();
    private final Intake intake;
    private final Heartbeats heartbeats;
    private final Control control;
    private final int port;
    private final int controlPort;
    private final AtomicLong raising = new AtomicLong(NO_TIMER);
    private final AtomicInteger turns = new AtomicInteger();
    private volatile long redirected;
    private volatile @Nullable HttpServer listener;

    private Sandbox(SandboxOptions options, Clock clock, LongSupplier nanoTime) throws IOException {
        this.options = options;
        this.journal = new Journal(options);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.loop = vertx.getOrCreateContext();
        RateLimit rate = new RateLimit(options.ratePerMinute(), nanoTime);
        journal.watch(received -> pulse.beat());
        Control.Doors doors = new Control.Doors(
                new BrowserGuard(options.host()),
                new Page(),
                new EventFeed(vertx, journal),
                new PageFeed(vertx, this, journal, pulse),
                journal);
        try {
            this.heartbeats = new Heartbeats(vertx);
            this.intake = new Intake(vertx, plans, journal, rate, clock, () -> url() + "/sandbox/redirected");
            this.control = new Control(this, doors, false);
            this.listener = join(listen(options.port(), this::route));
            this.port = listener.actualPort();
            Integer wanted = options.controlPort();
            Control own = new Control(this, doors, true);
            this.controlPort =
                    wanted == null ? port : join(listen(wanted, own::handle)).actualPort();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens a sandbox; it takes requests when this returns.
     *
     * @throws IOException when the port is taken or the log cannot be opened
     */
    public static Sandbox start(SandboxOptions options) throws IOException {
        return start(options, Clock.systemUTC(), System::nanoTime);
    }

    static Sandbox start(SandboxOptions options, Clock clock, LongSupplier nanoTime) throws IOException {
        return new Sandbox(options, clock, nanoTime);
    }

    /** The log of a sandbox that may be gone. */
    public static List<Received> readLog(Path file) throws IOException {
        return LogFile.read(file);
    }

    /** Its port, the same also while it is down. */
    public int port() {
        return port;
    }

    /** Its base URL, to be given to the agent as TOCSIN_PAGERDUTY_URL. */
    public URI url() {
        return url(port);
    }

    /** Where the control API stays open while the sandbox is down; the base URL when it has no port of its own. */
    public URI controlUrl() {
        return url(controlPort);
    }

    /** Plans a failure; of several that fit a request, the one that was planned first befalls it. */
    public void plan(Plan plan) {
        plans.add(plan);
        changed();
    }

    /** The failures that are still to come. */
    public List<Plan> plans() {
        return plans.open();
    }

    /** Forgets all planned failures and closes the connections that hang. */
    public void clear() {
        plans.clear();
        loop.runOnContext(soon -> intake.release());
        changed();
    }

    /** Forgets the planned failures of one key. */
    void clear(String key) {
        plans.clear(key);
        changed();
    }

    /** Forgets what arrived; numbers go on, and the log keeps all. */
    public void forget() {
        journal.forget();
        changed();
    }

    /** Closes the listener and every connection: whoever comes now is refused. */
    public void down() throws IOException {
        join(lower());
    }

    /** Listens again, on the same port. */
    public void up() throws IOException {
        join(raise());
    }

    /** Every request so far that is still kept, in the order of arrival. */
    public List<Received> received() {
        return journal.after(0);
    }

    /** The requests behind number {@code n}. */
    public List<Received> received(long n) {
        return journal.after(n);
    }

    /** The requests that were accepted, in the order of arrival. */
    public List<Received> accepted() {
        return journal.after(0).stream().filter(Received::accepted).toList();
    }

    /** The last heartbeats, as they came in. */
    public List<String> heartbeats() {
        return heartbeats.last();
    }

    /** The figures. */
    public Summary summary() {
        return new Summary(
                journal.last(),
                journal.accepted(),
                redirected,
                listener != null,
                plans.open().size());
    }

    /** Tells of every further request, on the sandbox's own thread, before it is answered. */
    public void watch(Consumer<Received> watcher) {
        journal.watch(watcher);
    }

    @Override
    public void close() throws IOException {
        join(vertx.close());
        journal.close();
    }

    /** Goes down, and up again after the pause unless that is zero. */
    void drop(Duration pause) {
        lower();
        if (!pause.isZero()) {
            raiseIn(Math.max(1, pause.toMillis()));
        }
    }

    /** Somebody else may have the port for a moment; nobody waits for an answer here, so it is tried until it is had. */
    private void raiseIn(long millis) {
        raiseBy(vertx.setTimer(millis, later -> raise().onFailure(taken -> raiseIn(RAISE_AGAIN_MS))));
    }

    /** Whoever goes down or up decides anew what comes: the timer of an earlier decision is none any more. */
    private void raiseBy(long timer) {
        long before = raising.getAndSet(timer);
        if (before != NO_TIMER) {
            vertx.cancelTimer(before);
        }
    }

    Future<?> raise() {
        raiseBy(NO_TIMER);
        if (listener != null) {
            return Future.succeededFuture();
        }
        int turn = turns.incrementAndGet();
        return listenAgain(RAISE_TRIES).onSuccess(server -> {
            if (turns.get() == turn) {
                listener = server;
                changed();
            } else {
                server.close(); // somebody wants it down, or up by another listener, by now
            }
        });
    }

    /** The listener before may have the port for a moment after it was closed. */
    private Future<HttpServer> listenAgain(int tries) {
        return listen(port, this::route)
                .recover(taken -> tries == 1
                        ? Future.failedFuture(taken)
                        : vertx.timer(RAISE_AGAIN_MS).compose(later -> listenAgain(tries - 1)));
    }

    private Future<?> lower() {
        raiseBy(NO_TIMER);
        turns.incrementAndGet();
        HttpServer server = listener;
        listener = null;
        changed();
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** Lets the pages know. */
    private void changed() {
        loop.runOnContext(soon -> pulse.beat());
    }

    /** Called on the event loop only. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void countRedirected() {
        redirected++;
    }

    private void route(HttpServerRequest request) {
        if (Control.owns(request.path())) {
            control.handle(request);
        } else if (Heartbeats.PATH.equals(request.path())) {
            heartbeats.handle(request);
        } else {
            intake.handle(request);
        }
    }

    private Future<HttpServer> listen(int onPort, Consumer<HttpServerRequest> handler) {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(onPort)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true);
        return vertx.createHttpServer(http).requestHandler(handler::accept).listen();
    }

    private URI url(int ofPort) {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return URI.create("http://" + host + ":" + ofPort);
    }

    private static <T> T join(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("the sandbox's event loop does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
