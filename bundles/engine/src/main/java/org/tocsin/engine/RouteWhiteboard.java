// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Backoff;
import org.tocsin.engine.RouteSet.Running;
import org.tocsin.engine.RouteSet.Waiting;

/**
 * Gives every set of routes that is there its place, or the reason why it waits. Of two versions of a bundle the newer
 * one owns a name (a route, a channel, an adapter); otherwise whoever came first does, and the other stands by. For one
 * thread, but for {@link #sets}.
 */
final class RouteWhiteboard {

    private static final Logger LOG = LoggerFactory.getLogger(RouteWhiteboard.class);

    private static final Comparator<RouteSet> NEWEST_VERSION_FIRST = Comparator.comparing(
                    (RouteSet set) -> set.owner().version(), Comparator.reverseOrder())
            .thenComparingLong(RouteSet::number);

    private final ContextHouse contexts;
    private final RouteHand hand;
    private final Patience patience;
    private final Backoff backoff;
    private final LongSupplier nanoTime;
    private final RouteLedger ledger = new RouteLedger();
    private final Set<RouteSet> sets = new ConcurrentSkipListSet<>(NEWEST_VERSION_FIRST);

    RouteWhiteboard(ContextHouse contexts, RouteHand hand, Patience patience, Backoff backoff, LongSupplier nanoTime) {
        this.contexts = contexts;
        this.hand = hand;
        this.patience = patience;
        this.backoff = backoff;
        this.nanoTime = nanoTime;
    }

    /** All sets; safe for any thread. */
    List<RouteSet> sets() {
        return List.copyOf(sets);
    }

    /** A set has come. */
    void add(RouteSet set) {
        sets.add(set);
        settle();
    }

    /** A set goes: returns after its routes are gone. */
    void remove(RouteSet set) {
        sets.remove(set);
        stop(set, "is gone");
        settle();
    }

    /**
     * A set comes in the place of another: who stands by gets no name that both of them claim, not even for a moment. If
     * what ran would be replaced by what does not, it runs on.
     *
     * @return whether the next one has the place; if not, it says why in its standing
     */
    boolean replace(RouteSet before, RouteSet next) {
        boolean ran = before.standing() instanceof Running;
        sets.remove(before);
        stop(before, "is gone");
        sets.add(next);
        startIfItWaits(next);
        boolean replaced = !ran || next.standing() instanceof Running;
        if (!replaced) {
            sets.remove(next);
            sets.add(before);
            startIfItWaits(before);
        }
        settle();
        return replaced;
    }

    /** Tries everything that waits, because something has changed. */
    void settle() {
        sets.forEach(this::startIfItWaits);
    }

    private void startIfItWaits(RouteSet set) {
        if (set.standing() instanceof Waiting waiting) {
            start(set, waiting);
        }
    }

    /** Tries what failed before and has waited long enough. */
    void retry() {
        for (RouteSet set : sets) {
            if (set.standing() instanceof Waiting waiting
                    && waiting.failures() > 0
                    && nanoTime.getAsLong() - waiting.nextTryNanos() >= 0) {
                start(set, waiting);
            }
        }
    }

    private void start(RouteSet set, Waiting waiting) {
        if (!waiting.claims().isEmpty() && mustStandBy(set, waiting, waiting.claims())) {
            return;
        }
        RoutesBuilder builder = null;
        Set<Claim> claims = waiting.claims();
        boolean moved = false;
        try {
            DefaultCamelContext context = contexts.moveIn(set.owner());
            moved = true;
            builder = set.source().take(context);
            claims = hand.announce(set.owner(), builder, context);
            if (!mustStandBy(set, waiting, claims)) {
                makeRoom(set, claims);
                Set<Claim> added = hand.add(builder, context);
                if (mustStandBy(set, waiting, added)) {
                    hand.remove(Claim.routes(added), context, patience.next());
                } else {
                    makeRoom(set, added);
                    ledger.enter(set, added);
                    set.now(new Running(added, context, builder));
                    LOG.info("Started {} of {}", Claim.routes(added), set.owner());
                    return;
                }
            }
        } catch (Exception | LinkageError e) {
            fail(set, claims, waiting.failures() + 1, e);
        }
        if (builder != null) {
            set.source().giveBack(builder);
        }
        if (moved) {
            contexts.moveOut(set.owner());
        }
    }

    /** Whether another one owns any of these routes and keeps it. */
    private boolean mustStandBy(RouteSet set, Waiting before, Set<Claim> claims) {
        for (RouteSet rival : ledger.rivals(set, claims)) {
            // One that has failed takes nothing away from what works: it would interrupt that with every try.
            boolean takesOver = before.failures() == 0 && set.owner().supersedes(rival.owner());
            if (!takesOver) {
                String reason = "stands by: " + shared(rival, claims) + " belongs to " + rival.owner();
                if (!before.reason().equals(reason)) {
                    LOG.warn("TOCSIN-ENGINE-001 {} of {} {}", claims, set.owner(), reason);
                }
                set.now(new Waiting(claims, reason, before.failures(), before.nextTryNanos()));
                return true;
            }
        }
        return false;
    }

    private void makeRoom(RouteSet set, Set<Claim> claims) {
        for (RouteSet rival : ledger.rivals(set, claims)) {
            LOG.info("{} takes over {} from {}", set.owner(), shared(rival, claims), rival.owner());
            stop(rival, "stands by: " + shared(rival, claims) + " belongs to " + set.owner());
        }
    }

    private static String shared(RouteSet rival, Set<Claim> claims) {
        return rival.standing().claims().stream()
                .filter(claims::contains)
                .findFirst()
                .map(Claim::toString)
                .orElse("a route");
    }

    private void stop(RouteSet set, String reason) {
        if (set.standing() instanceof Running running) {
            hand.remove(running.ids(), running.context(), patience.next());
            ledger.strike(set);
            set.now(Waiting.standBy(running.claims(), reason));
            set.source().giveBack(running.builder());
            contexts.moveOut(set.owner());
            LOG.info("Stopped {} of {}", running.ids(), set.owner());
        }
    }

    private void fail(RouteSet set, Set<Claim> claims, int failures, Throwable problem) {
        String reason = Reason.of(problem);
        long wait = backoff.after(failures, RandomGenerator.getDefault()).toNanos();
        if (failures == 1) {
            LOG.warn(
                    "TOCSIN-ENGINE-002 {} of {} cannot start and will be tried again: {}", claims, set.owner(), reason);
        }
        LOG.debug("{} of {} failed to start {} times", claims, set.owner(), failures, problem);
        set.now(new Waiting(claims, reason, failures, nanoTime.getAsLong() + wait));
    }
}
