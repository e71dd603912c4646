// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Adapter;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.GatedQueue;
import org.tocsin.api.IntakeGate;
import org.tocsin.api.PresentGate;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.engine.component.Doors;

/** The house around the endpoints, as OSGi services. */
final class ServiceDoors implements Doors, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceDoors.class);

    private final BundleContext bundleContext;
    private final ServiceTracker<EventQueue, EventQueue> queues;
    private final PresentGate gate;
    private final ServiceTracker<IntakeGate, IntakeGate> gates;
    private final ServiceTracker<EventFormat, EventFormat> formats;
    private final ServiceTracker<ErrorShape, ErrorShape> shapes;
    private final ServiceTracker<HttpDoor, HttpDoor> listeners;
    private final Set<PathLease> leases = ConcurrentHashMap.newKeySet();

    ServiceDoors(BundleContext bundleContext) {
        this.bundleContext = bundleContext;
        this.queues = new ServiceTracker<>(bundleContext, EventQueue.class, null);
        this.gate = new PresentGate(PresentGate.isExpected(bundleContext), "tocsin-engine-gate");
        this.gates = new ServiceTracker<>(bundleContext, IntakeGate.class, new Gates());
        this.formats = new ServiceTracker<>(bundleContext, EventFormat.class, null);
        this.shapes = new ServiceTracker<>(bundleContext, ErrorShape.class, null);
        this.listeners = new ServiceTracker<>(bundleContext, HttpDoor.class, new Listeners());
    }

    void open() {
        gates.open();
        queues.open();
        formats.open();
        shapes.open();
        listeners.open();
    }

    @Override
    public void close() {
        listeners.close();
        shapes.close();
        formats.close();
        queues.close();
        gate.close();
        gates.close();
    }

    /** Opens what could not be opened before, because somebody else had the path. */
    void retry() {
        leases.forEach(lease -> guarded(lease, PathLease::retry));
    }

    @Override
    public @Nullable EventQueue queue() {
        EventQueue queue = queues.getService();
        return queue == null ? null : new GatedQueue(queue, () -> gate);
    }

    @Override
    public @Nullable EventFormat format(String channel) {
        EventFormat first = formats.getService();
        if (first == null || first.channel().equals(channel)) {
            return first;
        }
        return formats.getTracked().values().stream()
                .filter(format -> format.channel().equals(channel))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable ErrorShape errors(String shape) {
        for (Map.Entry<ServiceReference<ErrorShape>, ErrorShape> known :
                shapes.getTracked().entrySet()) {
            if (shape.equals(known.getKey().getProperty(ErrorShape.SHAPE))) {
                return known.getValue();
            }
        }
        return null;
    }

    @Override
    public Lease openPath(String door, HttpDoor.PathSpec spec, HttpDoor.Handler handler) {
        PathLease lease = new PathLease(door, spec, handler, leases::remove);
        leases.add(lease);
        // Added first, asked second: a listener that comes in between is given to the lease twice, which does no harm.
        boolean given = false;
        try {
            listeners.getTracked().forEach((reference, listener) -> {
                if (lease.isFor(name(reference))) {
                    lease.bind(listener);
                }
            });
            given = true;
        } finally {
            if (!given) {
                // The caller has nothing to close, and this lease would be tried again for ever.
                lease.close();
            }
        }
        return lease;
    }

    @Override
    public Lease offer(DeliveryChannel channel) {
        return leaseOf(bundleContext.registerService(DeliveryChannel.class, channel, null));
    }

    @Override
    public Lease offer(Adapter adapter, String routeId) {
        return leaseOf(bundleContext.registerService(
                Adapter.class,
                adapter,
                FrameworkUtil.asDictionary(Map.of(Adapter.NAME, adapter.name(), Adapter.ROUTE, routeId))));
    }

    private static Lease leaseOf(ServiceRegistration<?> registration) {
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException gone) {
                // The framework unregisters what a stopping bundle leaves, and may have been first.
                return;
            }
        };
    }

    /** What one path suffers must neither keep the others from their listener nor the listener from being tracked. */
    private static void guarded(PathLease lease, Consumer<PathLease> action) {
        try {
            action.accept(lease);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("TOCSIN-ENGINE-010 a listener failed to open or close a path: {}", Reason.of(e));
        }
    }

    private static String name(ServiceReference<HttpDoor> reference) {
        return String.valueOf(reference.getProperty(HttpDoor.DOOR));
    }

    /** Tells the gate of gates that come and go. */
    private final class Gates implements ServiceTrackerCustomizer<IntakeGate, IntakeGate> {

        @Override
        public @Nullable IntakeGate addingService(ServiceReference<IntakeGate> reference) {
            IntakeGate added = bundleContext.getService(reference);
            if (added != null) {
                gate.bind(added);
            }
            return added;
        }

        @Override
        public void modifiedService(ServiceReference<IntakeGate> reference, IntakeGate added) {
            // A gate has no properties that count.
        }

        @Override
        public void removedService(ServiceReference<IntakeGate> reference, IntakeGate added) {
            gate.unbind(added);
            bundleContext.ungetService(reference);
        }
    }

    /** Tells the leases of listeners that come and go. */
    private final class Listeners implements ServiceTrackerCustomizer<HttpDoor, HttpDoor> {

        @Override
        public @Nullable HttpDoor addingService(ServiceReference<HttpDoor> reference) {
            HttpDoor listener = bundleContext.getService(reference);
            if (listener != null) {
                each(reference, lease -> lease.bind(listener));
            }
            return listener;
        }

        @Override
        public void modifiedService(ServiceReference<HttpDoor> reference, HttpDoor listener) {
            // A listener does not change its name.
        }

        @Override
        public void removedService(ServiceReference<HttpDoor> reference, HttpDoor listener) {
            each(reference, lease -> lease.unbind(listener));
            bundleContext.ungetService(reference);
        }

        private void each(ServiceReference<HttpDoor> reference, Consumer<PathLease> action) {
            leases.stream().filter(lease -> lease.isFor(name(reference))).forEach(lease -> guarded(lease, action));
        }
    }
}
