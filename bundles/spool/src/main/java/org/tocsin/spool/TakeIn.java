// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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

    /** So many bytes all of them together may have, which anybody may have dropped. */
    private static final int BYTES_IN_FLIGHT = 32 << 20;

    private static final int MOST_TOLD = 3;

    /** A commit that takes longer is not waited for: the file stays, and has the same submission the next time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So long a file waits for a plugin that reads it. */
    private static final Duration PLUGIN = Duration.ofDays(1);

    private final Inbox inbox;
    private final Formats formats;
    private final Report report;
    private final Clock clock;
    private final Patience patience;
    private final TakenIn takenIn;

    /** What is known of the first so many files that wait, so that they need not be read again. */
    private Map<Path, Lane> waiting = new HashMap<>();

    private Map<Path, Parked> parked = new HashMap<>();
    private Map<Path, Lane> knownWaiting = Map.of();
    private Map<Path, Parked> knownParked = Map.of();

    /** Those that nothing can be done with, and what is wrong with them. */
    private final Map<Path, String> given = new LinkedHashMap<>();

    private final Set<Path> seen = new HashSet<>();
    private boolean retries;

    private final Map<Lane, Flight> flights = new LinkedHashMap<>();
    private final Set<Lane> lanes = new HashSet<>();
    private final Set<String> channels = new HashSet<>();
    private @Nullable QueueRefusedException stopped;
    private boolean more;
    private int left;

    private record Parked(String channel, Instant since) {}

    private record Found(Event event, SubmissionId submission) {}

    private record Flight(Path name, Path file, int size, CompletionStage<Receipt> stage) {}

    /**
     * For one inbox.
     *
     * @param patience begun anew for each pass by who asks for it
     * @param takenIn what was taken in and could not be deleted
     */
    TakeIn(Inbox inbox, Formats formats, Report report, Clock clock, Patience patience, TakenIn takenIn) {
        this.inbox = inbox;
        this.formats = formats;
        this.report = report;
        this.clock = clock;
        this.patience = patience;
        this.takenIn = takenIn;
    }

    /**
     * How a pass ended.
     *
     * @param lanes those of which files are left because the queue refused one
     * @param channels those of which files are left, here or in an inbox before, because nobody reads them
     * @param stopped what the queue refused a file with, here or in an inbox before; null when it did not
     * @param through whether all that was there at its beginning was looked at
     * @param more whether there are files that were dropped since then
     * @param left how many files are left of those that were there
     */
    record Result(
            Set<Lane> lanes,
            Set<String> channels,
            @Nullable QueueRefusedException stopped,
            boolean through,
            boolean more,
            int left) {}

    Inbox inbox() {
        return inbox;
    }

    /** What is wrong with files that were passed over: the first few. */
    List<String> troubles() {
        return Stream.concat(inbox.stuck().stream(), given.values().stream())
                .limit(MOST_TOLD)
                .toList();
    }

    /** How many were passed over. */
    int passedOver() {
        return inbox.stuck().size() + given.size();
    }

    /** Has the next pass try again what was passed over. */
    void retry() {
        inbox.retry();
        retries = true;
    }

    /**
     * Takes in what is there.
     *
     * @throws UnusableInboxException when nothing can be taken in from there until a person has seen to it
     * @throws IOException when the directory cannot be listed now
     */
    Result pass(Pass pass) throws IOException {
        lanes.clear();
        channels.clear();
        channels.addAll(pass.channels());
        stopped = pass.stopped();
        knownWaiting = waiting;
        knownParked = parked;
        waiting = new HashMap<>();
        parked = new HashMap<>();
        seen.clear();
        more = false;
        left = 0;
        inbox.requireWritable();
        takenIn.load();
        boolean through;
        try {
            through = walk(pass);
        } finally {
            while (!flights.isEmpty()) {
                settle(flights.keySet().iterator().next(), pass);
            }
        }
        if (through) {
            given.keySet().retainAll(seen);
            retries = false;
        }
        return new Result(Set.copyOf(lanes), Set.copyOf(channels), stopped, through && !isCut(), more, left);
    }

    /** Goes by all that is there, in its order; false when it came to an end before the last of them. */
    private boolean walk(Pass pass) throws IOException {
        Inbox.Listing listing = inbox.list(null);
        Place end = listing.end();
        while (end != null) {
            Place last = null;
            int unseen = listing.count();
            for (Place place : listing.places()) {
                if (!goesOn(pass)) {
                    left += unseen;
                    return false;
                }
                if (place.compareTo(end) > 0) {
                    more = true;
                    return true;
                }
                last = place;
                unseen--;
                take(place.name(), pass);
            }
            if (last == null || unseen == 0) {
                return true;
            }
            listing = inbox.list(last);
        }
        return true;
    }

    /** Not when the queue is not ready; nor for more files that it refuses than can be kept in mind. */
    private boolean goesOn(Pass pass) {
        return pass.goesOn().getAsBoolean() && !isCut() && (stopped == null || left < Inbox.MAX_NAMES);
    }

    private boolean isCut() {
        return stopped != null && stopped.reason() == Reason.NOT_READY;
    }

    private void take(Path name, Pass pass) throws IOException {
        Lane lane = knownWaiting.get(name);
        if (stopped != null && lane != null) {
            waits(name, lane);
            return;
        }
        Parked wait = knownParked.get(name);
        if (wait != null && isYoung(wait) && formats.of(wait.channel()) == null) {
            park(name, wait);
            return;
        }
        if (given.containsKey(name)) {
            seen.add(name);
            if (!retries) {
                return;
            }
        }
        Path file;
        try {
            file = inbox.claim(name);
        } catch (IOException e) {
            passOver(name, e);
            return;
        }
        if (file == null) {
            return;
        }
        try {
            if (takenIn.contains(file)) {
                delete(name, file);
                return;
            }
            Found found = read(name, file);
            if (found != null) {
                accept(name, file, found, pass);
            }
        } catch (UnfitFileException e) {
            setAside(name, file, e);
        } catch (UnusableInboxException e) {
            throw e;
        } catch (NoSuchFileException e) {
            return; // it is gone by itself
        } catch (IOException e) {
            if (patience.isOver()) {
                inbox.probe();
                setAside(
                        name,
                        file,
                        new UnfitFileException(Why.UNREADABLE, "could not be read for some time (" + kind(e) + ")"));
            } else {
                hold("read", e);
            }
        }
    }

    /** A directory of another user stays where it is; what else cannot be moved may be so for a moment only. */
    private void passOver(Path name, IOException problem) throws IOException {
        inbox.requireWritable();
        if (!(problem instanceof AccessDeniedException)) {
            if (!patience.isOver()) {
                hold("moved", problem);
                return;
            }
            inbox.probe();
        }
        String shown = inbox.shown(name, inbox.dropped(name));
        String message = shown + " cannot be moved (" + kind(problem) + "): take it away by hand";
        if (inbox.giveUp(name, message)) {
            report.stuck(inbox, message);
        }
    }

    /** Nothing after it is looked at: it could overtake. */
    private void hold(String what, IOException problem) {
        left++;
        stopped = new QueueRefusedException(
                Reason.NOT_READY,
                "spool: a file cannot be " + what + " now (" + kind(problem) + "), it is tried again");
    }

    private static String kind(IOException problem) {
        // the class alone, and what the system says: not the path, in which a key may be
        String reason = problem instanceof FileSystemException failed ? failed.getReason() : null;
        return reason == null
                ? problem.getClass().getSimpleName()
                : problem.getClass().getSimpleName() + ", " + reason;
    }

    private void waits(Path name, Lane lane) {
        left++;
        lanes.add(lane);
        if (waiting.size() < Inbox.MAX_NAMES) {
            waiting.put(name, lane);
        }
    }

    private void park(Path name, Parked wait) {
        left++;
        channels.add(wait.channel());
        if (parked.size() < Inbox.MAX_NAMES) {
            parked.put(name, wait);
        }
    }

    private void accept(Path name, Path file, Found found, Pass pass) throws IOException {
        Lane lane = found.event().lane();
        if (flights.containsKey(lane)) {
            settle(lane, pass);
        }
        int size = found.event().body().size();
        while (!hasRoom(size)) {
            settle(flights.keySet().iterator().next(), pass);
        }
        if (stopped != null) {
            waits(name, lane);
            return;
        }
        if (!takenIn.hasRoom()) {
            throw new UnusableInboxException(
                    file.getParent() + " holds " + TakenIn.MOST
                            + " files that were taken in and cannot be deleted: delete them",
                    null);
        }
        flights.put(lane, new Flight(name, file, size, pass.queue().accept(found.event(), found.submission())));
    }

    private boolean hasRoom(int size) {
        long bytes = flights.values().stream().mapToLong(Flight::size).sum();
        return flights.isEmpty() || (flights.size() < IN_FLIGHT && bytes + size <= BYTES_IN_FLIGHT);
    }

    /** The event of a file; null when nobody is there who reads it. */
    private @Nullable Found read(Path name, Path file) throws UnfitFileException, IOException {
        Dropped dropped = inbox.read(name, file);
        EventFormat format = formats.of(dropped.channel());
        // a plugin that has just come waits for the next pass: this one has gone by files that are for it
        if (format == null || channels.contains(dropped.channel())) {
            Parked wait = new Parked(dropped.channel(), inbox.since(file));
            if (format == null && !isYoung(wait)) {
                throw new UnfitFileException(
                        Why.CHANNEL, "is for the channel " + dropped.channel() + ", which no plugin here reads");
            }
            park(name, wait);
            return null;
        }
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
        waits(flight.name(), lane);
        if (stopped == null || stopped.reason() == Reason.FULL) {
            stopped = reason;
        }
    }

    private static QueueRefusedException notReady(String message) {
        return new QueueRefusedException(Reason.NOT_READY, "queue: " + message);
    }

    /** A file whose event is on the queue. What cannot be deleted is noted, so that it never goes there again. */
    private void delete(Path name, Path file) {
        try {
            takenIn.delete(file);
            given.remove(name);
        } catch (NoSuchFileException e) {
            given.remove(name);
        } catch (IOException e) {
            String message = inbox.shown(name, file) + " was taken in and cannot be deleted (" + kind(e)
                    + "): delete it in " + file.getParent();
            give(name, message);
            try {
                takenIn.add(file);
            } catch (IOException f) {
                report.stuck(
                        inbox,
                        "that a file was taken in cannot be noted (" + kind(f) + "): delete it in " + file.getParent()
                                + " within a day, else it is taken in again at the next start");
            }
        }
    }

    private void give(Path name, String message) {
        seen.add(name);
        if (given.size() < Inbox.MAX_NAMES && given.put(name, message) == null) {
            report.stuck(inbox, message);
        }
    }

    private void setAside(Path name, Path file, UnfitFileException problem) {
        try {
            String called = inbox.setAside(name, file, problem);
            given.remove(name);
            report.setAside(inbox, called, problem.why(), String.valueOf(problem.getMessage()));
        } catch (NoSuchFileException e) {
            return; // it is gone by itself
        } catch (IOException e) {
            give(
                    name,
                    inbox.shown(name, file) + " cannot be set aside (" + kind(e) + "), it " + problem.getMessage()
                            + ": take it away from " + file.getParent());
        }
    }
}
