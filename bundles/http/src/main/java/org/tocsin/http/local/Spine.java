// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.GatedQueue;
import org.tocsin.api.IntakeGate;
import org.tocsin.api.Lane;
import org.tocsin.api.PresentGate;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.RefusedException;

/** The queue and the formats of events, as they come and go: the routes stay, and say when something is missing. */
@Component(service = Spine.class)
public final class Spine {

    /** Below the 20 seconds that a client of the command line waits, and the 30 that the listener does. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AtomicReference<@Nullable EventQueue> queue = new AtomicReference<>();
    private final PresentGate gate;
    private final AtomicReference<@Nullable QueueControl> control = new AtomicReference<>();
    private final Map<String, EventFormat> formats = new ConcurrentHashMap<>();
    private final Duration patience;
    private final LongSupplier nanoTime;

    /** Waits for the queue as long as a request may. */
    @Activate
    public Spine(BundleContext context) {
        this(PATIENCE, System::nanoTime, PresentGate.isExpected(context));
    }

    Spine(Duration patience, LongSupplier nanoTime) {
        this(patience, nanoTime, false);
    }

    private Spine(Duration patience, LongSupplier nanoTime, boolean gated) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.gate = new PresentGate(gated, "tocsin-http-gate");
    }

    /** Lets nobody wait. */
    @Deactivate
    void close() {
        gate.close();
    }

    /** Waits until the queue has done something: see {@link Await}. */
    <T> T await(CompletionStage<T> stage) throws QueueRefusedException, RefusedException {
        return Await.of(stage, patience);
    }

    /** How long a request waits for the queue. */
    Duration patience() {
        return patience;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** The queue; what was dropped while the agent was down goes on it first. */
    EventQueue queue() throws QueueRefusedException {
        EventQueue there = queue.get();
        if (there == null) {
            throw notReady("queue: is not there yet, try again in a moment");
        }
        return new GatedQueue(there, () -> gate);
    }

    /** What a person does with the queue. */
    QueueControl control() throws QueueRefusedException {
        QueueControl there = control.get();
        if (there == null) {
            throw notReady("queue: is not there yet, try again in a moment");
        }
        return there;
    }

    /** What reads the events of a channel. */
    EventFormat format(String channel) throws QueueRefusedException {
        EventFormat there = formats.get(channel);
        if (there == null) {
            throw notReady("channel: " + channel + " is not there yet, try again in a moment");
        }
        return there;
    }

    /** Strikes the key of a lane out of texts; when nobody is there who knows better, it is a secret. */
    Redaction redaction(Lane lane) {
        EventFormat there = formats.get(lane.channel());
        String key = there == null ? lane.key() : there.keyBeside(lane);
        return new Redaction(key == null || (there != null && !there.hasSecretKeys()) ? null : key);
    }

    /** The key that has to be told beside the texts of a lane's events; null when they have it. */
    @Nullable
    String keyOutsideOfTexts(Lane lane) {
        EventFormat there = formats.get(lane.channel());
        return there == null || there.hasKeysInTexts() ? null : there.keyBeside(lane);
    }

    /** Whether somebody is there who reads the events of a channel. */
    boolean reads(String channel) {
        return formats.containsKey(channel);
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
    void bindGate(IntakeGate service) {
        gate.bind(service);
    }

    void unbindGate(IntakeGate service) {
        gate.unbind(service);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindControl(QueueControl service) {
        control.set(service);
    }

    void unbindControl(QueueControl service) {
        control.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindFormat(EventFormat service) {
        formats.put(service.channel(), service);
    }

    void unbindFormat(EventFormat service) {
        formats.remove(service.channel(), service);
    }

    private static QueueRefusedException notReady(String message) {
        return new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, message);
    }
}
