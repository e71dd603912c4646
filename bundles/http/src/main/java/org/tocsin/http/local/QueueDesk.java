// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Body;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.BackupView;
import org.tocsin.cli.Desk;
import org.tocsin.cli.DoctorView;
import org.tocsin.cli.EventPage;
import org.tocsin.cli.EventQuery;
import org.tocsin.cli.EventView;
import org.tocsin.cli.ExportPage;
import org.tocsin.cli.Imported;
import org.tocsin.cli.LaneView;
import org.tocsin.cli.Progress;
import org.tocsin.cli.RefusedException;

/** The one implementation of the nouns and verbs: for the command line and for the paths alike. */
@Component(service = QueueDesk.class)
public final class QueueDesk implements Desk {

    private static final Logger LOG = LoggerFactory.getLogger(QueueDesk.class);

    /** Below the 20 seconds that a client waits, and the 30 that the listener does. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Map<String, EventState> DROPPABLE =
            Map.of("dead", EventState.DEAD, "waiting", EventState.WAITING);

    private static final String BY_HAND = "dropped by hand";
    private static final int MAX_REASON = 200;
    private static final int MAX_JOBS = 4;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_MILLIS = 500;

    private final Spine spine;
    private final LaneBook lanes;
    private final EventShelf shelf;
    private final EventHand hand;
    private final EventTransfer transfer;
    private final StoreCare care;
    private final ExecutorService jobs;

    /** A desk over what the spine has at the time of a question. */
    @Activate
    public QueueDesk(@Reference Spine spine) {
        this(spine, PATIENCE, System::nanoTime);
    }

    QueueDesk(Spine spine, Duration patience, LongSupplier nanoTime) {
        this.spine = spine;
        lanes = new LaneBook(spine);
        shelf = new EventShelf(spine, lanes);
        hand = new EventHand(spine, lanes, shelf, nanoTime);
        transfer = new EventTransfer(spine, lanes, shelf);
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_JOBS), work -> {
                    Thread thread = new Thread(work, "tocsin-http-store");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        jobs = one;
        care = new StoreCare(spine, jobs, patience, nanoTime);
    }

    /** Ends what runs. */
    @Deactivate
    public void close() {
        jobs.shutdownNow();
        try {
            if (!jobs.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.info("A copy or a check of the store goes on to its end; it keeps nobody waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws QueueRefusedException, RefusedException;
    }

    private static <T> T told(Work<T> work) throws RefusedException {
        try {
            return work.run();
        } catch (QueueRefusedException e) {
            throw Refusals.of(e);
        }
    }

    @Override
    public EventPage list(EventQuery query) throws RefusedException {
        return told(() -> shelf.list(query));
    }

    @Override
    public EventView event(String key, boolean withKey) throws RefusedException {
        return told(() -> shelf.show(key, withKey));
    }

    @Override
    public int retry(List<String> keys) throws RefusedException {
        return told(() -> hand.retry(keys));
    }

    @Override
    public int retryLane(@Nullable String lane) throws RefusedException {
        return told(() -> hand.retryLane(lane));
    }

    /** Puts the dead letters of some lanes back in their places. */
    int retry(Predicate<Lane> chosen) throws RefusedException {
        return told(() -> lanes.retry(chosen));
    }

    @Override
    public int drop(List<String> keys, @Nullable String reason) throws RefusedException {
        String why = reason(reason);
        return told(() -> hand.drop(keys, why));
    }

    @Override
    public int purge(List<String> keys) throws RefusedException {
        return told(() -> hand.purge(keys));
    }

    @Override
    public int dropLane(String lane, String state, @Nullable String reason) throws RefusedException {
        EventState dropped = DROPPABLE.get(state);
        if (dropped == null) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "state: must be dead or waiting, to drop all such events of the lane");
        }
        String why = reason(reason);
        return told(() -> hand.dropLane(lane, dropped, why));
    }

    private static String reason(@Nullable String given) throws RefusedException {
        if (given == null) {
            return BY_HAND;
        }
        if (given.isBlank() || given.length() > MAX_REASON || given.chars().anyMatch(Character::isISOControl)) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "reason: must have 1 to " + MAX_REASON + " characters in one line, or be left out");
        }
        return given;
    }

    @Override
    public void edit(String key, String body, boolean retry) throws RefusedException {
        told(() -> {
            hand.edit(key, Body.of(body), retry);
            return true;
        });
    }

    @Override
    public ExportPage export(EventQuery query, @Nullable String from) throws RefusedException {
        return told(() -> transfer.export(query, from));
    }

    @Override
    public Imported accept(String lines, int firstLine) throws RefusedException {
        return told(() -> transfer.accept(lines, firstLine));
    }

    /** All lanes. */
    List<LaneView> lanes() throws RefusedException {
        return told(lanes::all);
    }

    @Override
    public LaneView lane(String id) throws RefusedException {
        return told(() -> LaneBook.view(lanes.lane(id)));
    }

    @Override
    public void hold(String id, boolean held) throws RefusedException {
        told(() -> {
            spine.await(spine.control().hold(lanes.lane(id).lane(), held));
            return true;
        });
    }

    @Override
    public Progress<BackupView> backup(String directory, @Nullable String job) throws RefusedException {
        return told(() -> care.backup(directory, job));
    }

    @Override
    public Progress<DoctorView> doctor(@Nullable String job) throws RefusedException {
        return told(() -> care.doctor(job));
    }
}
