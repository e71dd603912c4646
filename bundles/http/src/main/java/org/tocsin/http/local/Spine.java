// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;

/** The queue and the formats of events, as they come and go: the routes stay, and say when something is missing. */
@Component(service = Spine.class)
public final class Spine {

    private final AtomicReference<@Nullable EventQueue> queue = new AtomicReference<>();
    private final AtomicReference<@Nullable QueueControl> control = new AtomicReference<>();
    private final Map<String, EventFormat> formats = new ConcurrentHashMap<>();

    /** The queue. */
    EventQueue queue() throws QueueRefusedException {
        EventQueue there = queue.get();
        if (there == null) {
            throw notReady("queue: is not there yet, try again in a moment");
        }
        return there;
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
