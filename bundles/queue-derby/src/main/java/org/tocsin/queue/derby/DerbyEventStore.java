// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Event;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Lane;
import org.tocsin.api.StartupFailure;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** The store as a service. It is there from the start, and open from the moment the queue opens it. */
@Component(
        service = {EventStore.class, HealthPart.class},
        immediate = true,
        configurationPid = "org.tocsin.queue.derby")
@Designate(ocd = DerbyEventStore.Config.class)
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
        @AttributeDefinition(description = "Bytes of waiting events; empty = 1 GiB, or 80 % of what is free if less")
        String maxBytes() default "";
    }

    private static final Logger LOG = LoggerFactory.getLogger(DerbyEventStore.class);

    private final String directory;
    private final String log;
    private final String maxBytes;
    private volatile @Nullable OpenStore open;
    private volatile Health closed = new Health(State.DEGRADED, "not opened yet, waits for the queue");

    /** Opens nothing yet. */
    @Activate
    public DerbyEventStore(Config config) {
        this(config.directory(), config.log(), config.maxBytes());
    }

    DerbyEventStore(String directory, String log, String maxBytes) {
        this.directory = directory;
        this.log = log;
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized List<LaneRecord> open(CommitListener commits) throws StoreException {
        if (open != null) {
            throw new StoreException("the store is open already, one queue at a time", null);
        }
        try {
            Settings settings = Settings.of(directory, log, maxBytes);
            OpenStore opened = OpenStore.open(settings, commits, Clock.systemUTC());
            open = opened;
            return opened.lanes();
        } catch (IllegalArgumentException | StoreException e) {
            String line = String.valueOf(e.getMessage());
            closed = new Health(State.FAILED, line);
            LOG.error("TOCSIN-QUEUE-DERBY-001 {}", line);
            tellLauncher(line);
            throw e instanceof StoreException reason ? reason : new StoreException(line, e);
        }
    }

    /** Commits what was taken in, then closes the database. */
    @Override
    @Deactivate
    public synchronized void close() {
        OpenStore last = open;
        open = null;
        closed = new Health(State.FAILED, "the store is closed");
        if (last != null) {
            last.close();
        }
    }

    @Override
    public String identity() {
        OpenStore now = open;
        if (now == null) {
            throw new IllegalStateException("the store is not open");
        }
        return now.identity();
    }

    @Override
    public CompletionStage<StoredEvent> append(Event event) {
        return whenOpen(store -> store.append(event));
    }

    @Override
    public CompletionStage<Void> settle(Settlement settlement) {
        return whenOpen(store -> store.settle(settlement));
    }

    @Override
    public CompletionStage<Integer> requeue(Lane lane) {
        return whenOpen(store -> store.requeue(lane));
    }

    @Override
    public List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException {
        OpenStore now = open;
        if (now == null) {
            throw new StoreException(closed.text(), null);
        }
        return now.read(lane, after, limit);
    }

    @Override
    public String part() {
        return "queue-derby";
    }

    @Override
    public Health health() {
        OpenStore now = open;
        return now == null ? closed : StoreHealth.of(now);
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
