// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
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
import org.tocsin.api.IntakeGate;
import org.tocsin.api.Lane;
import org.tocsin.api.PresentGate;
import org.tocsin.api.SettingsInForce;

/**
 * Takes in what is dropped: what was there at the start before any event that comes by a door, then whatever comes, at
 * once. With a wrong configuration at the start it takes in nothing, says so, and holds up nobody.
 */
@Component(
        service = {HealthPart.class, IntakeGate.class},
        immediate = true,
        configurationPid = Config.PID)
@Designate(ocd = Config.class)
@Capability(namespace = PresentGate.CAPABILITY)
public final class Spool implements HealthPart, IntakeGate {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int BOOT_DIGITS = 8;
    private static final String NOTHING = "nothing is taken in: ";

    private final AtomicReference<@Nullable EventQueue> queue = new AtomicReference<>();
    private final Map<String, EventFormat> formats = new ConcurrentHashMap<>();
    private final SettingsInForce<Settings> inForce = new SettingsInForce<>();
    private final SpoolMeters meters;
    private final String directory;
    private final Path data;
    private volatile @Nullable Intake intake;

    /** Begins as soon as the queue is there. */
    @Activate
    public Spool(@Reference SpoolMeters meters, Config config, Map<String, Object> values) {
        this(
                meters,
                config,
                values,
                System.getProperty("tocsin.spool", ""),
                Path.of(System.getProperty("tocsin.data", System.getProperty("karaf.data", "data"))));
    }

    Spool(SpoolMeters meters, Config config, Map<String, Object> values, String directory, Path data) {
        this.meters = meters;
        this.directory = directory;
        this.data = data;
        modified(config, values);
    }

    /** Not a new component: a wrong value of a running agent changes nothing. */
    @Modified
    void modified(Config config, Map<String, Object> values) {
        boolean first = intake == null;
        boolean other = inForce.read(
                () -> {
                    Settings.requireOneDirectory(values, directory);
                    return Settings.of(config, directory);
                },
                wrong -> LOG.error("TOCSIN-SPOOL-001 {}{}", first ? NOTHING : "", wrong));
        if (other) {
            inForce.settings().ifPresent(this::begin);
        }
    }

    /** The next one has its turns from now on, and begins when the last one has ended. */
    private void begin(Settings settings) {
        Intake last = intake;
        Intake next = new Intake(inboxes(settings, data), settings.interval(), queue::get, formats::get, meters);
        intake = next;
        if (last != null) {
            last.close();
        }
        next.start();
    }

    private static List<Source> inboxes(Settings settings, Path data) {
        Clock clock = Clock.systemUTC();
        TakenIn takenIn = new TakenIn(data.resolve("spool").resolve("taken-in"));
        List<Source> all = new ArrayList<>();
        // first what a pdagent has left: that is older than what senders drop since the agent has taken its place
        for (Path outqueue : settings.outqueues()) {
            boolean usual = outqueue.equals(Path.of(Settings.PDAGENT));
            all.add(new Source(Inbox.outqueue(outqueue, settings, clock), usual, clock, takenIn));
        }
        Path directory = settings.directory();
        if (directory != null) {
            all.add(new Source(
                    Inbox.spool(directory, new SpoolLayout(boot()), settings, clock), false, clock, takenIn));
        }
        return all;
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).substring(0, BOOT_DIGITS);
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return "00000000"; // and so do the senders of this host
        }
    }

    /** Ends within a second; what is not taken in stays. */
    @Deactivate
    public void close() {
        Intake running = intake;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public CompletionStage<Void> turn(Lane lane) {
        Intake running = intake;
        return running == null ? Turns.NOW : running.turns().turn(lane);
    }

    @Override
    public String part() {
        return "spool";
    }

    @Override
    public Health health() {
        Intake running = intake;
        return running == null
                ? new Health(State.DEGRADED, "TOCSIN-SPOOL-001 " + NOTHING + inForce.problem())
                : inForce.over(running.health());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindQueue(EventQueue service) {
        queue.set(service);
        wake();
    }

    void unbindQueue(EventQueue service) {
        queue.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindFormat(EventFormat service) {
        formats.put(service.channel(), service);
        wake();
    }

    void unbindFormat(EventFormat service) {
        formats.remove(service.channel(), service);
    }

    private void wake() {
        Intake running = intake;
        if (running != null) {
            running.wake();
        }
    }
}
