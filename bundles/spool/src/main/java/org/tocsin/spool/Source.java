// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;

/** An inbox with what is known of it: whether it can be used, and what is left in it. Its methods are for one thread. */
final class Source {

    private static final Logger LOG = LoggerFactory.getLogger(Source.class);
    private static final Duration TIDYING = Duration.ofMinutes(1);

    private final Inbox inbox;
    private final boolean optional;
    private final Clock clock;
    private final TakenIn takenIn;
    private final Patience patience;
    private @Nullable TakeIn takeIn;
    private @Nullable Watch watch;
    private boolean unwatched;
    private String untidy = "";
    private Instant tidied = Instant.MIN;
    private volatile boolean usable;
    private volatile String problem = "";
    private volatile int rejected;
    private volatile int left;
    private volatile int passedOver;
    private volatile List<String> troubles = List.of();
    private volatile List<String> notes = List.of();

    /**
     * With nothing known of it yet.
     *
     * @param optional whether nobody is told when it is not there
     * @param takenIn what was taken in and could not be deleted
     */
    Source(Inbox inbox, boolean optional, Clock clock, TakenIn takenIn) {
        this.inbox = inbox;
        this.optional = optional;
        this.clock = clock;
        this.takenIn = takenIn;
        this.patience = new Patience(clock);
    }

    /** Takes in what is there; null when that is not possible, and {@link #problem} says why. */
    TakeIn.@Nullable Result pass(Pass pass, Formats formats, Report report, Runnable wake) {
        patience.begin();
        try {
            if (!isReady(wake)) {
                return null;
            }
            TakeIn now = takeIn == null ? new TakeIn(inbox, formats, report, clock, patience, takenIn) : takeIn;
            takeIn = now;
            TakeIn.Result result = pass(now, pass);
            left = result.left();
            tidy(now, report);
            passedOver = now.passedOver();
            troubles = now.troubles();
            notes = inbox.rejected().notes();
            problem = "";
            return result;
        } catch (IOException e) {
            usable = false;
            String text = e.getMessage() == null ? e.toString() : e.getMessage();
            if (!text.equals(problem)) {
                problem = text;
                LOG.warn("TOCSIN-SPOOL-002 nothing is taken in from {}: {}", inbox, text);
            }
            return null;
        }
    }

    /** That a directory cannot be listed for now does not mean that it holds nothing: the doors wait, as for a file. */
    private TakeIn.Result pass(TakeIn now, Pass pass) throws IOException {
        try {
            return now.pass(pass);
        } catch (UnusableInboxException | AccessDeniedException | NoSuchFileException | NotDirectoryException e) {
            throw e;
        } catch (IOException e) {
            usable = false; // it is made ready again before the next look
            if (patience.isOver()) {
                throw e;
            }
            QueueRefusedException stopped = new QueueRefusedException(
                    Reason.NOT_READY,
                    "spool: " + inbox + " cannot be listed now (" + e.getClass().getSimpleName()
                            + "), it is tried again");
            return new TakeIn.Result(Set.of(), pass.channels(), stopped, false, false, left);
        }
    }

    private boolean isReady(Runnable wake) throws IOException {
        if (optional && !inbox.isReadable()) {
            usable = false;
            problem = "";
            return false;
        }
        if (!usable || !inbox.isReadable()) {
            inbox.prepare();
            usable = true;
        }
        Watch now = watch;
        if ((now == null || !now.isAlive()) && !unwatched) {
            try {
                watch = Watch.over(inbox.door(), wake);
            } catch (IOException e) {
                unwatched = true;
                LOG.warn(
                        "TOCSIN-SPOOL-003 the kernel does not tell when something is dropped into {} ({}): it is looked"
                                + " at now and then; raise fs.inotify.max_user_instances",
                        inbox,
                        e.getMessage());
            }
        }
        return true;
    }

    /** Never decides what became of the pass: who may drop may also leave things that nobody can delete. */
    private void tidy(TakeIn now, Report report) {
        try {
            if (!tidied.plus(TIDYING).isAfter(clock.instant()) || tidied.isAfter(clock.instant())) {
                tidied = clock.instant();
                now.retry();
                inbox.tidy(message -> report.stuck(inbox, message));
            }
            // of what pdagent has set aside before nothing is said
            rejected = inbox.layout().keepsNames()
                    ? inbox.rejected().remaining()
                    : inbox.rejected().size();
            untidy = "";
        } catch (IOException e) {
            String text = e.toString();
            if (!text.equals(untidy)) {
                untidy = text;
                report.stuck(inbox, "it cannot be tidied up: " + text);
            }
        }
    }

    /** Whether nothing was dropped that was not taken in, or nothing can be. For any thread. */
    boolean isEmpty() {
        return !usable || inbox.isEmpty();
    }

    /** Why nothing is taken in from here; empty when it is. For any thread. */
    String problem() {
        return problem;
    }

    /** Whether it is there. For any thread. */
    boolean isUsable() {
        return usable;
    }

    /** How many files were set aside and are still there. For any thread. */
    int rejected() {
        return rejected;
    }

    /** How many files wait. For any thread. */
    int left() {
        return left;
    }

    /** How many files were passed over, as they can be neither taken in nor set aside. For any thread. */
    int passedOver() {
        return passedOver;
    }

    /** What is wrong with the first of them. For any thread. */
    List<String> troubles() {
        return troubles;
    }

    /** What is to be told of files that were set aside. For any thread. */
    List<String> notes() {
        return notes;
    }

    Inbox inbox() {
        return inbox;
    }

    void close() {
        Watch now = watch;
        if (now != null) {
            now.close();
        }
    }
}
