// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.tocsin.api.QueueRefusedException.Reason;

/**
 * The gate as a door sees it, while gates come and go. One that has gone is nearly always exchanged: its plugin is
 * refreshed, upgraded or configured anew, and what was dropped meanwhile must not be overtaken. So events wait up to ten
 * seconds for the next gate; when none has come by then, there is none.
 */
public final class PresentGate implements IntakeGate, AutoCloseable {

    /** A bundle that brings a gate says so in its manifest, by a capability of this namespace. */
    public static final String CAPABILITY = "org.tocsin.gate";

    private static final Duration EXCHANGE = Duration.ofSeconds(10);
    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final Duration exchange;
    private final String thread;
    private final List<IntakeGate> gates = new ArrayList<>();

    /** Completed with the gate, or with none; not yet while one is expected. */
    private volatile CompletableFuture<Optional<IntakeGate>> present;

    private boolean closed;

    /**
     * For a door that opens.
     *
     * @param expected whether a gate is about to come, see {@link #isExpected}
     * @param thread the name of the thread that stops to wait for a gate
     */
    public PresentGate(boolean expected, String thread) {
        this(expected, thread, EXCHANGE);
    }

    PresentGate(boolean expected, String thread, Duration exchange) {
        this.thread = thread;
        this.exchange = exchange;
        this.present = expected ? expected() : CompletableFuture.completedFuture(Optional.empty());
    }

    /** Whether a bundle is installed that brings a gate: bundles that are refreshed start again in any order. */
    public static boolean isExpected(BundleContext context) {
        return Stream.of(context.getBundles()).anyMatch(PresentGate::bringsGate);
    }

    private static boolean bringsGate(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && !revision.getDeclaredCapabilities(CAPABILITY).isEmpty();
    }

    @Override
    public CompletionStage<Void> turn(Lane lane) {
        CompletableFuture<Optional<IntakeGate>> now = present;
        return now.isDone() && !now.isCompletedExceptionally()
                ? turn(now.join(), lane)
                : now.thenCompose(gate -> turn(gate, lane));
    }

    private static CompletionStage<Void> turn(Optional<IntakeGate> gate, Lane lane) {
        return gate.isPresent() ? gate.get().turn(lane) : NOW;
    }

    /** A gate has come. */
    public void bind(IntakeGate gate) {
        CompletableFuture<Optional<IntakeGate>> before;
        synchronized (this) {
            gates.add(gate);
            before = present;
            present = CompletableFuture.completedFuture(Optional.of(gates.get(0)));
        }
        before.complete(Optional.of(gate));
    }

    /** A gate has gone. */
    public synchronized void unbind(IntakeGate gate) {
        if (gates.remove(gate) && !closed) {
            present = gates.isEmpty() ? expected() : CompletableFuture.completedFuture(Optional.of(gates.get(0)));
        }
    }

    /** The door closes: who waits is told to come again. */
    @Override
    public synchronized void close() {
        closed = true;
        present.completeExceptionally(
                new QueueRefusedException(Reason.NOT_READY, "door: it is closing, try again in a moment"));
    }

    private CompletableFuture<Optional<IntakeGate>> expected() {
        CompletableFuture<Optional<IntakeGate>> next = new CompletableFuture<>();
        Thread waiting = new Thread(() -> giveUpLater(next), thread);
        waiting.setDaemon(true);
        waiting.setContextClassLoader(PresentGate.class.getClassLoader());
        waiting.start();
        return next;
    }

    private void giveUpLater(CompletableFuture<Optional<IntakeGate>> next) {
        try {
            next.get(exchange.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            next.complete(Optional.empty());
        } catch (ExecutionException e) {
            return; // the door has closed
        }
    }
}
