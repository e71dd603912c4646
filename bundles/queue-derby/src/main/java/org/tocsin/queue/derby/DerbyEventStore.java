// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.StartupFailure;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoreUse;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.salvage.Mending;

/** The store. It is there from the start, and open from the moment the queue opens it. */
public final class DerbyEventStore implements EventStore, HealthPart {

    /** The configuration, as text so that a wrong value is answered by our words. */
    @ObjectClassDefinition(name = "Tocsin queue on Derby", description = "Where the queue keeps its events")
    public @interface Config {
        /** See the description. */
        @AttributeDefinition(description = "The database; made when it is not there")
        String directory() default "data/db/queue";

        /** See the description. */
        @AttributeDefinition(description = "Derby's own log")
        String log() default "data/log/derby-queue.log";

        /** See the description. */
        @AttributeDefinition(
                description =
                        "Bytes of events that wait and of dead letters; empty = 1 GiB, or 80 % of what is free if less")
        String maxBytes() default "";

        /** See the description. */
        @AttributeDefinition(description = "How many delivered events are kept, more or less")
        String keepDelivered() default "100000";

        /** See the description. */
        @AttributeDefinition(description = "For how long delivered events are kept, more or less; ISO-8601")
        String keepDeliveredFor() default "P7D";
    }

    private static final Logger LOG = LoggerFactory.getLogger(DerbyEventStore.class);
    private static final Duration BETWEEN_MENDINGS = Duration.ofSeconds(10);

    private final Supplier<Settings> settings;
    private final @Nullable Limits limits;
    private final Clock clock;
    private final StoreMeters meters = new StoreMeters();
    private volatile @Nullable OpenStore open;
    private @Nullable Mender mending;
    private volatile String identity = "";
    private volatile @Nullable Reports reports;
    private volatile Health closed = new Health(State.DEGRADED, "not opened yet, waits for the queue");

    /**
     * Opens nothing yet.
     *
     * @param config a wrong value is told by {@link #open}
     */
    public DerbyEventStore(Config config) {
        this(() -> Settings.of(config), null, Clock.systemUTC());
    }

    /** With the defaults of what is not said. */
    DerbyEventStore(String directory, String log, String maxBytes) {
        this(() -> Settings.of(directory, log, maxBytes, "100000", "P7D"), null, Clock.systemUTC());
    }

    /** @param limits null for those that go with the settings */
    DerbyEventStore(Supplier<Settings> settings, @Nullable Limits limits, Clock clock) {
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
    }

    void setMeters(MeterRegistry registry) {
        meters.use(registry);
    }

    void unsetMeters(MeterRegistry registry) {
        meters.release(registry);
    }

    @Override
    public synchronized List<LaneRecord> open(StoreListener listener) throws StoreException {
        if (open != null || mending != null) {
            throw new StoreException("the store is open already, one queue at a time", null);
        }
        closed = new Health(State.DEGRADED, "the database is being opened"); // the launcher waits while it reads this
        try {
            OpenStore opened = open(settings.get(), listener, null);
            List<LaneRecord> lanes = opened.lanes();
            opened.start();
            return lanes;
        } catch (IllegalArgumentException | StoreException e) {
            String line = String.valueOf(e.getMessage());
            closed = new Health(State.FAILED, line);
            LOG.error("TOCSIN-QUEUE-DERBY-001 {}", line);
            tellLauncher(line);
            throw e instanceof StoreException reason ? reason : new StoreException(line, e);
        }
    }

    private OpenStore open(Settings checked, StoreListener listener, @Nullable Known known) throws StoreException {
        Mender mender = new Mender(checked, listener);
        OpenStore opened = new Opening(checked, limits, listener, clock, known, meters).open(mender::start);
        identity = opened.identity();
        reports = new Reports(checked.directory());
        open = opened;
        return opened;
    }

    /** Puts a mended store in the place of one that is damaged. Tries until it works or the store is closed. */
    private final class Mender {
        private final Settings checked;
        private final StoreListener listener;

        Mender(Settings checked, StoreListener listener) {
            this.checked = checked;
            this.listener = listener;
        }

        void start(String cause) {
            Thread thread = new Thread(() -> mend(cause), "tocsin-queue-derby-mender");
            thread.setDaemon(true);
            thread.start();
        }

        private void mend(String cause) {
            synchronized (DerbyEventStore.this) {
                OpenStore damaged = open;
                if (damaged == null) {
                    return; // it was closed meanwhile, and who opens it next mends it
                }
                closed = new Health(State.DEGRADED, "the database is damaged and is being mended: " + cause);
                open = null;
                mending = this;
                Known known = damaged.known();
                damaged.close();
                try {
                    boolean noted = note(cause);
                    while (mending == this && !(noted && tryToMend(known))) {
                        DerbyEventStore.this.wait(BETWEEN_MENDINGS.toMillis());
                        noted = noted || note(cause);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Once, before the first try: when it is mended, the note is gone. */
        private boolean note(String cause) {
            try {
                new Mending(checked.directory(), clock).note(cause);
                return true;
            } catch (IOException e) {
                closed = new Health(State.FAILED, "the database is damaged, which cannot be noted: " + e);
                LOG.error("TOCSIN-QUEUE-DERBY-001 {}", closed.text());
                return false;
            }
        }

        private boolean tryToMend(Known known) {
            try {
                open(checked, listener, known).start();
                mending = null;
                return true;
            } catch (StoreException | RuntimeException e) {
                closed = new Health(State.FAILED, String.valueOf(e.getMessage()));
                LOG.error("TOCSIN-QUEUE-DERBY-001 {}", e.getMessage());
                return false;
            }
        }
    }

    /** Commits what was taken in, then closes the database. */
    @Override
    public synchronized void close() {
        mending = null;
        notifyAll();
        OpenStore last = open;
        open = null;
        closed = new Health(State.FAILED, "the store is closed");
        if (last != null) {
            last.close();
        }
    }

    @Override
    public String identity() {
        if (identity.isEmpty()) {
            throw new IllegalStateException("the store is not open");
        }
        return identity;
    }

    @Override
    public CompletionStage<Appended> append(Event event, @Nullable SubmissionId submission) {
        return whenOpen(store -> store.append(event, submission));
    }

    @Override
    public CompletionStage<Void> settle(Settlement settlement) {
        return whenOpen(store -> store.settle(settlement));
    }

    @Override
    public CompletionStage<Changed> change(LaneChange change) {
        return whenOpen(store -> store.change(change));
    }

    @Override
    public List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException {
        return opened().read(lane, after, limit, Long.MAX_VALUE);
    }

    @Override
    public List<StoredEvent> read(Lane lane, long after, int limit, long bytes) throws StoreException {
        return opened().read(lane, after, limit, bytes);
    }

    @Override
    public List<EventRecord> list(EventFilter filter) throws StoreException {
        return opened().list(filter);
    }

    @Override
    public Optional<EventRecord> find(long order) throws StoreException {
        return opened().find(order);
    }

    @Override
    public StoreUse use() {
        OpenStore now = open;
        return now == null ? new StoreUse(0, 0) : now.space().use();
    }

    @Override
    public void backup(Path target) throws StoreException {
        opened().backup(target);
    }

    @Override
    public Inspection inspect() throws StoreException {
        return opened().inspect();
    }

    @Override
    public String part() {
        return "queue-derby";
    }

    @Override
    public Health health() {
        OpenStore now = open;
        if (now == null) {
            return closed;
        }
        Health health = StoreHealth.of(now);
        Reports unread = reports;
        return unread == null || health.state() != State.READY ? health : unread.on(health);
    }

    private OpenStore opened() throws StoreException {
        OpenStore now = open;
        if (now == null) {
            throw new StoreException(closed.text(), null);
        }
        return now;
    }

    private static void tellLauncher(String line) {
        try {
            StartupFailure.tell(line);
        } catch (IOException e) {
            LOG.warn("TOCSIN-QUEUE-DERBY-004 the launcher could not be told of the failure above: {}", e.toString());
        }
    }

    private <T> CompletionStage<T> whenOpen(Function<OpenStore, CompletionStage<T>> step) {
        OpenStore now = open;
        return now != null ? step.apply(now) : CompletableFuture.failedStage(new StoreException(closed.text(), null));
    }
}
