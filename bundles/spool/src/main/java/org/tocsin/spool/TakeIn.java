// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.spool.UnfitFileException.Why;

/**
 * Takes the files of one inbox in: in their order, those of a lane one after the other, those of different lanes together,
 * so that they share commits. A file is deleted after the receipt of its event. When the queue refuses one, none after it
 * is tried: it could overtake; and so with one that cannot be read now. Used by one thread.
 */
final class TakeIn {

    private static final int IN_FLIGHT = 64;

    /** A commit that takes longer is not waited for: the file stays, and has the same submission the next time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So long a file waits for a plugin that reads it. */
    private static final Duration PLUGIN = Duration.ofDays(1);

    private final Inbox inbox;
    private final Formats formats;
    private final Report report;
    private final Clock clock;

    private final Map<Path, Lane> waiting = new HashMap<>();
    private final Map<Path, Parked> parked = new HashMap<>();
    private final Set<Path> done = new HashSet<>();

    /** Those that nothing can be done with. */
    private final Set<Path> given = new HashSet<>();

    /** Those that this pass has not looked at. */
    private final Set<Path> unread = new HashSet<>();

    private final Map<Lane, Flight> flights = new LinkedHashMap<>();
    private final Set<Lane> lanes = new HashSet<>();
    private final Set<String> channels = new HashSet<>();
    private @Nullable QueueRefusedException stopped;

    private record Parked(String channel, Instant since) {}

    private record Found(Event event, SubmissionId submission) {}

    private record Flight(Path name, Path file, CompletionStage<Receipt> stage) {}

    TakeIn(Inbox inbox, Formats formats, Report report, Clock clock) {
        this.inbox = inbox;
        this.formats = formats;
        this.report = report;
        this.clock = clock;
    }

    /**
     * How a pass ended.
     *
     * @param lanes those of which files are left because the queue refused one
     * @param channels those of which files are left, here or in an inbox before, because nobody reads them
     * @param stopped what the queue refused a file with, here or in an inbox before; null when it did not
     * @param more whether there are files that were not looked at
     * @param left how many files are left
     */
    record Result(
            Set<Lane> lanes, Set<String> channels, @Nullable QueueRefusedException stopped, boolean more, int left) {}

    Inbox inbox() {
        return inbox;
    }

    /**
     * Takes in what is there.
     *
     * @throws IOException when the directory cannot be listed
     */
    Result pass(Pass pass) throws IOException {
        lanes.clear();
        channels.clear();
        channels.addAll(pass.channels());
        stopped = pass.stopped();
        Inbox.Listing listing = inbox.list();
        Set<Path> there = Set.copyOf(listing.names());
        waiting.keySet().retainAll(there);
        parked.keySet().retainAll(there);
        done.retainAll(there);
        given.retainAll(there);
        unread.clear();
        unread.addAll(listing.names());
        for (Path name : listing.names()) {
            if (!pass.goesOn().getAsBoolean() || (stopped != null && stopped.reason() == Reason.NOT_READY)) {
                break;
            }
            unread.remove(name);
            if (!given.contains(name)) {
                take(name, pass);
            }
        }
        while (!flights.isEmpty()) {
            settle(flights.keySet().iterator().next(), pass);
        }
        unread.removeAll(given);
        unread.addAll(waiting.keySet());
        unread.addAll(parked.keySet());
        return new Result(Set.copyOf(lanes), Set.copyOf(channels), stopped, listing.more(), unread.size());
    }

    private void take(Path name, Pass pass) {
        Lane known = waiting.get(name);
        if (stopped != null && known != null) {
            lanes.add(known);
            return;
        }
        Parked wait = parked.get(name);
        if (wait != null && isYoung(wait) && formats.of(wait.channel()) == null) {
            channels.add(wait.channel());
            return;
        }
        Path file;
        try {
            file = inbox.claim(name);
        } catch (IOException e) {
            if (inbox.giveUp(name)) {
                report.stuck(
                        inbox, "a file cannot be moved (" + e.getClass().getSimpleName() + "): take it away by hand");
            }
            return;
        }
        if (file == null) {
            return;
        }
        if (done.contains(name)) {
            delete(name, file);
            return;
        }
        try {
            Found found = read(name, file);
            if (found != null) {
                accept(name, file, found, pass);
            }
        } catch (UnfitFileException e) {
            setAside(name, file, e);
        } catch (NoSuchFileException e) {
            waiting.remove(name);
            parked.remove(name); // it is gone by itself
        } catch (IOException e) {
            unread.add(name);
            stopped = new QueueRefusedException(
                    Reason.NOT_READY,
                    "spool: a file cannot be read now (" + e.getClass().getSimpleName() + "), it is tried again");
        }
    }

    private void accept(Path name, Path file, Found found, Pass pass) {
        Lane lane = found.event().lane();
        if (flights.containsKey(lane)) {
            settle(lane, pass);
        }
        if (flights.size() >= IN_FLIGHT) {
            settle(flights.keySet().iterator().next(), pass);
        }
        if (stopped != null) {
            waiting.put(name, lane);
            lanes.add(lane);
            return;
        }
        flights.put(lane, new Flight(name, file, pass.queue().accept(found.event(), found.submission())));
    }

    /** The event of a file; null when nobody is there who reads it. */
    private @Nullable Found read(Path name, Path file) throws UnfitFileException, IOException {
        Dropped dropped = inbox.read(name, file);
        EventFormat format = formats.of(dropped.channel());
        // a plugin that has just come waits for the next pass: this one has gone by files that are for it
        if (format == null || channels.contains(dropped.channel())) {
            Parked wait = parked.computeIfAbsent(name, any -> new Parked(dropped.channel(), clock.instant()));
            if (format == null && !isYoung(wait)) {
                throw new UnfitFileException(
                        Why.CHANNEL, "is for the channel " + dropped.channel() + ", which no plugin here reads");
            }
            channels.add(wait.channel());
            return null;
        }
        parked.remove(name);
        try {
            return new Found(format.read(dropped.text(), dropped.format(), dropped.key()), dropped.submission());
        } catch (InvalidEventException e) {
            throw new UnfitFileException(Why.EVENT, String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // the class alone: what an exception says may quote the event
            throw new UnfitFileException(
                    Why.EVENT, "makes its reader fail: " + e.getClass().getName());
        }
    }

    private boolean isYoung(Parked wait) {
        return clock.instant().isBefore(wait.since().plus(PLUGIN));
    }

    private void settle(Lane lane, Pass pass) {
        Flight flight = flights.remove(lane);
        if (flight == null) {
            return;
        }
        try {
            CompletableFuture<Receipt> answer = flight.stage().toCompletableFuture();
            CompletableFuture.anyOf(answer, pass.stop()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.isDone()) {
                refused(flight, lane, notReady("the agent is stopping"));
                return;
            }
            answer.get();
            waiting.remove(flight.name());
            report.taken(inbox);
            delete(flight.name(), flight.file());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            refused(
                    flight,
                    lane,
                    cause instanceof QueueRefusedException refusal ? refusal : notReady("the queue failed"));
        } catch (TimeoutException e) {
            refused(flight, lane, notReady("the queue does not answer"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refused(flight, lane, notReady("the agent is stopping"));
        }
    }

    private void refused(Flight flight, Lane lane, QueueRefusedException reason) {
        waiting.put(flight.name(), lane);
        lanes.add(lane);
        if (stopped == null || stopped.reason() == Reason.FULL) {
            stopped = reason;
        }
    }

    private static QueueRefusedException notReady(String message) {
        return new QueueRefusedException(Reason.NOT_READY, "queue: " + message);
    }

    private void delete(Path name, Path file) {
        try {
            Files.delete(file);
            done.remove(name);
        } catch (NoSuchFileException e) {
            done.remove(name);
        } catch (IOException e) {
            if (done.add(name)) {
                report.stuck(
                        inbox,
                        "a file that was taken in cannot be deleted ("
                                + e.getClass().getSimpleName() + "): make " + file.getParent()
                                + " writable before the next start");
            }
        }
    }

    private void setAside(Path name, Path file, UnfitFileException problem) {
        waiting.remove(name);
        parked.remove(name);
        try {
            String called = inbox.setAside(name, file, problem.why());
            report.setAside(inbox, called, problem.why(), String.valueOf(problem.getMessage()));
        } catch (NoSuchFileException e) {
            return; // it is gone by itself
        } catch (IOException e) {
            given.add(name);
            report.stuck(
                    inbox,
                    "a bad file cannot be set aside (" + e.getClass().getSimpleName() + "): it "
                            + problem.getMessage());
        }
    }
}
