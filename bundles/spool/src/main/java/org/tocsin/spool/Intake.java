// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.spool.UnfitFileException.Why;

/** The thread that looks at the inboxes: when it is woken, and now and then. */
final class Intake implements Report, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** Until the queue, which refused a file, is asked again. */
    private static final Duration AGAIN = Duration.ofMillis(250);

    private static final Duration CLOSING = Duration.ofSeconds(1);

    /** Of files each of which has a line in the log, in one pass: so many that are bad, and so many that are stuck. */
    private static final int LINES = 10;

    private final List<Source> sources;
    private final Duration interval;
    private final Supplier<@Nullable EventQueue> queue;
    private final Formats formats;
    private final SpoolMeters meters;
    private final Turns turns;
    private final Thread thread = new Thread(this::run, "tocsin-spool");
    private final Semaphore wakes = new Semaphore(0);
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean closed;

    /** Completed by the stop, for who waits for the queue. */
    private final CompletableFuture<Void> stop = new CompletableFuture<>();

    private int bad;
    private int stuck;
    private volatile String refusal = "";
    private volatile Set<String> channels = Set.of();

    Intake(
            List<Source> sources,
            Duration interval,
            Supplier<@Nullable EventQueue> queue,
            Formats formats,
            SpoolMeters meters) {
        this.sources = List.copyOf(sources);
        this.interval = interval;
        this.queue = queue;
        this.formats = formats;
        this.meters = meters;
        this.turns = new Turns(() -> this.sources.stream().allMatch(Source::isEmpty), this::wake, System::nanoTime);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Turns turns() {
        return turns;
    }

    /** Asks for a pass. */
    void wake() {
        wakes.release();
    }

    private void run() {
        try {
            look();
        } finally {
            sources.forEach(Source::close);
        }
    }

    private void look() {
        while (!closed) {
            Duration pause = interval;
            EventQueue there = queue.get();
            if (there != null) {
                try {
                    pause = passes(there);
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("TOCSIN-SPOOL-007 a look at the spool failed, it is tried again", e);
                    turns.passFailed();
                }
            }
            turns.expire();
            await(pause);
        }
    }

    /** One look at all of them; returns when the next one is due. */
    private Duration passes(EventQueue there) {
        long begun = System.nanoTime();
        turns.passBegins();
        Set<Lane> lanes = new HashSet<>();
        Set<String> unread = new HashSet<>();
        QueueRefusedException stopped = null;
        boolean through = true;
        boolean more = false;
        int left = 0;
        bad = 0;
        stuck = 0;
        Pass pass = new Pass(there, this::goesOn, stop, null, Set.of());
        for (Source source : sources) {
            TakeIn.Result result = source.pass(pass, formats, this, this::wake);
            if (closed) {
                return Duration.ZERO;
            }
            if (result != null) {
                pass = pass.after(result);
                lanes.addAll(result.lanes());
                unread.addAll(result.channels());
                through &= result.through();
                more |= result.more();
                left += result.left();
                stopped = result.stopped();
            }
        }
        if (bad > LINES) {
            LOG.warn("TOCSIN-SPOOL-004 {} more files were set aside", bad - LINES);
        }
        if (stuck > LINES) {
            LOG.warn("TOCSIN-SPOOL-006 {} more can be neither moved nor deleted", stuck - LINES);
        }
        meters.waiting(left);
        channels = Set.copyOf(unread);
        String before = refusal;
        refusal = stopped == null ? "" : String.valueOf(stopped.getMessage());
        if (stopped != null && before.isEmpty()) {
            LOG.warn("TOCSIN-SPOOL-005 dropped files wait: {}", stopped.getMessage());
        }
        turns.passEnded(through, lanes, unread, stopped);
        if (stopped != null) {
            // with very many files a look takes longer than that: half of the time is enough for it
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return took.compareTo(AGAIN) < 0 ? AGAIN : took.compareTo(interval) < 0 ? took : interval;
        }
        return more ? Duration.ZERO : interval;
    }

    /** Before each file: who waits too long at a door is told, and after a stop no file is begun. */
    private boolean goesOn() {
        turns.expire();
        return !closed;
    }

    private void await(Duration pause) {
        Duration expiry = turns.nextExpiry();
        Duration time = expiry == null || pause.compareTo(expiry) < 0 ? pause : expiry;
        try {
            if (wakes.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
                wakes.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void taken(Inbox inbox) {
        taken.incrementAndGet();
        meters.taken();
    }

    @Override
    public void setAside(Inbox inbox, String called, Why why, String message) {
        meters.rejected(why);
        if (bad++ < LINES) {
            LOG.warn(
                    "TOCSIN-SPOOL-004 set aside as {} in {}: it {}",
                    called,
                    inbox.rejected().directory(),
                    message);
        }
    }

    @Override
    public void stuck(Inbox inbox, String message) {
        if (stuck++ < LINES) {
            LOG.warn("TOCSIN-SPOOL-006 {}: {}", inbox, message);
        }
    }

    Health health() {
        List<String> wrong = new ArrayList<>();
        for (Source source : sources) {
            if (!source.problem().isEmpty()) {
                wrong.add("TOCSIN-SPOOL-002 nothing is taken in from " + source.inbox() + ": " + source.problem());
            }
            if (source.rejected() > 0) {
                wrong.add(source.rejected() + (source.rejected() == 1 ? " file" : " files") + " set aside in "
                        + source.inbox().rejected().directory() + ": look at them, then delete them"
                        + source.notes().stream().map(note -> "; " + note).collect(Collectors.joining()));
            }
            if (source.passedOver() > 0) {
                wrong.add("TOCSIN-SPOOL-006 " + source.passedOver()
                        + (source.passedOver() == 1 ? " file was" : " files were") + " passed over in "
                        + source.inbox() + ": " + String.join("; ", source.troubles()));
            }
        }
        int left = sources.stream().mapToInt(Source::left).sum();
        if (!refusal.isEmpty()) {
            wrong.add("TOCSIN-SPOOL-005 " + left + " files wait: " + refusal);
        } else if (!channels.isEmpty()) {
            wrong.add(left + " files wait for a plugin that reads "
                    + channels.stream().sorted().limit(3).collect(Collectors.joining(", ")));
        }
        if (!wrong.isEmpty()) {
            return new Health(State.DEGRADED, String.join("; ", wrong));
        }
        String where = sources.stream()
                .filter(Source::isUsable)
                .map(source -> source.inbox().toString())
                .collect(Collectors.joining(", "));
        return new Health(
                State.READY, taken.get() + " taken in, from " + (where.isEmpty() ? "no directory yet" : where));
    }

    /**
     * Ends the thread; an event that it waits for is on the queue, or comes again with the same submission. It is not
     * interrupted: that would break off the reading of a file.
     */
    @Override
    public void close() {
        closed = true;
        turns.close();
        stop.complete(null);
        wake();
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends by itself
        }
    }
}
