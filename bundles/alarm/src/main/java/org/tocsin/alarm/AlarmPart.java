// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Lane;
import org.tocsin.api.host.HostName;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreUse;

/** Looks every few seconds whether something has to be told. Off as long as no lane is configured. */
@Component(configurationPid = Config.PID, immediate = true, service = HealthPart.class)
@Designate(ocd = Config.class)
public final class AlarmPart implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmPart.class);
    private static final long PERIOD_SECONDS = 5;
    private static final long STOP_SECONDS = 2;

    private final AtomicReference<@Nullable EventQueue> queue = new AtomicReference<>();
    private final AtomicReference<@Nullable EventStore> store = new AtomicReference<>();
    private final Map<String, EventFormat> formats = new ConcurrentHashMap<>();
    private final Clock clock;
    private final @Nullable Settings settings;
    private final @Nullable ScheduledExecutorService timer;
    private volatile Health health;
    private @Nullable Watch watch;
    private String told = "";
    private boolean warned;

    /** Begins to look, or says why not. */
    @Activate
    public AlarmPart(Config config) {
        this(config, Clock.systemUTC(), true);
    }

    /** @param looks whether it looks by itself */
    AlarmPart(Config config, Clock clock, boolean looks) {
        this.clock = clock;
        Settings read = null;
        Health first = new Health(State.READY, "off: no keyFile names the lane of the alarms");
        try {
            read = Settings.of(config);
        } catch (IllegalArgumentException e) {
            first = new Health(State.DEGRADED, String.valueOf(e.getMessage()));
            LOG.error("TOCSIN-ALARM-001 {}", e.getMessage());
        }
        settings = read;
        boolean on = read != null && read.keyFile().isPresent();
        health = read != null && on ? begin(read) : first;
        timer = on && looks ? timer() : null;
    }

    private static Health begin(Settings read) {
        try {
            read.keyFile().ifPresent(KeyFile::lane);
            return new Health(State.READY, "begins to look");
        } catch (IllegalArgumentException e) {
            LOG.error("TOCSIN-ALARM-002 {}; it is tried again every {} s", e.getMessage(), PERIOD_SECONDS);
            return new Health(State.DEGRADED, e.getMessage() + "; it is tried again");
        }
    }

    private ScheduledExecutorService timer() {
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tocsin-alarm-watch");
            thread.setDaemon(true);
            return thread;
        });
        var unused = made.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        return made;
    }

    /** Ends at once; what is half told is told after the next start. */
    @Deactivate
    public void close() {
        ScheduledExecutorService made = timer;
        if (made == null) {
            return;
        }
        made.shutdownNow();
        try {
            if (!made.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("a look has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once, unless it is off. */
    void look() {
        Settings read = settings;
        if (read == null || read.keyFile().isEmpty()) {
            return;
        }
        KeyFile keyFile = read.keyFile().get();
        try {
            Lane lane = keyFile.lane();
            EventQueue there = queue.get();
            EventFormat format = formats.get(lane.channel());
            if (there == null || format == null) {
                health = new Health(
                        State.READY, "waits for " + (there == null ? "the queue" : "the channel " + lane.channel()));
                return;
            }
            warn(keyFile, format);
            Watch looking = watch(read, lane);
            looking.look(there.status(), new QueueBell(lane, source(read), format, there), storeUse());
            String open = looking.open().stream().map(Finding.Kind::word).collect(Collectors.joining(", "));
            health = new Health(State.READY, "rings on " + lane.id() + (open.isEmpty() ? "" : "; told: " + open));
            told = "";
        } catch (IOException | RuntimeException | Error e) { // the timer would stop for good
            String problem = String.valueOf(e.getMessage());
            health = new Health(State.DEGRADED, problem + "; it is tried again");
            if (!told.equals(problem)) {
                told = problem;
                LOG.warn("TOCSIN-ALARM-002 {}; it is tried again every {} s", problem, PERIOD_SECONDS, e);
            }
        }
    }

    /** Once, until it is closed and opened again. Of what is no secret nothing is said. */
    private void warn(KeyFile keyFile, EventFormat format) {
        boolean open = format.hasSecretKeys() && keyFile.isOpenToOthers();
        if (open && !warned) {
            LOG.warn("TOCSIN-ALARM-004 everybody on this host can read {}, close it with chmod 600", keyFile);
        }
        warned = open;
    }

    /** With another key begins another one, which knows what was told on the former lane. */
    private Watch watch(Settings read, Lane lane) throws IOException {
        Watch made = watch;
        if (made == null || !made.isOn(lane)) {
            String data = System.getProperty("tocsin.data", System.getProperty("karaf.data", "data"));
            made = new Watch(read, lane, new MemoryFile(Path.of(data, "alarm", "open.properties")), clock);
            watch = made;
        }
        return made;
    }

    private Optional<StoreUse> storeUse() {
        return Optional.ofNullable(store.get()).map(EventStore::use);
    }

    private static String source(Settings read) {
        return read.source().isEmpty() ? HostName.read() : read.source();
    }

    @Override
    public String part() {
        return "alarm";
    }

    @Override
    public Health health() {
        return health;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindQueue(EventQueue service) {
        queue.set(service);
    }

    void unbindQueue(EventQueue service) {
        queue.compareAndSet(service, null);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStore(EventStore service) {
        store.set(service);
    }

    void unbindStore(EventStore service) {
        store.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindFormat(EventFormat service) {
        formats.put(service.channel(), service);
    }

    void unbindFormat(EventFormat service) {
        formats.remove(service.channel(), service);
    }
}
