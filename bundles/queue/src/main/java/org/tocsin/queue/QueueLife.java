// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.QueueControl;

/**
 * The queue with one set of settings. Offers it as {@link EventQueue} and {@link QueueControl} once it is open, or once it is
 * known why it is not. It opens on a thread of its own: a store can take its time, and meanwhile the other plugins start.
 */
final class QueueLife {

    private static final Logger LOG = LoggerFactory.getLogger(QueueLife.class);

    private final BundleContext context;
    private final Supplier<QueueService> opener;
    private final Set<DeliveryChannel> channels;
    private final Thread opening;
    private @Nullable QueueService queue;
    private @Nullable ServiceRegistration<?> offer;
    private String problem = "waits for the store";
    private boolean closed;

    /**
     * Begins to open.
     *
     * @param channels those that are there
     * @param before closed; it may still have to let go of the store. Null at the start
     */
    QueueLife(
            BundleContext context,
            Supplier<QueueService> opener,
            Collection<DeliveryChannel> channels,
            @Nullable QueueLife before) {
        this.context = context;
        this.opener = opener;
        this.channels = new LinkedHashSet<>(channels);
        Thread last = before == null ? null : before.opening;
        opening = new Thread(() -> open(last), "tocsin-queue-opening");
        opening.setDaemon(true);
        opening.start();
    }

    /** Ends within two seconds; what has not left stays in the store. An opening is waited for as long as that. */
    void close(Duration patience) {
        synchronized (this) {
            closed = true;
        }
        try {
            opening.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (opening.isAlive()) {
            LOG.warn("TOCSIN-QUEUE-010 the store is still being opened, and is closed when that is done");
        } else {
            withdraw();
        }
    }

    synchronized void add(DeliveryChannel channel) {
        channels.add(channel);
        if (queue != null) {
            queue.add(channel);
        }
    }

    synchronized void remove(DeliveryChannel channel) {
        channels.remove(channel);
        if (queue != null) {
            queue.remove(channel);
        }
    }

    synchronized Health health() {
        return queue != null ? queue.health() : new Health(State.FAILED, problem);
    }

    private void open(@Nullable Thread last) {
        try {
            if (last != null) {
                last.join();
            }
            QueueService opened = opener.get();
            if (!take(opened)) {
                opened.close();
                return;
            }
            // outside the lock: who waits for the queue starts on this thread, and may wait for another that brings a
            // channel
            ServiceRegistration<?> offered = context.registerService(
                    new String[] {EventQueue.class.getName(), QueueControl.class.getName()}, opened, null);
            if (!keep(offered)) {
                withdraw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("TOCSIN-QUEUE-008 the queue cannot be opened", e);
            withdraw();
            failed("cannot be opened, see the log: " + e);
        }
    }

    private synchronized boolean take(QueueService opened) {
        if (closed) {
            return false;
        }
        queue = opened;
        channels.forEach(opened::add);
        return true;
    }

    private synchronized boolean keep(ServiceRegistration<?> offered) {
        offer = offered;
        return !closed;
    }

    private synchronized void failed(String why) {
        problem = why;
    }

    private void withdraw() {
        ServiceRegistration<?> offered;
        QueueService open;
        synchronized (this) {
            offered = offer;
            open = queue;
            offer = null;
            queue = null;
        }
        if (offered != null) {
            offered.unregister();
        }
        if (open != null) {
            open.close();
        }
    }
}
